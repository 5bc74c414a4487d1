package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How one API writes requests and responses. */
sealed interface BodyDialect extends Dialect
    permits OpenAiChat, OpenAiResponses, AnthropicMessages, OpenAiCompletions {
  /** Ends of paths that look like a chat's requests and are none. */
  List<String> NO_CHATS =
      List.of("/embeddings", "/moderations", "/images/generations", "/images/edits");

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
  static @Nullable BodyDialect of(CallDraft call, JsonNode request) {
    if (!request.isObject()) {
      return null;
    }
    String path = path(call);
    if (path.endsWith("/chat/completions")) {
      return OpenAiChat.INSTANCE;
    }
    if (path.endsWith("/completions")) {
      return OpenAiCompletions.INSTANCE;
    }
    if (path.endsWith("/responses")) {
      return OpenAiResponses.INSTANCE;
    }
    if (path.endsWith("/messages")) {
      return AnthropicMessages.INSTANCE;
    }
    if (request.has("messages")) {
      return looksLikeAnthropic(call, request) ? AnthropicMessages.INSTANCE : OpenAiChat.INSTANCE;
    }
    if (NO_CHATS.stream().anyMatch(path::endsWith)) {
      return null; // they take an input or a prompt too, and answer no text
    }
    if (request.path("prompt").isTextual() || request.path("prompt").isArray()) {
      return OpenAiCompletions.INSTANCE;
    }
    JsonNode input = request.path("input");
    return input.isTextual() || input.isArray() ? OpenAiResponses.INSTANCE : null;
  }

  private static String path(CallDraft call) {
    String path = call.path;
    if (path == null) {
      return "";
    }
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  private static boolean looksLikeAnthropic(CallDraft call, JsonNode request) {
    if (request.has("system") || request.has("stop_sequences")) {
      return true;
    }
    if (request.path("tools").path(0).has("input_schema")) {
      return true;
    }
    JsonNode response = call.response == null ? null : call.response.json();
    if (response != null && response.isObject()) {
      return response.has("stop_reason") || response.path("type").asText().equals("message");
    }
    String text = call.response == null ? "" : call.response.text();
    return text.substring(0, Math.min(text.length(), 2_000)).contains("\"message_start\"");
  }
}
