package dev.hone.cli.commands;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.datasets.InvalidRowsException;
import dev.hone.datasets.TrainingFormats;
import dev.hone.json.Json;
import dev.hone.spark.examples.Examples;
import dev.hone.spark.examples.WriteOptions;
import dev.hone.spark.examples.WrittenFiles;
import dev.hone.spark.home.HomeTable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hone export-examples}. */
@Command(
    name = "export-examples",
    description = {
      "Writes examples as training files for another tuner or a hosted service, or turns training files of one format into another.",
      "The format's rules are checked first; where one is broken, all are listed and nothing is written."
    })
final class ExportExamplesCommand implements Callable<Integer> {
  private static final int LISTED = 200;

  private final Console console;

  @Parameters(
      paramLabel = "TABLE",
      description =
          "Table of examples: catalog.schema.table, a Delta folder, or training files of any format.")
  private String table = "";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description =
          "Folder to make, with a file for each split; or one file, if it ends in .jsonl.")
  private String out = "";

  @Option(
      names = "--format",
      paramLabel = "NAME",
      required = true,
      description =
          "openai, openpipe, trl, trl-prompt-completion, axolotl, sharegpt or llama-factory.")
  private String format = "";

  @Option(
      names = "--run",
      paramLabel = "ID",
      description = "The run whose examples are written, for a table that holds several.")
  private @Nullable String run;

  @Option(
      names = "--pruned",
      description =
          "Write prompts without their static text. Requests to the tuned model must be pruned likewise.")
  private boolean pruned;

  @Option(
      names = "--skip-invalid",
      description = "Leave out rows that break a rule of the format, and count them.")
  private boolean skipInvalid;

  @Option(names = "--json", description = "Print the counts as one line of JSON.")
  private boolean json;

  ExportExamplesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    TrainingFormats.named(format); // before Spark starts
    try (Session session = Session.open()) {
      Dataset<Row> examples = ofOneRun(Examples.open(session.spark(), table));
      print(Examples.write(examples, out, new WriteOptions(format, pruned, skipInvalid)));
      return Outcome.DONE;
    } catch (InvalidRowsException e) {
      List<String> problems = e.problems();
      problems.stream().limit(LISTED).forEach(console.err()::println);
      if (problems.size() > LISTED) {
        console.err().println("and " + (problems.size() - LISTED) + " more");
      }
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "Cannot write %s as %s: %,d broken rules, listed above; nothing was written. Mend the"
                  + " rows, or leave them out with --skip-invalid.",
              out,
              format,
              problems.size()),
          e);
    }
  }

  /** A home's table holds the examples of many runs, most of them the same ones again. */
  private Dataset<Row> ofOneRun(Dataset<Row> examples) {
    if (!Arrays.asList(examples.columns()).contains(HomeTable.RUN_ID)) {
      if (run != null) {
        throw new IllegalArgumentException(
            "Cannot find --run " + run + ": '" + table + "' has no runs. Leave --run out.");
      }
      return examples;
    }
    List<String> runs =
        examples
            .select(HomeTable.RUN_ID)
            .distinct()
            .orderBy(functions.desc(HomeTable.RUN_ID))
            .as(Encoders.STRING())
            .collectAsList();
    if (run == null ? runs.size() > 1 : !runs.contains(run)) {
      throw new IllegalArgumentException(
          (run == null ? "Name one run of '" + table + "' with --run" : "Cannot find --run " + run)
              + ". There are "
              + runs
              + ".");
    }
    return run == null
        ? examples
        : examples.where(functions.col(HomeTable.RUN_ID).equalTo(functions.lit(run)));
  }

  private void print(WrittenFiles written) {
    if (json) {
      ObjectNode counts = Json.object();
      counts.put("written", written.written());
      put(counts, "files", written.rows());
      put(counts, "dropped", written.dropped());
      put(counts, "skipped", written.skipped());
      put(counts, "left_out", written.leftOut());
      counts.put("out", out);
      console.out().println(Json.write(counts));
      return;
    }
    console
        .out()
        .println(
            String.format(
                Locale.ROOT, "Wrote %,d examples as %s to %s", written.written(), format, out));
    list("", written.rows());
    list("dropped before: ", written.dropped());
    list("skipped: ", written.skipped());
    list("no place in this format for: ", written.leftOut());
  }

  private void list(String what, Map<String, Long> counts) {
    new TreeMap<>(counts)
        .forEach(
            (name, count) ->
                console
                    .out()
                    .println(String.format(Locale.ROOT, "  %,8d  %s%s", count, what, name)));
  }

  private static void put(ObjectNode json, String name, Map<String, Long> counts) {
    ObjectNode object = json.putObject(name);
    new TreeMap<>(counts).forEach(object::put);
  }
}
