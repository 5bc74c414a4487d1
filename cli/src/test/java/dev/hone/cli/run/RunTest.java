package dev.hone.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.Hone;
import dev.hone.cli.report.MachinePrice;
import dev.hone.cli.report.Report;
import dev.hone.cli.samples.SupportDesk;
import dev.hone.spark.testing.LocalSpark;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole loop on a few rows of the sample logs with the small model, too short to learn much.
 */
class RunTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ROWS = 90;
  private static final int MOST_ASKED = 6;

  @TempDir static Path folder;
  private static SparkSession spark;
  private static Path base;

  @BeforeAll
  static void writeLogs() throws IOException {
    spark = LocalSpark.session();
    Hone.register(spark);
    base = Path.of(System.getProperty("hone.root"), "models", "hone-small");
    SupportDesk.write(folder.resolve("sample"), 5);
    List<String> calls = Files.readAllLines(folder.resolve("sample/calls.jsonl"));
    Files.write(folder.resolve("calls.jsonl"), calls.subList(0, ROWS));
  }

  @Test
  void doesTheWholeLoopAndGoesOnWhereItWasStopped() throws IOException {
    Path files = folder.resolve("files");
    RunSettings settings =
        settings(
            "spark_catalog.hone_run_test",
            files.toString(),
            folder.resolve("calls.jsonl"),
            folder.resolve("sample/truth.jsonl"),
            new Relabelling(
                "simulated:teacher", null, null, RelabelWay.MIXTURE, 3, null, null, true));
    StringWriter screen = new StringWriter();
    spark.conf().set("hone.prices", ownPrices());
    Run.Finished finished = run(settings, screen);
    spark.conf().unset("hone.prices");

    Report report = finished.report();
    JsonNode json = JSON.readTree(Path.of(finished.folder(), "report.json").toFile());
    Report.Rows rows = report.rows();
    assertThat(rows.calls()).isEqualTo(ROWS);
    assertThat(rows.examples() + rows.dropped().values().stream().mapToLong(n -> n).sum())
        .isEqualTo(ROWS);
    assertThat(rows.train() + rows.test()).isEqualTo(rows.examples());
    for (String model : List.of("logged", "base", "few_shot", "tuned", "tuned_raw")) {
      assertThat(json.at("/accuracy/" + model).isNumber()).as(model).isTrue();
    }
    assertThat(json.at("/prices/logged/as_of").asText()).isEqualTo("2026-01-01, our contract");
    assertThat(json.at("/cost_per_1000/logged").asDouble())
        .as("1,000 calls at 1,000 USD a million tokens")
        .isCloseTo(
            json.at("/tokens/logged/input").asDouble()
                + json.at("/tokens/logged/output").asDouble(),
            offset(1e-6));
    assertThat(json.at("/cost_per_1000/tuned").asDouble()).isPositive();
    assertThat(json.at("/cost_per_1000/tuned_raw").asDouble()).isPositive();
    assertThat(json.at("/train/tokens_per_second").asDouble()).isPositive();
    assertThat(json.at("/train/final_loss").asDouble()).isPositive();
    assertThat(json.at("/rows/dropped").isObject()).isTrue();
    assertThat(rows.border()).as("nothing leaks").isEqualTo(new Report.Border(0, 0, 0));
    assertThat(rows.tasks().values().stream().mapToLong(n -> n).sum()).isEqualTo(rows.examples());
    assertThat(rows.tasks().keySet()).as("one system prompt").hasSize(1).doesNotContain("no task");
    assertThat(rows.stages())
        .extracting(Report.StageRows::stage)
        .containsExactly("make", "select", "filter", "redact", "dedupe", "fit");
    long left = ROWS;
    for (Report.StageRows stage : rows.stages()) {
      assertThat(stage.in()).as(stage.stage()).isEqualTo(left);
      left -= stage.dropped().values().stream().mapToLong(n -> n).sum();
      assertThat(stage.kept()).as(stage.stage()).isEqualTo(left);
    }
    assertThat(left)
        .as("the last stage keeps what is learned and tested")
        .isEqualTo(rows.examples());
    assertThat(json.at("/rows/stages/0/dropped").isEmpty()).as("calls that failed").isFalse();
    assertThat(rows.pruned()).as("the system prompt").isNotEmpty();
    assertThat(rows.pruned().get(0).tokensSaved()).isGreaterThan(rows.examples());
    assertThat(json.at("/seconds").asDouble()).isPositive();
    assertThat(Files.readString(Path.of(finished.folder(), "report.html")))
        .contains("sample")
        .contains("report.json");
    assertThat(Path.of(report.adapter(), "adapter_model.safetensors")).exists();
    assertThat(screen.toString()).contains("[1/11] calls", "[3/11] labels", "[11/11] report");

    labelsAreReported(json.path("labels"), rows.train());
    verdictsAreReported(json.path("verdicts"), Math.min(MOST_ASKED, rows.test()));
    assertThat(resultsOf("verdicts", report.run(), "judge = 'scripted:judge'"))
        .as("a row for each pair")
        .isEqualTo(pairs(json.path("verdicts")));
    assertThat(Path.of(report.adapter() + "-raw", "adapter_model.safetensors")).exists();
    assertThat(manifestLabels(report.adapter())).matches("\\d+ of \\d+ made anew .*simulated.*");
    assertThat(manifestLabels(report.adapter() + "-raw")).isEqualTo("as logged");
    assertThat(screen.toString()).contains("hypothetical: the teacher is simulated");
    tablesAreInTheCatalogAndFilesInTheFolder(finished, files);

    forget(Path.of(finished.folder()), "verdicts", "report");
    StringWriter again = new StringWriter();
    Run.Finished resumed = run(settings, again);
    assertThat(resumed.report().run()).isEqualTo(report.run());
    assertThat(again.toString())
        .contains("Going on with run " + report.run())
        .contains("[10/11] verdicts")
        .doesNotContain("[1/11]")
        .doesNotContain("[6/11]");
    assertThat(resumed.report().accuracy()).isEqualTo(report.accuracy());
    assertThat(resumed.report().verdicts()).isEqualTo(report.verdicts());
    spark.sql("DROP SCHEMA hone_run_test CASCADE");
  }

  /** A view of what the log's model costs by contract. */
  private static String ownPrices() {
    spark
        .sql(
            "SELECT 'gpt-4.1' AS model, 1000 AS input, null AS cached_input, null AS cache_write,"
                + " 1000 AS output, date'2026-01-01' AS as_of, 'our contract' AS where")
        .createOrReplaceTempView("run_test_prices");
    return "run_test_prices";
  }

  private static void labelsAreReported(JsonNode labels, long train) {
    assertThat(labels.path("rows").asLong()).isEqualTo(train);
    long outcomes = 0;
    for (JsonNode count : labels.path("outcomes")) {
      outcomes += count.asLong();
    }
    assertThat(outcomes).isEqualTo(train);
    assertThat(labels.path("accuracy_after").asDouble())
        .isGreaterThan(labels.path("accuracy_before").asDouble());
    assertThat(labels.path("kept").asDouble())
        .isEqualTo(1 - labels.path("replaced").asDouble() / train);
    assertThat(labels.path("cost").asDouble()).isPositive();
    assertThat(labels.path("cost_per_row").asDouble())
        .isCloseTo(
            (labels.path("cost").asDouble() - labels.path("criteria_cost").asDouble()) / train,
            offset(1e-12));
    assertThat(labels.path("simulated").asBoolean()).isTrue();
    assertThat(labels.at("/price/model").asText()).isEqualTo("gpt-4.1");
    assertThat(labels.path("criteria")).isNotEmpty();
    assertThat(labels.at("/criteria/0/id").asText()).endsWith("@v1");
    assertThat(labels.at("/accuracy_by/all/after/low").asDouble()).isPositive();
    assertThat(labels.path("samples_shown")).isNotEmpty();
    assertThat(labels.at("/samples_shown/0/steps")).isNotEmpty();
  }

  private static void verdictsAreReported(JsonNode verdicts, long asked) {
    assertThat(verdicts.path("scripted").asBoolean()).isTrue();
    assertThat(verdicts.path("requests").asLong()).isEqualTo(asked);
    assertThat(verdicts.path("pairs")).as("each two of five models").hasSize(10);
    for (JsonNode pair : verdicts.path("pairs")) {
      long counted = pair.path("unread").asLong();
      for (String kind : List.of("wins", "losses", "ties", "flips", "identical")) {
        counted += pair.path(kind).asLong();
      }
      assertThat(counted).isEqualTo(pair.path("pairs").asLong());
      assertThat(counted + pair.path("unanswered").asLong()).isEqualTo(asked);
    }
    assertThat(verdicts.at("/position_bias/flips/right").asLong()).as("a rule").isZero();
    assertThat(verdicts.path("length_bias").isNull()).as("six pairs").isTrue();
    assertThat(verdicts.at("/gate/basis").asText()).isEqualTo("truth");
    assertThat(verdicts.at("/gate/overall/rows").asLong()).isEqualTo(asked);
    JsonNode criteria = verdicts.path("criteria");
    assertThat(criteria.path("simulated").asBoolean()).isTrue();
    assertThat(criteria.path("requests").asLong()).isEqualTo(asked);
    assertThat(criteria.path("answers").asLong()).isEqualTo(5 * asked);
    assertThat(criteria.path("unread").asLong()).isZero();
    assertThat(criteria.path("criteria")).isNotEmpty();
    for (JsonNode criterion : criteria.path("criteria")) {
      assertThat(criterion.at("/kept/tuned/of").asLong()).isEqualTo(asked);
      assertThat(criterion.at("/kept/logged/right").asLong())
          .as("the log keeps more of them than a model that learned little")
          .isGreaterThanOrEqualTo(criterion.at("/kept/base/right").asLong());
    }
  }

  private static long pairs(JsonNode verdicts) {
    long pairs = 0;
    for (JsonNode pair : verdicts.path("pairs")) {
      pairs += pair.path("pairs").asLong();
    }
    return pairs;
  }

  private static long resultsOf(String table, String run, String condition) {
    return spark
        .table("hone_run_test." + table)
        .where("run_id = '" + run + "' AND " + condition)
        .count();
  }

  private static String manifestLabels(String adapter) throws IOException {
    return JSON.readTree(Path.of(adapter, "hone.json").toFile()).at("/provenance/labels").asText();
  }

  /** Its home is a catalog's schema. */
  private static void tablesAreInTheCatalogAndFilesInTheFolder(Run.Finished finished, Path files) {
    String run = finished.report().run();
    Report.Rows rows = finished.report().rows();
    assertThat(count("calls", run)).isEqualTo(ROWS);
    assertThat(count("examples", run)).isEqualTo(ROWS);
    assertThat(count("labels", run)).isEqualTo(rows.examples());
    assertThat(count("answers", run)).isEqualTo(4 * Math.min(MOST_ASKED, rows.test()));
    assertThat(count("adapters", run)).isEqualTo(2);
    assertThat(count("verdicts", run)).isPositive();
    assertThat(count("runs", run)).isPositive();
    assertThat(
            spark
                .table("hone_run_test.adapters")
                .select("path")
                .as(Encoders.STRING())
                .collectAsList())
        .contains(files.resolve("adapters").resolve(run).toString());
    assertThat(files.resolve("adapters").resolve(run).resolve("adapter_model.safetensors"))
        .exists();
    assertThat(files.resolve("runs").resolve(run).resolve("report.json")).exists();
    assertThat(finished.folder()).isEqualTo(files.resolve("runs").resolve(run).toString());
  }

  private static long count(String table, String run) {
    return spark.table("hone_run_test." + table).where("run_id = '" + run + "'").count();
  }

  @Test
  void refusesACatalogWithoutAFolderForFiles() {
    RunSettings settings =
        settings("spark_catalog.hone_never", null, folder.resolve("calls.jsonl"), null);
    assertThatThrownBy(() -> run(settings, new StringWriter()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'spark_catalog.hone_never' is a catalog schema")
        .hasMessageContaining("--files");
    assertThat(spark.catalog().databaseExists("hone_never")).isFalse();
  }

  @Test
  void saysWhenNothingIsLeftToLearnFrom() throws IOException {
    Path failed = folder.resolve("failed.jsonl");
    Files.write(
        failed,
        Files.readAllLines(folder.resolve("sample/calls.jsonl")).stream()
            .filter(line -> line.contains("\"status_code\":429"))
            .limit(5)
            .toList());
    assertThatThrownBy(() -> run(settings("empty-home", failed, null), new StringWriter()))
        .hasMessageContaining("No example is left: 0 to train on, 0 to test on")
        .hasMessageContaining("Dropped, by reason");
  }

  @Test
  void refusesWhatIsNotThereBeforeAnythingIsWritten() {
    RunSettings noTruth =
        settings("never", folder.resolve("calls.jsonl"), folder.resolve("none.jsonl"));
    assertThatThrownBy(() -> run(noTruth, new StringWriter()))
        .hasMessageContaining("Cannot read truth file")
        .hasMessageContaining("--truth");
    assertThat(folder.resolve("never")).doesNotExist();
  }

  private static Run.Finished run(RunSettings settings, StringWriter screen) {
    try (Progress progress = new Progress(new PrintWriter(screen, true), false, 100)) {
      return new Run(spark, settings, progress).go();
    }
  }

  /** As if the run had been killed before these steps. */
  private static void forget(Path runFolder, String... steps) throws IOException {
    Path file = runFolder.resolve("state.json");
    ObjectNode state = (ObjectNode) JSON.readTree(file.toFile());
    state.put("finished", false);
    ((ObjectNode) state.get("steps")).remove(List.of(steps));
    Files.writeString(file, state.toString());
  }

  private static RunSettings settings(String home, Path logs, @Nullable Path truth) {
    return settings(folder.resolve(home).toString(), null, logs, truth);
  }

  private static RunSettings settings(
      String home, @Nullable String files, Path logs, @Nullable Path truth) {
    return settings(home, files, logs, truth, null);
  }

  private static RunSettings settings(
      String home,
      @Nullable String files,
      Path logs,
      @Nullable Path truth,
      @Nullable Relabelling relabel) {
    return new RunSettings(
        logs.toString(),
        truth == null ? null : truth.toString(),
        home,
        files,
        base.toString(),
        "scripted:judge",
        false,
        20,
        5,
        0.1,
        0.19,
        MOST_ASKED,
        1,
        4,
        0.002,
        1,
        16,
        24,
        null,
        MachinePrice.LISTED,
        relabel);
  }
}
