package dev.hone.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.calls.CallReader;
import dev.hone.calls.LogRow;
import dev.hone.chat.Message;
import dev.hone.json.Json;
import dev.hone.redaction.Mode;
import dev.hone.redaction.Redactor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What real calls of a dozen providers make of the filter and the redactor. */
@Tag("recorded")
class RecordedExamplesTest {
  private static List<Example> examples() throws IOException {
    String folder = System.getProperty("hone.data", "");
    assumeTrue(!folder.isEmpty(), "hone.data is not set");
    return Files.readAllLines(Path.of(folder, "recorded-calls.jsonl")).stream()
        .map(Json::parse)
        .map(RecordedExamplesTest::row)
        .map(row -> ExampleMaker.make(CallReader.read(row)))
        .toList();
  }

  private static LogRow row(JsonNode line) {
    return LogRow.httpCapture(
        "recorded-calls",
        line.path("log_id").asText(),
        line.path("host").asText(),
        line.path("path").asText(),
        line.path("status").asInt(),
        line.path("request").asText(null),
        line.path("response").asText(null));
  }

  @Test
  void everyCallIsKeptOrHasAReason() throws IOException {
    List<Example> examples = examples();
    Map<String, Integer> reasons = new TreeMap<>();
    long kept = 0;
    for (Example example : examples) {
      Example filtered = ExampleFilter.defaults().apply(example, null);
      if (filtered.dropped() == null) {
        kept++;
      } else {
        reasons.merge(filtered.dropped(), 1, Integer::sum);
      }
    }
    System.out.println("Recorded examples: " + kept + " kept, dropped " + reasons);
    assertThat(kept + reasons.values().stream().mapToLong(n -> n).sum()).isEqualTo(540);
    assertThat(kept).isGreaterThan(300);
  }

  @Test
  void redactionKeepsArgumentsJson() throws IOException {
    Redactor redactor = Redactor.of(Mode.MASK);
    Map<String, Integer> found = new TreeMap<>();
    for (Example example : examples()) {
      Redactor.Conversation conversation = redactor.conversation().reserve(example.messages());
      List<Message> redacted = conversation.redact(example.messages());
      conversation.counts().forEach((kind, count) -> found.merge(kind, count, Integer::sum));
      assertThat(redacted).hasSameSizeAs(example.messages());
      for (int i = 0; i < redacted.size(); i++) {
        for (int c = 0; c < redacted.get(i).toolCalls().size(); c++) {
          assertThat(Json.read(redacted.get(i).toolCalls().get(c).arguments()) == null)
              .isEqualTo(
                  Json.read(example.messages().get(i).toolCalls().get(c).arguments()) == null);
        }
      }
    }
    System.out.println("Recorded examples: personal data " + found);
  }
}
