package dev.hone.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Message;
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
  private List<LogRow> rows = List.of();
  private List<LoggedCall> calls = List.of();

  @BeforeAll
  void read() throws IOException {
    String folder = System.getProperty("hone.data", "");
    if (folder.isEmpty()) {
      System.out.println("Skipped: recorded calls (set -Dhone.data=FOLDER to run them).");
      return;
    }
    rows =
        Files.readAllLines(Path.of(folder, "recorded-calls.jsonl")).stream()
            .map(Json::parse)
            .map(RecordedCallsTest::row)
            .toList();
    calls = rows.stream().map(CallReader::read).toList();
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

  private static void assumeRecorded() {
    assumeTrue(!System.getProperty("hone.data", "").isEmpty(), "hone.data is not set");
  }

  @Test
  void accountsForEveryRow() {
    assumeRecorded();
    Map<String, Long> unreadable =
        count(
            calls.stream().filter(call -> call.unreadable() != null).toList(),
            LoggedCall::unreadable);
    Map<String, Long> incomplete =
        count(
            calls.stream().filter(call -> call.incomplete() != null).toList(),
            LoggedCall::incomplete);
    System.out.println("Recorded calls: " + calls.size() + ", unreadable " + unreadable);
    System.out.println("Recorded calls: incomplete " + incomplete);
    assertThat(calls).hasSize(540).extracting(LoggedCall::id).doesNotHaveDuplicates();
    assertThat(unreadable).isEmpty();
    assertThat(incomplete)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "HTTP 400", 6L,
                "HTTP 404", 1L,
                "HTTP 429", 3L,
                "answer was cut at the token limit", 3L,
                "answer was still to come", 3L,
                "earlier turns are not in the log", 3L,
                "error response", 1L,
                "response is not JSON", 1L));
  }

  @Test
  void everyChatCallWithoutAnErrorIsComplete() {
    assumeRecorded();
    List<LoggedCall> chats =
        rows.stream()
            .filter(row -> !row.fields().path("path").asText().endsWith("/responses"))
            .map(CallReader::read)
            .toList();
    Map<String, Long> incomplete =
        count(chats, call -> call.incomplete() == null ? "complete" : call.incomplete());
    System.out.println("Recorded chat and messages calls: " + incomplete);
    assertThat(incomplete)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "complete", 378L,
                "HTTP 400", 4L,
                "HTTP 404", 1L,
                "HTTP 429", 3L,
                "answer was cut at the token limit", 3L,
                "error response", 1L,
                "response is not JSON", 1L));
  }

  @Test
  void aStreamedAnswerEqualsTheWholeOne() {
    assumeRecorded();
    int compared = 0;
    for (LogRow row : rows) {
      LoggedCall whole = CallReader.read(row);
      JsonNode response = Json.read(row.fields().path("response").asText());
      if (whole.completion() == null || response == null) {
        continue;
      }
      List<ObjectNode> events =
          switch (whole.dialect()) {
            case "http/openai-chat" -> Streams.ofChat(response);
            case "http/anthropic-messages" -> Streams.ofMessage(response);
            default -> Streams.ofResponse(response);
          };
      LoggedCall streamed =
          CallReader.read(
              new LogRow(
                  row.source(), row.fields().deepCopy().put("response", Streams.text(events))));
      assertThat(streamed.completion())
          .as(row.fields().path("log_id").asText())
          .isEqualTo(whole.completion());
      assertThat(streamed.alternatives()).isEqualTo(whole.alternatives());
      assertThat(streamed.finishReason()).isEqualTo(whole.finishReason());
      assertThat(streamed.usage()).isEqualTo(whole.usage());
      assertThat(streamed.modelServed()).isEqualTo(whole.modelServed());
      assertThat(streamed.incomplete()).isEqualTo(whole.incomplete());
      compared++;
    }
    System.out.println("Recorded calls: " + compared + " whole answers equal to their streams");
    assertThat(compared).isGreaterThan(400);
  }

  /** Where both were recorded of one question with one answer, they are the same call. */
  @Test
  void aQuestionAskedBothWaysIsReadAlike() {
    assumeRecorded();
    List<LoggedCall> both =
        calls.stream()
            .filter(call -> call.provider().equals("openai") && call.complete())
            .filter(
                call ->
                    call.messages().equals(List.of(Message.user("What is the capital of Mexico?")))
                        && call.completion()
                            .equals(Message.assistant("The capital of Mexico is Mexico City.")))
            .toList();
    assertThat(both)
        .extracting(call -> call.rawResponse().startsWith("data:"))
        .contains(true, false);
    assertThat(both.stream().map(LoggedCall::usage).distinct()).hasSize(1);
    assertThat(both.stream().map(LoggedCall::finishReason).distinct()).hasSize(1);
  }
}
