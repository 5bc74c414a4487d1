package dev.hone.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Real calls of a dozen providers, where a folder that holds them is named by hone.data. */
@Tag("recorded")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordedCallsTest {
  private List<LoggedCall> calls = List.of();

  @BeforeAll
  void read() throws IOException {
    String folder = System.getProperty("hone.data", "");
    boolean there = !folder.isEmpty();
    if (!there) {
      System.out.println("Skipped: recorded calls (set -Dhone.data=FOLDER to run them).");
    }
    assumeTrue(there, "hone.data is not set");
    calls =
        Files.readAllLines(Path.of(folder, "recorded-calls.jsonl")).stream()
            .map(Json::parse)
            .map(RecordedCallsTest::row)
            .map(CallReader::read)
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

  private static Map<String, Long> count(
      List<LoggedCall> calls, Function<LoggedCall, String> reason) {
    return calls.stream()
        .collect(Collectors.groupingBy(reason, TreeMap::new, Collectors.counting()));
  }

  @Test
  void accountsForEveryRow() {
    Map<String, Long> unreadable = count(calls, call -> String.valueOf(call.unreadable()));
    Map<String, Long> incomplete = count(calls, call -> String.valueOf(call.incomplete()));
    System.out.println("Recorded calls by unreadable: " + unreadable);
    System.out.println("Recorded calls by incomplete: " + incomplete);
    System.out.println("By provider: " + count(calls, LoggedCall::provider));
    System.out.println("By finish: " + count(calls, call -> String.valueOf(call.finishReason())));
    assertThat(calls).hasSize(540);
  }
}
