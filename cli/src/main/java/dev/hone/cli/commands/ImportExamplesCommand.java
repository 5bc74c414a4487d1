package dev.hone.cli.commands;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.HoneException;
import dev.hone.datasets.TrainingFormats;
import dev.hone.json.Json;
import dev.hone.spark.examples.Examples;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hone import-examples}. */
@Command(
    name = "import-examples",
    description = {
      "Reads training files of any format into a new Delta table of examples.",
      "Rows that cannot be read are kept, with their line and the reason."
    })
final class ImportExamplesCommand implements Callable<Integer> {
  private static final int LISTED = 20;

  private final Console console;

  @Parameters(
      paramLabel = "FILE",
      description = "A training file, a folder of them, or a dataset_info.json.")
  private String file = "";

  @Option(
      names = "--out",
      paramLabel = "TABLE",
      required = true,
      description = "Folder of the Delta table to make.")
  private String out = "";

  @Option(
      names = "--format",
      paramLabel = "NAME",
      description = "How to read them. Default: told from the rows.")
  private @Nullable String format;

  @Option(names = "--json", description = "Print the counts as one line of JSON.")
  private boolean json;

  ImportExamplesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (format != null) {
      TrainingFormats.named(format); // before Spark starts
    }
    try (Session session = Session.open()) {
      Dataset<Row> examples =
          Examples.read(session.spark(), file, format).persist(StorageLevel.MEMORY_AND_DISK());
      long rows = examples.count();
      if (rows == 0) {
        throw new HoneException("'" + file + "' has no rows; nothing was written.");
      }
      // Refuses what is there: a data set is not to be mixed with another by a typing error.
      examples.write().format("delta").mode("errorifexists").save(out);
      print(examples, rows);
      examples.unpersist();
    }
    return Outcome.DONE;
  }

  private void print(Dataset<Row> examples, long rows) {
    Dataset<Row> dropped = examples.where(functions.col("dropped").isNotNull());
    long bad = dropped.count();
    List<String> formats =
        examples.select("format").distinct().orderBy("format").collectAsList().stream()
            .map(row -> row.getString(0))
            .toList();
    if (json) {
      ObjectNode counts = Json.object();
      counts.put("rows", rows);
      counts.put("kept", rows - bad);
      counts.put("dropped", bad);
      formats.forEach(counts.putArray("formats")::add);
      counts.put("table", out);
      console.out().println(Json.write(counts));
      return;
    }
    for (Row row :
        dropped
            .select("file", "line", "dropped")
            .orderBy("file", "line")
            .limit(LISTED)
            .collectAsList()) {
      console
          .err()
          .println(row.getString(0) + ", line " + row.getLong(1) + ": " + row.getString(2));
    }
    if (bad > LISTED) {
      console.err().println("and " + (bad - LISTED) + " more; all are in the table, in 'dropped'");
    }
    console
        .out()
        .println(
            String.format(
                Locale.ROOT,
                "%,d rows (%s): %,d examples, and %,d dropped with their reason, in %s.",
                rows,
                String.join(", ", formats),
                rows - bad,
                bad,
                out));
  }
}
