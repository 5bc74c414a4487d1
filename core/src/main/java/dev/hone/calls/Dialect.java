package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one API writes requests and responses. Stateless. */
sealed interface Dialect permits OpenAiChat, OpenAiResponses, AnthropicMessages {
  /**
   * Fills in the conversation.
   *
   * @throws IllegalArgumentException if there is none; its message quotes nothing of the body
   */
  void readRequest(JsonNode request, CallDraft call);

  /** Fills in the answer, leaving {@code completion} null where there is none. */
  void readResponse(JsonNode response, CallDraft call);

  /** Puts the chunks or events of a stream together as the response it would have been whole. */
  Assembled assemble(List<JsonNode> chunks);

  /**
   * A stream put together.
   *
   * @param response what arrived
   * @param ended whether the stream says itself that it ended
   */
  record Assembled(JsonNode response, boolean ended) {}

  /** The dialect by path where the log has one, else by what the bodies look like; or null. */
  static @Nullable Dialect of(LogRow row, JsonNode request) {
    if (!request.isObject()) {
      return null;
    }
    String path = row.path() == null ? "" : row.path().split("\\?", 2)[0];
    if (path.endsWith("/chat/completions")) {
      return new OpenAiChat();
    }
    if (path.endsWith("/responses")) {
      return new OpenAiResponses();
    }
    if (path.endsWith("/messages")) {
      return new AnthropicMessages();
    }
    if (request.has("messages")) {
      return looksLikeAnthropic(row, request) ? new AnthropicMessages() : new OpenAiChat();
    }
    JsonNode input = request.path("input");
    if (path.endsWith("/embeddings") || path.endsWith("/moderations")) {
      return null; // they take an input too, and answer nothing
    }
    return input.isTextual() || input.isArray() ? new OpenAiResponses() : null;
  }

  private static boolean looksLikeAnthropic(LogRow row, JsonNode request) {
    if (request.has("system") || request.has("stop_sequences")) {
      return true;
    }
    if (request.path("tools").path(0).has("input_schema")) {
      return true;
    }
    String response = row.response() == null ? "" : row.response();
    String start = response.substring(0, Math.min(response.length(), 2_000));
    return start.contains("\"stop_reason\"")
        || start.contains("\"message_start\"")
        || start.replace(" ", "").contains("\"type\":\"message\"");
  }
}
