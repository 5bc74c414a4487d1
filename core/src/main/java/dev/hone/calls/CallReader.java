package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.chat.Completion;
import dev.hone.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows of a log as logged calls, in whatever dialect their bodies are: OpenAI chat
 * completions (and every compatible server), OpenAI responses, Anthropic messages; whole or
 * streamed. It never throws: what cannot be read is kept as it is, with a reason. Reasons are few
 * and fixed, so that they can be counted, and quote nothing of a body.
 */
public final class CallReader {
  private static final Map<String, String> UNFINISHED =
      Map.of(
          Completion.LENGTH,
          "answer was cut at the token limit",
          Completion.CONTENT_FILTER,
          "answer was filtered",
          "error",
          "answer ended in an error");

  private CallReader() {}

  /**
   * The call that a row tells of. {@code unreadable} is set where the request cannot be read; where
   * only the response is missing, broken or an error, {@code incomplete} says why.
   */
  public static LoggedCall read(LogRow row) {
    CallDraft call = new CallDraft(row);
    try {
      readBodies(row, call);
    } catch (RuntimeException e) {
      // Never fail a row: bodies come from anywhere. The class tells where to look, and no text
      // leaks.
      call.unreadable = "unexpected " + e.getClass().getSimpleName();
    }
    return call.toCall();
  }

  private static void readBodies(LogRow row, CallDraft call) {
    String text = row.request();
    if (text == null || text.isBlank()) {
      call.unreadable = "no request body";
      return;
    }
    JsonNode request = Json.read(text);
    if (request == null) {
      call.unreadable = Json.isCut(text) ? "request is cut JSON" : "request is not JSON";
      return;
    }
    Dialect dialect = Dialect.of(row, request);
    if (dialect == null) {
      call.unreadable = "request is in no known dialect";
      return;
    }
    try {
      dialect.readRequest(request, call);
    } catch (IllegalArgumentException e) {
      call.unreadable = "request is malformed: " + e.getMessage();
      return;
    }
    readResponse(dialect, row, call);
  }

  private static void readResponse(Dialect dialect, LogRow row, CallDraft call) {
    Integer status = row.statusCode();
    boolean failed = status != null && status >= 400;
    String text = row.response();
    if (text == null || text.isBlank()) {
      call.incomplete = failed ? "HTTP " + status : "no response body";
      return;
    }
    ResponseBody body = ResponseBody.read(text, dialect);
    JsonNode response = body.json();
    if (response == null) {
      call.incomplete = failed ? "HTTP " + status : body.problem();
      return;
    }
    call.error = errorText(response);
    if (failed) {
      call.incomplete = "HTTP " + status;
      return;
    }
    try {
      dialect.readResponse(response, call);
    } catch (IllegalArgumentException e) {
      call.incomplete = "response is malformed: " + e.getMessage();
      return;
    }
    if (call.error != null) {
      call.incomplete = "error response";
    } else if (body.problem() != null) {
      call.incomplete = body.problem();
    } else if (call.incomplete == null) {
      call.incomplete = incompleteAnswer(call);
    }
  }

  private static @Nullable String incompleteAnswer(CallDraft call) {
    if (call.completion == null) {
      return "response holds no answer";
    }
    if (call.finishReason != null) {
      String reason = UNFINISHED.get(call.finishReason);
      if (reason != null) {
        return reason;
      }
    }
    boolean empty =
        call.completion.text().isBlank()
            && call.completion.partsJson() == null
            && call.completion.toolCalls().isEmpty()
            && call.completion.refusal() == null;
    return empty ? "answer is empty" : null;
  }

  /** What the provider says went wrong, in any of the usual shapes, or null. */
  private static @Nullable String errorText(JsonNode response) {
    JsonNode error = response.path("error");
    if (error.isTextual()) {
      return error.textValue();
    }
    if (error.isObject()) {
      for (String field : List.of("message", "type", "code")) {
        if (error.path(field).isTextual()) {
          return error.path(field).textValue();
        }
      }
      return "error without a message";
    }
    JsonNode code = response.path("error_code"); // Databricks' own errors
    if (code.isTextual()) {
      return response.path("message").asText(code.textValue());
    }
    return null;
  }
}
