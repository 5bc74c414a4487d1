package dev.hone.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.cli.report.MachinePrice;
import dev.hone.providers.Connection;
import dev.hone.providers.Connections;
import dev.hone.spark.testing.LocalSpark;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input: a word that helps, and nothing written. */
class InputsTest {
  private static final Path SMALL =
      Path.of(System.getProperty("hone.root"), "models", "hone-small");

  @TempDir Path folder;
  private Path base;
  private Path logs;

  @BeforeEach
  void copyModel() throws IOException {
    base = Files.createDirectory(folder.resolve("model"));
    try (Stream<Path> files = Files.list(SMALL)) {
      for (Path file : files.toList()) {
        Files.copy(file, base.resolve(file.getFileName()));
      }
    }
    logs =
        Files.writeString(
            folder.resolve("logs.jsonl"),
            "{\"databricks_request_id\": \"1\", \"request\": \"{}\", \"response\": \"{}\","
                + " \"status_code\": 200, \"request_time\": \"2026-10-01T00:00:00Z\"}\n");
  }

  @Test
  void refusesLogsThatAreNotThere() {
    refused(settings(folder.resolve("none.jsonl").toString(), null))
        .hasMessageContaining("none.jsonl")
        .hasMessageContaining("Cannot find log");
  }

  @Test
  void refusesLogsWithoutTheNeededColumns() throws IOException {
    Files.writeString(logs, "{\"prompt\": \"a\", \"answer\": \"b\"}\n");
    refused(settings(logs.toString(), null))
        .hasMessageContaining("prompt")
        .hasMessageContaining("request");
  }

  @Test
  void refusesATruthFileThatIsNone() throws IOException {
    Path truth = Files.writeString(folder.resolve("truth.jsonl"), "{\"id\": \"1\"}\n");
    refused(settings(logs.toString(), truth.toString()))
        .hasMessageContaining("line 1 is not a JSON object with an id");
  }

  @Test
  void refusesAnUnknownModelType() throws IOException {
    Path config = base.resolve("config.json");
    Files.writeString(
        config,
        Files.readString(config)
            .replaceAll("\"model_type\"\\s*:\\s*\"[^\"]*\"", "\"model_type\": \"mamba\""));
    refused(settings(logs.toString(), null)).hasMessageContaining("mamba");
  }

  @Test
  void refusesTruncatedWeights() throws IOException {
    Path weights = base.resolve("model.safetensors");
    byte[] whole = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(whole, whole.length / 2));
    refused(settings(logs.toString(), null))
        .hasMessageContaining("model.safetensors")
        .hasMessageContaining("is the copy complete?");
  }

  @Test
  void refusesAMissingBaseModel() throws IOException {
    Files.delete(base.resolve("config.json"));
    refused(settings(logs.toString(), null)).hasMessageContaining("config.json");
  }

  @Test
  void tellsEverythingThatIsWrongTogether() {
    Connections.define(Connection.named("desk").withKey("env:HONE_NO_SUCH_VARIABLE"));
    try {
      refused(
              settings(
                  folder.resolve("none.jsonl").toString(),
                  null,
                  "openai:gpt-4.1?connection=nowhere",
                  new Relabelling(
                      "openai:gpt-4.1?connection=desk",
                      "scripted:judge",
                      "nobody:knows",
                      RelabelWay.SINGLE,
                      0,
                      "gpt-unlisted",
                      null,
                      false)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("7 things are wrong, and nothing was done yet:\n- ")
          .hasMessageContaining("Cannot find log")
          .hasMessageContaining("Cannot use --judge openai:gpt-4.1?connection=nowhere")
          .hasMessageContaining("Unknown connection 'nowhere'")
          .hasMessageContaining("Cannot use --relabel openai:gpt-4.1?connection=desk")
          .hasMessageContaining("HONE_NO_SUCH_VARIABLE")
          .hasMessageContaining("Cannot use --relabel-cheap nobody:knows")
          .hasMessageContaining("Invalid --relabel-samples: 0")
          .hasMessageContaining("--relabel-cheap is asked by a cascade only")
          .hasMessageContaining("No price is listed for --relabel-priced-as 'gpt-unlisted'");
    } finally {
      Connections.forget("desk");
    }
  }

  @Test
  void acceptsConnectionsAndFallbacksOfItsModelsByTheDoorThatOpensThemLater() throws IOException {
    Path key = Files.writeString(folder.resolve("key"), "sk-test");
    Connections.define(
        Connection.named("desk")
            .allowingPrivate()
            .at("http://127.0.0.1:9/v1")
            .withKey("file:" + key));
    try {
      refused(
              settings(
                  folder.resolve("none.jsonl").toString(),
                  null,
                  "scripted:judge",
                  new Relabelling(
                      "openai:a?connection=desk&fallback=openai:b%3Fconnection%3Ddesk",
                      null, null, RelabelWay.MIXTURE, 3, null, 5.0, false)))
          .hasMessageStartingWith("2 things are wrong")
          .hasMessageContaining("Cannot find log")
          .hasMessageContaining("Cannot keep to --relabel-budget: the price of --relabel")
          .hasMessageContaining("--relabel-priced-as");
    } finally {
      Connections.forget("desk");
    }
  }

  private AbstractThrowableAssert<?, ? extends Throwable> refused(RunSettings settings) {
    try (Progress progress = new Progress(new PrintWriter(new StringWriter()), false, 100)) {
      AbstractThrowableAssert<?, ? extends Throwable> refusal =
          assertThatThrownBy(() -> new Run(LocalSpark.session(), settings, progress).go());
      assertThat(folder.resolve("home")).as("nothing is written").doesNotExist();
      return refusal;
    }
  }

  private RunSettings settings(String log, @Nullable String truth) {
    return settings(log, truth, "scripted:judge", null);
  }

  private RunSettings settings(
      String log, @Nullable String truth, String judge, @Nullable Relabelling relabel) {
    return new RunSettings(
        log,
        truth,
        folder.resolve("home").toString(),
        null,
        base.toString(),
        judge,
        false,
        20,
        1,
        1,
        0.19,
        6,
        1,
        4,
        0.002,
        1,
        16,
        null,
        null,
        MachinePrice.LISTED,
        relabel);
  }
}
