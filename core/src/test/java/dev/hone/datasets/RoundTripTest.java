package dev.hone.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.calls.CallReader;
import dev.hone.calls.LogRow;
import dev.hone.examples.Example;
import dev.hone.examples.ExampleMaker;
import dev.hone.examples.Provenance;
import dev.hone.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a format has a place for comes back as it was. */
class RoundTripTest {
  @ParameterizedTest
  @CsvSource({
    "openai, 7", // tools, images, refusals, weights, pairs; not reasoning, metadata, judgements
    "openpipe, 9", // all but text beside a call
    "trl, 6",
    "trl-prompt-completion, 5",
    "axolotl, 6",
    "sharegpt, 2",
    "llama-factory, 4"
  })
  void losesNothingItHasAPlaceFor(String name, int carried) {
    TrainingFormat format = TrainingFormats.named(name);
    List<TrainingRow> whole = new ArrayList<>();
    for (TrainingRow row : SampleRows.all()) {
      if (format.problems(row).isEmpty() && format.leavesOut(row).isEmpty()) {
        assertThat(again(row, format)).as(row.toString()).isEqualTo(row);
        whole.add(row);
      }
    }
    assertThat(whole).hasSize(carried);
  }

  @ParameterizedTest
  @CsvSource({
    "openai",
    "openpipe",
    "trl",
    "trl-prompt-completion",
    "axolotl",
    "sharegpt",
    "llama-factory"
  })
  void isToldFromItsOwnRows(String name) {
    TrainingFormat format = TrainingFormats.named(name);
    for (TrainingRow row : SampleRows.all()) {
      if (format.problems(row).isEmpty()) {
        TrainingFormat told = TrainingFormats.of(List.of(format.write(row)));
        // A row without marks of its own is OpenAI's, and reads the same.
        assertThat(told.name()).isIn(name, "openai", "llama-factory", "trl");
        assertThat(told.read(format.write(row))).isEqualTo(format.read(format.write(row)));
      }
    }
  }

  @Test
  void rereadsWhatItReads() {
    // A second pass changes nothing, whatever was left out on the first.
    for (String name : TrainingFormats.names()) {
      TrainingFormat format = TrainingFormats.named(name);
      for (TrainingRow row : SampleRows.all()) {
        if (format.problems(row).isEmpty()) {
          TrainingRow once = again(row, format);
          assertThat(again(once, format)).as(name).isEqualTo(once);
        }
      }
    }
  }

  @Test
  void bringsExamplesBackThroughOpenPipe() {
    Example example =
        new Example(
            "e1",
            "c1",
            1_700_000_000_123L,
            Turn.messages(SampleRows.withTools().prompt()),
            SampleRows.TOOLS,
            "{\"type\":\"json_object\"}",
            SampleRows.withTools().answer(),
            "g1",
            3,
            "test",
            null,
            new Provenance(
                "logs", "7", 12L, "gpt-4o", "stop", null, null, Map.of("k", "v"), List.of("made")));
    TrainingRow row = again(ExampleRows.row(example), TrainingFormats.named("openpipe"));
    assertThat(ExampleRows.example(new TrainingLine(7, null, row, null), "f")).isEqualTo(example);
  }

  @Test
  @Tag("recorded")
  void bringsRecordedExamplesBack() throws IOException {
    String folder = System.getProperty("hone.data", "");
    if (folder.isEmpty()) {
      System.out.println("Skipped: recorded examples (set -Dhone.data=FOLDER to run them).");
    }
    assumeTrue(!folder.isEmpty(), "hone.data is not set");
    Map<String, Integer> outcomes = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of(folder, "recorded-calls.jsonl"))) {
      Example example = ExampleMaker.make(CallReader.read(recorded(Json.parse(line))));
      if (example.kept()) {
        for (String name : List.of("openai", "openpipe")) {
          outcomes.merge(name + ": " + recordedRoundTrip(example, name), 1, Integer::sum);
        }
      } else {
        outcomes.merge("dropped", 1, Integer::sum);
      }
    }
    System.out.println("Recorded examples: " + outcomes);
    assertThat(outcomes.keySet()).noneMatch(outcome -> outcome.contains("changed"));
    assertThat(outcomes.getOrDefault("openai: back", 0)).isGreaterThan(150);
    assertThat(outcomes.getOrDefault("openpipe: back", 0)).isGreaterThan(150);
  }

  /** back: as it was; less: as it was but for what the format said it leaves out. */
  private static String recordedRoundTrip(Example example, String name) {
    TrainingFormat format = TrainingFormats.named(name);
    UnaryOperator<TrainingRow> portable =
        row ->
            new TrainingRow(
                CallIds.filled(row.turns()),
                row.rejected(),
                row.good(),
                row.toolsJson(),
                row.paramsJson(),
                name.equals("openai") ? null : row.split(),
                name.equals("openai") ? Map.of() : row.metadata());
    TrainingRow row = portable.apply(ExampleRows.row(example));
    if (!format.problems(row).isEmpty()) {
      return "forbidden, " + format.problems(row).get(0).replaceAll("^message \\d+ ", "");
    }
    TrainingRow read = again(row, format);
    if (read.equals(row)) {
      return "back";
    }
    boolean said = !format.leavesOut(row).isEmpty();
    boolean emptyText =
        name.equals("openpipe")
            && Leftovers.messages(row)
                .anyMatch(
                    message -> "".equals(message.content()) && !message.toolCalls().isEmpty());
    if (emptyText && !said) {
      return "back, its empty text beside calls as null";
    }
    return said ? "less " + format.leavesOut(row) : "changed";
  }

  private static LogRow recorded(JsonNode line) {
    return LogRow.httpCapture(
        "recorded-calls",
        line.path("log_id").asText(),
        line.path("host").asText(),
        line.path("path").asText(),
        line.path("status").asInt(),
        line.path("request").asText(null),
        line.path("response").asText(null));
  }

  /** Through the very bytes of a file. */
  static TrainingRow again(TrainingRow row, TrainingFormat format) {
    String json = WrittenRow.of(row, format).json();
    assertThat(json).isNotNull();
    byte[] file = (json + "\n").getBytes(StandardCharsets.UTF_8);
    TrainingFileReader reader = new TrainingFileReader(new ByteArrayInputStream(file), format);
    TrainingLine line = reader.next();
    assertThat(line.reason()).isNull();
    return line.row();
  }
}
