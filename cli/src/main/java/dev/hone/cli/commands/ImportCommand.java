package dev.hone.cli.commands;

import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.HoneException;
import dev.hone.calls.CallOptions;
import dev.hone.calls.CallReader;
import dev.hone.json.Json;
import dev.hone.spark.calls.Calls;
import dev.hone.spark.calls.CallsSink;
import dev.hone.spark.home.CallsTable;
import io.delta.tables.DeltaTable;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hone import}. */
@Command(
    name = "import",
    description = {
      "Reads a request log into a Delta table of logged calls. Rows that cannot be read are kept,"
          + " with the reason.",
      "Importing again adds only calls that are not in the table yet; with a checkpoint, only what"
          + " is new in the log is read."
    })
final class ImportCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      paramLabel = "FILE",
      description =
          "A table, a Delta folder or JSON Lines. What kind of log it is, is told from its columns"
              + " and content.")
  private String file = "";

  @Option(
      names = "--out",
      paramLabel = "TABLE",
      required = true,
      description = "Table to write: catalog.schema.table, or a folder.")
  private String out = "";

  @Option(
      names = "--dialect",
      paramLabel = "NAME",
      description = "Take the log, or its bodies, to be in this dialect without looking.")
  private @Nullable String dialect;

  @Option(
      names = "--session-path",
      paramLabel = "PATH",
      description = "Where the session stands, such as request.extra_params.session_id.")
  private @Nullable String sessionPath;

  @Option(names = "--user-path", paramLabel = "PATH", description = "Where the end user stands.")
  private @Nullable String userPath;

  @Option(names = "--tag-path", paramLabel = "PATH", description = "Where more tags stand.")
  private @Nullable String tagPath;

  @Option(names = "--keep-own", description = "Make examples of calls that Hone itself made, too.")
  private boolean keepOwn;

  @Option(
      names = "--checkpoint",
      paramLabel = "FOLDER",
      description =
          "Read only what came into the log, a Delta table, since the last import with this"
              + " folder.")
  private @Nullable String checkpoint;

  @Option(names = "--json", description = "Print the counts as one line of JSON.")
  private boolean json;

  ImportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    CallOptions options = new CallOptions(dialect, keepOwn, sessionPath, userPath, tagPath);
    try (Session session = Session.open()) {
      SparkSession spark = session.spark();
      String folder = checkpoint;
      if (folder == null) {
        readAll(spark, options);
      } else {
        readNew(spark, options, folder);
      }
    }
    return Outcome.DONE;
  }

  private void readAll(SparkSession spark, CallOptions options) {
    Dataset<Row> calls = Calls.read(spark, file, options).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Row counts =
          calls
              .agg(
                  count(lit(1)),
                  count(functions.col("unreadable")),
                  count(functions.col("incomplete")),
                  functions.count_if(functions.col("incomplete").equalTo(CallReader.OWN_CALL)))
              .head();
      if (counts.getLong(0) == 0) {
        throw new HoneException("Log '" + file + "' has no rows; nothing was written.");
      }
      long added = write(spark, table -> CallsSink.add(table, calls));
      print(counts.getLong(0), counts.getLong(1), counts.getLong(2), counts.getLong(3), added);
    } finally {
      calls.unpersist();
    }
  }

  private void readNew(SparkSession spark, CallOptions options, String folder) {
    Dataset<Row> calls = Calls.readStream(spark, file, options);
    long added = write(spark, table -> CallsSink.addNew(calls, () -> open(spark), folder));
    if (json) {
      console.out().println(Json.write(Json.object().put("added", added).put("table", out)));
    } else {
      console
          .out()
          .println(String.format(Locale.ROOT, "%,d rows of %s are new in %s.", added, file, out));
    }
  }

  /** Adds what is not there yet; how many rows that was. */
  private long write(SparkSession spark, Consumer<DeltaTable> add) {
    try {
      DeltaTable table = open(spark);
      long before = table.toDF().count();
      add.accept(table);
      return open(spark).toDF().count() - before;
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

  private DeltaTable open(SparkSession spark) {
    return isFolder(spark) ? folderTable(spark) : catalogTable(spark);
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

  private void print(long rows, long unreadable, long incomplete, long own, long added) {
    long calls = rows - unreadable;
    long complete = rows - incomplete;
    if (json) {
      ObjectNode counts = Json.object();
      counts.put("rows", rows);
      counts.put("calls", calls);
      counts.put("complete", complete);
      counts.put("unreadable", unreadable);
      counts.put("own", own);
      counts.put("added", added);
      counts.put("table", out);
      console.out().println(Json.write(counts));
    } else {
      console
          .out()
          .println(
              String.format(
                  Locale.ROOT,
                  "%,d rows: %,d logged calls (%,d complete, %,d that no example can be made of,"
                      + " %,d of these Hone's own) and %,d unreadable, kept with their reason. %,d"
                      + " rows are new in %s.",
                  rows,
                  calls,
                  complete,
                  calls - complete,
                  own,
                  unreadable,
                  added,
                  out));
    }
  }
}
