package dev.hone.cli.commands;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.HoneException;
import dev.hone.json.Json;
import dev.hone.spark.calls.Calls;
import dev.hone.spark.home.CallsTable;
import io.delta.tables.DeltaTable;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hone import}. */
@Command(
    name = "import",
    description = {
      "Reads a request log into a Delta table of logged calls. Rows that cannot be read are kept, with the reason.",
      "Importing again adds only calls that are not in the table yet."
    })
final class ImportCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      paramLabel = "FILE",
      description =
          "JSON Lines of an inference table or of HTTP captures, a Delta folder or a table.")
  private String file = "";

  @Option(
      names = "--out",
      paramLabel = "TABLE",
      required = true,
      description = "Table to write: catalog.schema.table, or a folder.")
  private String out = "";

  @Option(names = "--json", description = "Print the counts as one line of JSON.")
  private boolean json;

  ImportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (Session session = Session.open()) {
      SparkSession spark = session.spark();
      Dataset<Row> calls = Calls.read(spark, file).persist(StorageLevel.MEMORY_AND_DISK());
      try {
        Row counts =
            calls
                .agg(
                    count(lit(1)),
                    count(functions.col("unreadable")),
                    count(functions.col("incomplete")))
                .head();
        if (counts.getLong(0) == 0) {
          throw new HoneException("Log '" + file + "' has no rows; nothing was written.");
        }
        long added = write(spark, calls);
        print(counts.getLong(0), counts.getLong(1), counts.getLong(2), added);
      } finally {
        calls.unpersist();
      }
    }
    return Outcome.DONE;
  }

  /** Adds what is not there yet, in one commit; how many rows that was. */
  private long write(SparkSession spark, Dataset<Row> calls) {
    boolean folder = isFolder(spark);
    try {
      DeltaTable table = folder ? folderTable(spark) : catalogTable(spark);
      requireCalls(table);
      long before = table.toDF().count();
      table
          .as("old")
          .merge(calls.dropDuplicates("id").as("new"), "old.id = new.id")
          .whenNotMatched()
          .insertAll()
          .execute();
      return table.toDF().count() - before;
    } catch (HoneException | IllegalArgumentException e) {
      throw e;
    } catch (Exception e) { // AnalysisException is checked, but Scala does not declare it
      throw new HoneException(
          "Cannot write table '"
              + out
              + "': "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
              + " Give --out a folder or table that this session may write.",
          e);
    }
  }

  /** A plain name is a table where a catalog holds tables for longer than this process. */
  private boolean isFolder(SparkSession spark) {
    boolean persistentCatalog =
        spark.conf().get("spark.sql.catalogImplementation", "in-memory").equals("hive")
            || out.split("\\.", -1).length == 3;
    return out.contains("/") || out.contains(":") || out.startsWith(".") || !persistentCatalog;
  }

  private DeltaTable folderTable(SparkSession spark) {
    if (!DeltaTable.isDeltaTable(spark, out)) {
      refuseOccupied(spark);
    }
    return DeltaTable.createIfNotExists(spark)
        .location(out)
        .addColumns(CallsTable.SCHEMA)
        .execute();
  }

  private DeltaTable catalogTable(SparkSession spark) {
    return DeltaTable.createIfNotExists(spark)
        .tableName(out)
        .addColumns(CallsTable.SCHEMA)
        .execute();
  }

  private void refuseOccupied(SparkSession spark) {
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(out);
    try {
      org.apache.hadoop.fs.FileSystem files =
          path.getFileSystem(spark.sessionState().newHadoopConf());
      if (files.exists(path)
          && (!files.getFileStatus(path).isDirectory() || files.listStatus(path).length > 0)) {
        throw new IllegalArgumentException(
            "Cannot write table '"
                + out
                + "': something is there that is not a Delta table. Give --out another folder.");
      }
    } catch (java.io.IOException e) {
      throw new HoneException("Cannot look at '" + out + "': " + e.getMessage() + ".", e);
    }
  }

  private void requireCalls(DeltaTable table) {
    String[] columns = table.toDF().columns();
    if (!Arrays.asList(columns).containsAll(Arrays.asList(CallsTable.SCHEMA.fieldNames()))) {
      throw new IllegalArgumentException(
          "Cannot write table '"
              + out
              + "': it is there and holds no logged calls but "
              + Arrays.toString(columns)
              + ". Give --out another name.");
    }
  }

  private void print(long rows, long unreadable, long incomplete, long added) {
    long calls = rows - unreadable;
    long complete = rows - incomplete;
    if (json) {
      ObjectNode counts = Json.object();
      counts.put("rows", rows);
      counts.put("calls", calls);
      counts.put("complete", complete);
      counts.put("unreadable", unreadable);
      counts.put("added", added);
      counts.put("table", out);
      console.out().println(Json.write(counts));
    } else {
      console
          .out()
          .println(
              String.format(
                  Locale.ROOT,
                  "%,d rows: %,d logged calls (%,d complete, %,d that no example can be made of) and %,d unreadable, kept with"
                      + " their reason. %,d rows are new in %s.",
                  rows,
                  calls,
                  complete,
                  calls - complete,
                  unreadable,
                  added,
                  out));
    }
  }
}
