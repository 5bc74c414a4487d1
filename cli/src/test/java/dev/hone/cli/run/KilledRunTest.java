package dev.hone.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.cli.commands.Launcher;
import dev.hone.cli.samples.SupportDesk;
import dev.hone.json.Json;
import dev.hone.spark.testing.LocalSpark;
import dev.hone.testing.Fault;
import dev.hone.testing.FaultServer;
import dev.hone.transformers.labels.RelabelExamples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run in a JVM of its own that buys its labels and verdicts over HTTP with a key, from a server
 * that fails now and then and quotes the key when it does. It is killed (SIGKILL: no hook runs)
 * while it buys and while it trains, and started again.
 */
class KilledRunTest {
  private static final String KEY = "sk-hone-grep-6f1d2c0b9a8e7d6c5b4a";
  private static final int ROWS = 60;
  private static final int BOUGHT_BEFORE_KILLED = 100;
  private static final int MOST_ASKED = 2;
  private static final long MINUTES = 8;

  @TempDir Path folder;
  private Path home;
  private final SparkSession spark = LocalSpark.session();
  private final FaultServer server =
      new FaultServer(
          (number, body) ->
              switch (number % 40) {
                case 7 -> Fault.BROKEN;
                case 17 -> Fault.LIMITED;
                case 27 -> Fault.CUT;
                case 37 -> Fault.OVERLOADED;
                default -> Fault.NONE;
              });
  private final TeacherServer teacher = new TeacherServer(server);
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void writeLogs() throws IOException {
    home = folder.resolve("home");
    Files.createDirectories(folder.resolve("events"));
    SupportDesk.write(folder.resolve("sample"), 5);
    try (Stream<String> calls = Files.lines(folder.resolve("sample/calls.jsonl"))) {
      Files.write(folder.resolve("calls.jsonl"), calls.limit(ROWS).toList());
    }
  }

  @Test
  void goesOnWhereItWasKilledCountsAllOnceAndLeavesNoKeyBehind() throws Exception {
    killOnce(start("first"), "labels are bought", () -> teacher.bought() >= BOUGHT_BEFORE_KILLED);
    String run = run();
    assertThat(steps(run).has("examples")).isTrue();
    assertThat(steps(run).has("labels")).isFalse();

    killOnce(start("second"), "training has a checkpoint", () -> hasCheckpoint(run));
    assertThat(steps(run).has("labels")).isTrue();
    assertThat(steps(run).has("adapter")).isFalse();
    assertThat(home.resolve("adapters").resolve(run)).doesNotExist();
    Path runFolder = home.resolve("runs").resolve(run);
    assertThat(runFolder.resolve("report.json")).doesNotExist();

    Process third = start("third");
    assertThat(third.waitFor(MINUTES, TimeUnit.MINUTES)).isTrue();
    assertThat(third.exitValue()).as(screen("third")).isZero();
    assertThat(screen("third"))
        .contains("Going on with run " + run)
        .doesNotContain("[1/9]", "[2/9]", "[3/9]", "[4/9]", "[5/9]")
        .contains("[6/9] adapter", "[9/9] report");
    assertThat(run()).as("the one run of this home").isEqualTo(run);
    trainingWentOn(steps(run).at("/adapter/facts"));
    countsAddUp(run, Json.parse(Files.readString(runFolder.resolve("report.json"))));
    try (Stream<Path> adapters = Files.list(home.resolve("adapters"))) {
      assertThat(adapters).containsExactly(home.resolve("adapters").resolve(run));
    }
    moneyAddsUp();
    theKeyIsNowhere();
  }

  private void moneyAddsUp() {
    Row ledger =
        table("ledger")
            .selectExpr(
                "sum(bought)", "count_if(kind = 'lost')", "count_if(kind = 'asked')", "sum(hits)")
            .head();
    assertThat(teacher.bought() - ledger.getLong(0))
        .as("bought and lost: no more than what was in flight")
        .isBetween(0L, ledger.getLong(1));
    assertThat(ledger.getLong(2)).as("still in flight").isZero();
    assertThat(ledger.getLong(3)).as("bought before it was killed").isPositive();
  }

  private void theKeyIsNowhere() throws IOException {
    assertThat(server.received())
        .allMatch(request -> ("Bearer " + KEY).equals(request.headers().get("authorization")));
    new RelabelExamples()
        .setModel("openai:gpt-4.1")
        .write()
        .save(folder.resolve("stage").toString());
    List<Path> files = files(folder);
    assertThat(files)
        .extracting(file -> folder.relativize(file).toString())
        .anyMatch(name -> name.startsWith("events/"))
        .anyMatch(name -> name.startsWith("home/ledger/"))
        .anyMatch(name -> name.endsWith("report.html"))
        .anyMatch(name -> name.endsWith("hone.json"));
    assertThat(files).noneMatch(file -> text(file).contains(KEY));
    assertThat(files.stream().filter(file -> file.startsWith(folder.resolve("events"))))
        .as("the event log tells of the plans")
        .anyMatch(file -> text(file).contains("SparkListenerSQLExecutionStart"));
    // Parquet is compressed: its rows are read.
    try (Stream<Path> tables = Files.list(home.resolve("tables"))) {
      for (Path table : tables.toList()) {
        String name = table.getFileName().toString();
        assertThat(table(name).toJSON().collectAsList())
            .as(name)
            .noneMatch(row -> row.contains(KEY));
      }
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void trainingWentOn(JsonNode facts) {
    assertThat(facts.path("resumed_from").asInt()).isBetween(1, facts.path("steps").asInt());
    List<Integer> steps = new ArrayList<>();
    facts.path("curve").forEach(point -> steps.add(point.path(0).asInt()));
    assertThat(steps).hasSize(facts.path("steps").asInt()).startsWith(1, 2).isSorted();
    assertThat(steps).doesNotHaveDuplicates();
  }

  private void countsAddUp(String run, JsonNode report) {
    JsonNode rows = report.path("rows");
    long dropped = 0;
    for (JsonNode count : rows.path("dropped")) {
      dropped += count.asLong();
    }
    long test = rows.path("test").asLong();
    assertThat(rows.path("calls").asLong()).isEqualTo(ROWS);
    assertThat(rows.path("examples").asLong() + dropped).isEqualTo(ROWS);
    assertThat(rows.path("train").asLong() + test).isEqualTo(rows.path("examples").asLong());
    assertThat(table(run, "calls").count()).isEqualTo(ROWS);
    assertThat(table(run, "examples").count()).isEqualTo(ROWS);
    assertThat(table(run, "adapters").count()).isEqualTo(1);
    Dataset<Row> answers = table(run, "answers");
    assertThat(answers.count()).isEqualTo(answers.dropDuplicates("example_id", "model").count());
    for (Row model : answers.groupBy("model").count().collectAsList()) {
      assertThat(model.getLong(1)).as(model.getString(0)).isEqualTo(Math.min(MOST_ASKED, test));
    }
  }

  private Dataset<Row> table(String run, String name) {
    return table(name).where("run_id = '" + run + "'");
  }

  private Dataset<Row> table(String name) {
    return spark.read().format("delta").load(home.resolve("tables").resolve(name).toString());
  }

  private Process start(String name) throws IOException {
    String uri = "openai+" + server.base() + "#teacher";
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-opens") || option.startsWith("-D"))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx1g",
            "-XX:+UseSerialGC",
            // It lives too short for compiling to pay, Java's or Spark's.
            "-XX:TieredStopAtLevel=1",
            "-XX:ReservedCodeCacheSize=160m",
            "-Dspark.sql.codegen.wholeStage=false",
            "-Dspark.sql.codegen.factoryMode=NO_CODEGEN",
            "-Dspark.sql.adaptive.enabled=false",
            "-Dspark.eventLog.enabled=true",
            "-Dspark.eventLog.compress=false",
            "-Dspark.eventLog.dir=" + folder.resolve("events"),
            "-Dhone.root=" + System.getProperty("hone.root"),
            "-Dlog4j2.configurationFile=classpath:dev/hone/cli/log4j2.properties",
            "-cp",
            System.getProperty("java.class.path"),
            Launcher.class.getName(),
            "run",
            "--logs=" + folder.resolve("calls.jsonl"),
            "--truth=" + folder.resolve("sample/truth.jsonl"),
            "--home=" + home,
            "--relabel=" + uri,
            "--relabel-priced-as=gpt-4.1",
            "--relabel-budget=100",
            "--judge=" + uri,
            "--time-budget=0.1", // training takes the least it is given, some 15 seconds
            "--test-share=0.1",
            "--max-test=" + MOST_ASKED,
            "--shots=1",
            "--rank=4",
            "--epochs=4",
            "--max-answer-tokens=12"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".txt").toFile());
    builder.environment().put("OPENAI_API_KEY", KEY);
    builder.environment().put("HONE_ALLOW_HOSTS", "127.0.0.1");
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private static void killOnce(Process running, String when, BooleanSupplier happens)
      throws Exception {
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
    while (!happens.getAsBoolean()) {
      assertThat(running.isAlive()).as("alive until %s", when).isTrue();
      assertThat(System.nanoTime()).as("in time: %s", when).isLessThan(end);
      Thread.sleep(20);
    }
    running.destroyForcibly().waitFor();
  }

  @AfterEach
  void endProcesses() {
    started.forEach(Process::destroyForcibly);
    teacher.close();
  }

  /** The one run that the home has. */
  private String run() throws IOException {
    try (Stream<Path> runs = Files.list(home.resolve("runs"))) {
      List<Path> all = runs.toList();
      assertThat(all).hasSize(1);
      return all.get(0).getFileName().toString();
    }
  }

  private JsonNode steps(String run) throws IOException {
    return Json.parse(Files.readString(home.resolve("runs").resolve(run).resolve("state.json")))
        .path("steps");
  }

  private boolean hasCheckpoint(String run) {
    if (!Files.isDirectory(home.resolve("adapters"))) {
      return false;
    }
    try (Stream<Path> beside = Files.list(home.resolve("adapters"))) {
      return beside
          .filter(path -> path.getFileName().toString().startsWith("." + run))
          .anyMatch(path -> Files.exists(path.resolve("checkpoint/state.safetensors")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String screen(String name) throws IOException {
    return Files.readString(folder.resolve(name + ".txt"));
  }
}
