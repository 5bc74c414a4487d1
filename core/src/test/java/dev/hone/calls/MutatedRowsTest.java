package dev.hone.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import dev.hone.testing.MutatedLines;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows that went wrong on the way, as any log of millions has them. */
class MutatedRowsTest {
  private static final int ROWS = 10_000;

  @Test
  void noRowIsLostAndNothingIsThrown() {
    int readable = 0;
    int calls = 0;
    for (byte[] bytes : MutatedLines.of(ROWS, 7)) {
      String line = new String(bytes, StandardCharsets.UTF_8);
      JsonNode json = Json.read(line);
      List<LoggedCall> read =
          json instanceof ObjectNode fields
              ? new CallReader(CallOptions.DEFAULT).calls(new LogRow("log", fields))
              : List.of(CallReader.unreadable("log", line));
      assertThat(read).as(line).isNotEmpty();
      for (LoggedCall call : read) {
        assertThat(call.sourceId()).as(line).isNotEmpty();
        assertThat(call.unreadable() == null || call.incomplete() != null).as(line).isTrue();
        assertThat(call.complete() && call.completion() == null).as(line).isFalse();
        assertThat(String.valueOf(call.unreadable())).as(line).doesNotStartWith("unexpected");
        assertThat(call.usage() == null || call.usage().input() < 1e12).as(line).isTrue();
        readable += call.unreadable() == null ? 1 : 0;
      }
      calls += read.size();
    }
    assertThat(readable).as("some survive, some do not").isBetween(ROWS / 20, ROWS * 19 / 20);
    assertThat(calls).as("some traces hold two calls").isBetween(ROWS + 100, ROWS + ROWS / 11);
  }

  @Test
  void deepNestingAndHugeTextsAreRefusedWithAReason() {
    String deep = "[".repeat(200_000) + "]".repeat(200_000);
    assertThat(call("{\"messages\":" + deep + "}", "{}").unreadable())
        .isEqualTo("request is JSON nested too deeply, or with a text or number too long");
    assertThat(call("{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}", deep).incomplete())
        .isEqualTo("response is JSON nested too deeply, or with a text or number too long");
    String huge = "x".repeat(20_100_000);
    LoggedCall call =
        call("{\"messages\":[{\"role\":\"user\",\"content\":\"" + huge + "\"}]}", "{}");
    assertThat(call.unreadable()).contains("too long");
    assertThat(call.rawRequest().length()).as("kept as it is").isEqualTo(20_100_043);
    String arguments = "[".repeat(900) + "]".repeat(900);
    assertThat(
            call(
                    "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
                    "{\"choices\":[{\"message\":{\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":"
                        + arguments
                        + "}}]}}]}")
                .complete())
        .isTrue();
  }

  private static LoggedCall call(String request, String response) {
    return CallReader.read(LogRow.httpCapture("log", "1", null, null, 200, request, response));
  }
}
