package dev.hone.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.cli.commands.Launcher;
import dev.hone.cli.samples.SupportDesk;
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
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A whole run in a process of its own that buys its labels and verdicts over HTTP with a key, from
 * a server that fails now and then and quotes the key when it does: the key is in nothing that the
 * run leaves behind.
 */
class KeysTest {
  private static final String KEY = "sk-hone-grep-6f1d2c0b9a8e7d6c5b4a";
  private static final int ROWS = 60;
  private static final long MINUTES = 8;

  @TempDir Path folder;

  private final SparkSession spark = LocalSpark.session();

  @Test
  void theKeyIsInNothingThatARunLeavesBehind() throws Exception {
    SupportDesk.write(folder.resolve("sample"), 5);
    try (Stream<String> calls = Files.lines(folder.resolve("sample/calls.jsonl"))) {
      Files.write(folder.resolve("calls.jsonl"), calls.limit(ROWS).toList());
    }
    FaultServer failing =
        new FaultServer(
            (number, body) ->
                switch (number % 40) {
                  case 7 -> Fault.BROKEN;
                  case 17 -> Fault.LIMITED;
                  case 27 -> Fault.CUT;
                  case 37 -> Fault.OVERLOADED;
                  default -> Fault.NONE;
                });
    try (TeacherServer teacher = new TeacherServer(failing)) {
      assertThat(run("good", failing)).as(screen("good")).isZero();
      assertThat(teacher.bought()).isPositive();
      assertThat(failing.received())
          .allMatch(request -> ("Bearer " + KEY).equals(request.headers().get("authorization")));
    }
    new RelabelExamples()
        .setModel("openai:gpt-4.1")
        .write()
        .save(folder.resolve("stage").toString());

    List<Path> files = files();
    assertThat(files)
        .extracting(file -> folder.relativize(file).toString())
        .anyMatch(name -> name.startsWith("events/"))
        .anyMatch(name -> name.startsWith("good/ledger/"))
        .anyMatch(name -> name.endsWith("report.html"))
        .anyMatch(name -> name.endsWith("hone.json"));
    assertThat(files).noneMatch(KeysTest::holdsTheKey);
    for (String table : tables()) {
      assertThat(rows(table)).as(table).noneMatch(row -> row.contains(KEY));
    }
    assertThat(rows("ledger"))
        .as("what was bought is there")
        .anyMatch(row -> row.contains("bought"));
    assertThat(files.stream().filter(file -> file.toString().contains("/events/")))
        .as("the event log tells of the plans")
        .anyMatch(file -> text(file).contains("SparkListenerSQLExecutionStart"));
  }

  private static boolean holdsTheKey(Path file) {
    return text(file).contains(KEY);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private List<String> tables() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("good/tables"))) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }

  /** Parquet is compressed: its rows are read. */
  private List<String> rows(String table) {
    return spark
        .read()
        .format("delta")
        .load(folder.resolve("good/tables").resolve(table).toString())
        .toJSON()
        .collectAsList();
  }

  private int run(String name, FaultServer server) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("--add-opens") || option.startsWith("-D"))
        .forEach(command::add);
    String uri = "openai+" + server.base() + "#teacher";
    Files.createDirectories(folder.resolve("events"));
    command.addAll(
        List.of(
            "-Xmx1g",
            "-XX:+UseSerialGC",
            // It lives too short for compiling to pay, Java's or Spark's.
            "-XX:TieredStopAtLevel=1",
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
            "--home=" + folder.resolve(name),
            "--relabel=" + uri,
            "--relabel-priced-as=gpt-4.1",
            "--relabel-budget=100",
            "--judge=" + uri,
            "--time-budget=0.1",
            "--test-share=0.1",
            "--max-test=2",
            "--shots=1",
            "--rank=4",
            "--epochs=1",
            "--max-answer-tokens=12"));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".txt").toFile());
    builder.environment().put("OPENAI_API_KEY", KEY);
    builder.environment().put("HONE_ALLOW_HOSTS", "127.0.0.1");
    Process process = builder.start();
    try {
      assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).as(screen(name)).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private String screen(String name) throws IOException {
    return Files.readString(folder.resolve(name + ".txt"));
  }
}
