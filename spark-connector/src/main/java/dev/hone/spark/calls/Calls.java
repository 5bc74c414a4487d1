package dev.hone.spark.calls;

import dev.hone.HoneException;
import dev.hone.spark.home.CallsTable;
import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Reads request logs as logged calls. */
public final class Calls {
  private Calls() {}

  /**
   * The calls of a log, in the columns of {@link CallsTable#SCHEMA}: one row for every row of the
   * log, the unreadable ones with their raw text and the reason. What the log is, is told from its
   * columns: Databricks inference tables, HTTP captures, or a table of calls that Hone wrote.
   *
   * <p>A file's name without its folder, or the table's name, is the calls' {@code source}, so that
   * ids do not change when a log moves.
   *
   * @param log a table's name, the path of a Delta table, or a JSON Lines file or folder
   * @throws IllegalArgumentException before any job runs, if there is no such log or it lacks the
   *     columns it needs
   */
  public static Dataset<Row> read(SparkSession spark, String log) {
    if (!looksLikePath(log) && isTable(spark, log)) {
      DeltaVersion version = DeltaVersion.ofTable(spark, log);
      return at(version, version.reader(spark).table(log), log, log);
    }
    try {
      Path path = new Path(log);
      Configuration configuration = spark.sessionState().newHadoopConf();
      FileSystem fileSystem = path.getFileSystem(configuration);
      if (!fileSystem.exists(path)) {
        throw notFound(spark, log);
      }
      Path full = fileSystem.makeQualified(path);
      if (DeltaTable.isDeltaTable(spark, full.toString())) {
        DeltaVersion version = DeltaVersion.ofPath(spark, full.toString());
        Dataset<Row> rows = version.reader(spark).format("delta").load(full.toString());
        return at(version, rows, full.getName(), log);
      }
      return fromLines(spark, JsonLines.in(fileSystem, full), full.getName(), log, configuration);
    } catch (IOException e) {
      throw new HoneException("Cannot read calls from '" + log + "': " + e + ".", e);
    }
  }

  /** As {@link #read(SparkSession, String)}, of rows that are at hand. */
  public static Dataset<Row> from(Dataset<Row> rows, String source) {
    return fromTable(rows, source, source);
  }

  /**
   * As {@link #read(SparkSession, String)}, as the Delta table was at that version: what was made
   * of it then can be made again.
   */
  public static Dataset<Row> readVersion(SparkSession spark, String log, long version) {
    DeltaVersion at = new DeltaVersion(version);
    boolean named = !looksLikePath(log) && isTable(spark, log);
    return named
        ? at(at, at.reader(spark).table(log), log, log)
        : at(at, at.reader(spark).format("delta").load(log), new Path(log).getName(), log);
  }

  private static Dataset<Row> at(
      DeltaVersion version, Dataset<Row> rows, String source, String log) {
    Dataset<Row> calls = fromTable(rows, source, log);
    // A table of calls already says which version of the log each call was read from.
    return isCalls(rows) ? calls : version.mark(calls);
  }

  private static boolean isCalls(Dataset<Row> rows) {
    return Arrays.asList(rows.schema().fieldNames())
        .containsAll(Arrays.asList(CallsTable.SCHEMA.fieldNames()));
  }

  private static Dataset<Row> fromTable(Dataset<Row> rows, String source, String log) {
    List<String> names = Arrays.asList(rows.schema().fieldNames());
    if (isCalls(rows)) {
      return calls(rows, log);
    }
    LogRows reader = new LogRows(source, LogColumns.of(log, names));
    Column[] columns =
        reader.columns().names().stream()
            .map(name -> asText(rows.schema(), name))
            .toArray(Column[]::new);
    UDF1<Row, Row> read = row -> CallsTable.toRow(reader.call(row));
    return expand(
        rows.select(
            // Not deterministic in Catalyst's eyes: it must run once a row, not once a column.
            functions
                .udf(read, CallsTable.SCHEMA)
                .asNondeterministic()
                .apply(functions.struct(columns))
                .as("call")));
  }

  /** A table that Hone wrote: its calls as they are. */
  private static Dataset<Row> calls(Dataset<Row> rows, String log) {
    for (StructField field : CallsTable.SCHEMA.fields()) {
      String type = rows.schema().apply(field.name()).dataType().catalogString();
      if (!type.equals(field.dataType().catalogString())) {
        throw new IllegalArgumentException(
            "Cannot read calls from '"
                + log
                + "': column '"
                + field.name()
                + "' is "
                + type
                + "; a table of calls has "
                + field.dataType().catalogString()
                + ".");
      }
    }
    return rows.select(
        Arrays.stream(CallsTable.SCHEMA.fieldNames()).map(functions::col).toArray(Column[]::new));
  }

  private static Dataset<Row> fromLines(
      SparkSession spark, JsonLines lines, String source, String log, Configuration configuration) {
    LogRows reader = new LogRows(source, LogColumns.of(log, lines.columns(configuration)));
    UDF1<String, Row> read = line -> CallsTable.toRow(reader.call(line));
    return expand(
        spark
            .read()
            .text(lines.paths())
            .filter(functions.trim(functions.col("value")).notEqual(""))
            .select(
                functions
                    .udf(read, CallsTable.SCHEMA)
                    .asNondeterministic()
                    .apply(functions.col("value"))
                    .as("call")));
  }

  private static Dataset<Row> expand(Dataset<Row> calls) {
    return calls.select("call.*");
  }

  /** Bodies that a table holds as structs or variants are read as the JSON they stand for. */
  private static Column asText(StructType schema, String name) {
    DataType type = schema.apply(name).dataType();
    Column column = functions.col("`" + name + "`");
    return type instanceof AtomicType && !type.typeName().equals("variant")
        ? column
        : functions.to_json(column).as(name);
  }

  private static boolean looksLikePath(String log) {
    return log.contains("/") || log.contains(":") || log.contains("\\") || log.startsWith(".");
  }

  private static boolean isTable(SparkSession spark, String log) {
    try {
      return spark.catalog().tableExists(log);
    } catch (Exception e) { // a name that does not parse is no table
      return false;
    }
  }

  private static IllegalArgumentException notFound(SparkSession spark, String log) {
    return new IllegalArgumentException(
        looksLikePath(log)
            ? "Cannot find log '"
                + log
                + "': there is nothing at that path. Check it for typing errors."
            : "Cannot find log '"
                + log
                + "': there is no such table (current schema "
                + spark.catalog().currentCatalog()
                + "."
                + spark.catalog().currentDatabase()
                + ") and no such file. Give catalog.schema.table, or the path of a Delta table or a JSON Lines file.");
  }
}
