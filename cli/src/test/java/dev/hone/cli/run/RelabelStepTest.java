package dev.hone.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.Hone;
import dev.hone.cli.report.MachinePrice;
import dev.hone.cli.samples.SupportDesk;
import dev.hone.labels.Decision;
import dev.hone.spark.home.CallsTable;
import dev.hone.spark.home.CriteriaTable;
import dev.hone.spark.home.ExamplesTable;
import dev.hone.spark.home.Home;
import dev.hone.spark.home.HomeTable;
import dev.hone.spark.home.LabelStepsTable;
import dev.hone.spark.home.LabelsTable;
import dev.hone.spark.testing.LocalSpark;
import dev.hone.testing.FaultServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Labels made anew in a run, by a teacher that is paid over HTTP. */
class RelabelStepTest {
  private static final int ROWS = 80;

  private final SparkSession spark = LocalSpark.session();
  private final TeacherServer teacher = new TeacherServer(FaultServer.good());

  @TempDir(cleanup = CleanupMode.NEVER)
  Path folder; // the ledger stays open as long as the session's application

  private Home home;
  private Path logs;
  private Path truth;

  @BeforeEach
  void writeLogs() throws IOException {
    Hone.register(spark);
    home = Hone.open(spark, folder.resolve("home").toString());
    SupportDesk.write(folder.resolve("sample"), 5);
    truth = folder.resolve("sample/truth.jsonl");
    List<String> calls = Files.readAllLines(folder.resolve("sample/calls.jsonl"));
    logs = Files.write(folder.resolve("calls.jsonl"), calls.subList(0, ROWS));
    teacher.connect(Files.writeString(folder.resolve("key"), "sk-test").toString());
  }

  @AfterEach
  void close() {
    teacher.close();
  }

  @Test
  void stopsAtItsBudgetGoesOnWithMoreAndBuysNothingTwice() {
    double budget = 0.25;
    RunContext poor = begin("1111", budget);
    poor.state().finish(CallsStep.NAME, new CallsStep().run(poor), 0);
    poor.state().finish(ExamplesStep.NAME, new ExamplesStep().run(poor), 0);
    JsonNode bounded = new RelabelStep().run(poor);
    long rows = poor.facts(ExamplesStep.NAME).path("train").asLong();
    stoppedCleanly(bounded, rows, budget);
    long before = teacher.bought();

    RunContext rich = with(poor, 100.0);
    JsonNode whole = new RelabelStep().run(rich);
    addsUp(whole, rows);
    assertThat(whole.path("outcomes").has(Decision.UNPAID.text())).isFalse();
    assertThat(whole.at("/paid/hits").asLong()).as("what was bought before").isPositive();
    assertThat(whole.at("/right/all/after").asLong())
        .isGreaterThan(bounded.at("/right/all/after").asLong());
    assertThat(teacher.bought()).isGreaterThan(before);
    theTablesHoldThem(rich, whole);

    long bought = teacher.bought();
    JsonNode again = new RelabelStep().run(rich);
    assertThat(teacher.bought()).as("the same run again").isEqualTo(bought);
    for (String same : List.of("outcomes", "stopped", "right", "calls", "criteria")) {
      assertThat(again.path(same)).as(same).isEqualTo(whole.path(same));
    }
    assertThat(again.at("/paid/usd")).isEqualTo(whole.at("/paid/usd"));

    JsonNode next = new RelabelStep().run(anotherRunOver(rich));
    assertThat(teacher.bought()).as("another run over the same log").isEqualTo(bought);
    assertThat(next.path("outcomes")).isEqualTo(whole.path("outcomes"));
    assertThat(next.at("/paid/bought").asLong()).isZero();
    assertThat(next.at("/criteria/0/found").asBoolean()).as("in force by then").isFalse();
  }

  private void stoppedCleanly(JsonNode bounded, long rows, double budget) {
    assertThat(sum(bounded.path("outcomes"))).isEqualTo(rows);
    assertThat(bounded.path("outcomes").path(Decision.UNPAID.text()).asLong())
        .isBetween(1L, rows - 10);
    assertThat(bounded.at("/paid/usd").asDouble()).isBetween(0.6 * budget, budget);
    assertThat(bounded.at("/paid/bought").asLong()).isEqualTo(teacher.bought());
    assertThat(bounded.path("asked").asLong())
        .isEqualTo(teacher.bought() + bounded.at("/paid/hits").asLong());
  }

  private void addsUp(JsonNode facts, long rows) {
    assertThat(facts.path("rows").asLong()).isEqualTo(rows).isGreaterThan(40);
    assertThat(sum(facts.path("outcomes"))).isEqualTo(rows);
    assertThat(sum(facts.path("stopped"))).isEqualTo(rows);
    JsonNode right = facts.at("/right/all");
    assertThat(right.path("of").asLong()).isEqualTo(rows);
    assertThat(right.path("after").asLong()).isGreaterThan(right.path("before").asLong());
    assertThat(right.path("after").asDouble() / rows).isGreaterThan(0.9);
    assertThat(facts.at("/paid/bought").asLong()).as("in both tries").isEqualTo(teacher.bought());
    // Where a rewrite changes nothing, the check of it is one that was bought.
    double cost = facts.path("cost_usd").asDouble();
    assertThat(facts.at("/paid/usd").asDouble()).isBetween(0.95 * cost, cost + 1e-9);
  }

  private void theTablesHoldThem(RunContext run, JsonNode facts) {
    Dataset<Row> steps = home.readRun(LabelStepsTable.TABLE, run.runId());
    assertThat(steps.selectExpr("sum(cost_usd)").head().getDouble(0))
        .isCloseTo(facts.path("rows_usd").asDouble(), offset(1e-9));
    assertThat(steps.select("example_id").distinct().count())
        .as("held-out examples are shown to no model")
        .isEqualTo(facts.path("rows").asLong());
    Dataset<Row> labels = home.readRun(LabelsTable.TABLE, run.runId());
    assertThat(labels.count()).isEqualTo(run.facts(ExamplesStep.NAME).path("examples").asLong());
    assertThat(labels.filter("origin = 'relabelled'").count())
        .isEqualTo(facts.path("replaced").asLong())
        .isPositive();
    assertThat(labels.filter("author IS NOT NULL").select("author").distinct().head().getString(0))
        .isEqualTo(TeacherServer.URI);
    assertThat(home.readRun(CriteriaTable.TABLE, run.runId()).count())
        .isEqualTo(facts.path("criteria").size())
        .isGreaterThanOrEqualTo(4);
  }

  private static long sum(JsonNode counts) {
    long sum = 0;
    for (JsonNode count : counts) {
      sum += count.asLong();
    }
    return sum;
  }

  private RunContext begin(String id, double budget) {
    RunSettings settings = settings(budget);
    RunFolder files = new RunFolder(folder.toString(), new Configuration());
    return new RunContext(
        home,
        files,
        settings,
        RunState.begin(files.child("runs"), settings, id),
        new Progress(new PrintWriter(new StringWriter()), false, 100),
        new Stop());
  }

  /** The same run, told to spend as much. */
  private RunContext with(RunContext run, double budget) {
    return new RunContext(
        home, run.files(), settings(budget), run.state(), run.progress(), run.stop());
  }

  /** A run that has come as far as that one with its examples, and knows nothing of its labels. */
  private RunContext anotherRunOver(RunContext run) {
    RunContext other = begin("2222", 100);
    for (HomeTable table : List.of(CallsTable.TABLE, ExamplesTable.TABLE)) {
      home.replaceRun(table, other.runId(), home.readRun(table, run.runId()));
    }
    for (String step : List.of(CallsStep.NAME, ExamplesStep.NAME)) {
      other.state().finish(step, (ObjectNode) run.facts(step), 0);
    }
    return other;
  }

  private RunSettings settings(double budget) {
    return new RunSettings(
        logs.toString(),
        truth.toString(),
        folder.resolve("home").toString(),
        null,
        Path.of(System.getProperty("hone.root"), "models", "hone-small").toString(),
        "scripted:judge",
        false,
        20,
        5,
        1,
        0.19,
        6,
        1,
        4,
        0.002,
        1,
        16,
        24,
        null,
        MachinePrice.LISTED,
        new Relabelling(TeacherServer.URI, null, null, RelabelWay.MIXTURE, 3, null, budget, false));
  }
}
