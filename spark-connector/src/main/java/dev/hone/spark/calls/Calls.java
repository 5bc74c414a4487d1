package dev.hone.spark.calls;

import dev.hone.HoneException;
import dev.hone.calls.CallOptions;
import dev.hone.spark.home.CallsTable;
import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;

/**
 * Reads request logs as logged calls, in the columns of {@link CallsTable#SCHEMA}: one row for
 * every row of the log (a trace gives one for each of its calls), the unreadable ones with their
 * raw text and the reason. What a log is, is told from its columns and content, row by row, unless
 * {@link CallOptions} force a dialect.
 *
 * <p>The table's full name, or a file's name without its folder, is the calls' {@code source}, so
 * that ids stay the same however a log is named and wherever its files move.
 *
 * <p>Filters on {@code ts}, {@code status_code} and the models go down to the log where it holds
 * them as columns of these types; columns that no dialect reads are never loaded.
 */
public final class Calls {
  private static final String DELTA = "delta";

  /** What rows are called that come from no table. */
  private static final String NAMELESS = "rows";

  private Calls() {}

  /** As {@link #read(SparkSession, String, CallOptions)}, with the usual options. */
  public static Dataset<Row> read(SparkSession spark, String log) {
    return read(spark, log, CallOptions.DEFAULT);
  }

  /**
   * The calls of a log.
   *
   * @param log a table's name, the path of a Delta table, or a JSON Lines file or folder; also a
   *     table of calls that Hone wrote
   * @throws IllegalArgumentException before any job runs, if there is no such log or no dialect can
   *     read its columns
   */
  public static Dataset<Row> read(SparkSession spark, String log, CallOptions options) {
    if (!looksLikePath(log) && isTable(spark, log)) {
      DeltaVersion version = DeltaVersion.ofTable(spark, log);
      Dataset<Row> rows = version.reader(spark).table(log);
      return at(version, rows, SourceName.of(rows, log), log, options);
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
        Dataset<Row> rows = version.reader(spark).format(DELTA).load(full.toString());
        return at(version, rows, full.getName(), log, options);
      }
      JsonLines lines = JsonLines.in(fileSystem, full);
      CallsPlan plan = new CallsPlan(full.getName(), options);
      plan.dialects(log, lines.columns(configuration)); // refuses what is no log before any job
      return plan.ofLines(spark.read().text(lines.paths()));
    } catch (IOException e) {
      throw new HoneException("Cannot read calls from '" + log + "': " + e + ".", e);
    }
  }

  /** As {@link #read(Dataset, String, CallOptions)}, named after the table where they are one. */
  public static Dataset<Row> read(Dataset<Row> rows) {
    return read(rows, SourceName.of(rows, NAMELESS), CallOptions.DEFAULT);
  }

  /** As {@link #read(Dataset, String, CallOptions)}, with the usual options. */
  public static Dataset<Row> read(Dataset<Row> rows, String source) {
    return read(rows, source, CallOptions.DEFAULT);
  }

  /**
   * The calls of rows that are at hand, batch or stream.
   *
   * @param source what these rows are called: with a row's own key it makes the call's id
   * @throws IllegalArgumentException before any job runs, if no dialect can read the columns
   */
  public static Dataset<Row> read(Dataset<Row> rows, String source, CallOptions options) {
    return isCalls(rows)
        ? calls(rows, source)
        : new CallsPlan(source, options).ofTable(rows, source);
  }

  /**
   * As {@link #read(SparkSession, String)}, as the Delta table was at that version: what was made
   * of it then can be made again.
   */
  public static Dataset<Row> readVersion(SparkSession spark, String log, long version) {
    DeltaVersion at = new DeltaVersion(version);
    if (!looksLikePath(log) && isTable(spark, log)) {
      Dataset<Row> rows = at.reader(spark).table(log);
      return at(at, rows, SourceName.of(rows, log), log, CallOptions.DEFAULT);
    }
    Dataset<Row> rows = at.reader(spark).format(DELTA).load(log);
    return at(at, rows, new Path(log).getName(), log, CallOptions.DEFAULT);
  }

  /**
   * The calls of a Delta table as a stream, from its first row on. Rows that the log changes or
   * deletes later are passed over; a checkpoint of the query that reads it tells what is new.
   *
   * @param log a Delta table's name or path
   * @throws IllegalArgumentException if there is no such table or no dialect can read its columns
   */
  public static Dataset<Row> readStream(SparkSession spark, String log, CallOptions options) {
    var reader = spark.readStream().format(DELTA).option("skipChangeCommits", true);
    if (!looksLikePath(log) && isTable(spark, log)) {
      return read(reader.table(log), SourceName.of(spark.read().table(log), log), options);
    }
    return read(reader.load(deltaPath(spark, log)), new Path(log).getName(), options);
  }

  /**
   * The calls that came into a Delta table from one version on, by its change data feed; {@code
   * source_version} is the version that brought each. A changed row comes as it is after the
   * change.
   *
   * @param log the name or path of a Delta table whose change data feed is on
   * @param fromVersion the first version whose changes are read
   */
  public static Dataset<Row> readChanges(
      SparkSession spark, String log, long fromVersion, CallOptions options) {
    var reader =
        spark
            .read()
            .format(DELTA)
            .option("readChangeFeed", true)
            .option("startingVersion", fromVersion);
    boolean named = !looksLikePath(log) && isTable(spark, log);
    Dataset<Row> changes = named ? reader.table(log) : reader.load(deltaPath(spark, log));
    String source = named ? SourceName.of(spark.read().table(log), log) : new Path(log).getName();
    return read(
        changes.filter(functions.col("_change_type").isin("insert", "update_postimage")),
        source,
        options);
  }

  private static String deltaPath(SparkSession spark, String log) {
    try {
      Path path = new Path(log);
      String full =
          path.getFileSystem(spark.sessionState().newHadoopConf()).makeQualified(path).toString();
      if (DeltaTable.isDeltaTable(spark, full)) {
        return full;
      }
    } catch (IOException e) {
      throw new HoneException("Cannot read calls from '" + log + "': " + e + ".", e);
    }
    throw new IllegalArgumentException(
        "Cannot follow log '"
            + log
            + "': it is no Delta table, the only kind that can be followed.");
  }

  private static Dataset<Row> at(
      DeltaVersion version, Dataset<Row> rows, String source, String log, CallOptions options) {
    // A table of calls already says which version of the log each call was read from.
    return isCalls(rows)
        ? calls(rows, log)
        : version.mark(new CallsPlan(source, options).ofTable(rows, log));
  }

  private static boolean isCalls(Dataset<Row> rows) {
    return Arrays.asList(rows.schema().fieldNames())
        .containsAll(Arrays.asList(CallsTable.SCHEMA.fieldNames()));
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
        Arrays.stream(CallsTable.SCHEMA.fieldNames())
            .map(functions::col)
            .toArray(org.apache.spark.sql.Column[]::new));
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
                + ") and no such file. Give catalog.schema.table, or the path of a Delta table or a"
                + " JSON Lines file.");
  }
}
