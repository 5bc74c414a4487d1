package dev.hone.providers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.ChatRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How one HTTP API writes a request. What comes back is read by the dialect it is logged in. */
interface ChatApi {
  /** The name of the dialect that reads its answers. */
  String dialect();

  /** Where requests go, below the connection's address. */
  String path();

  /**
   * The request's body.
   *
   * @throws IllegalArgumentException if the request holds something this API cannot say
   */
  ObjectNode body(ChatRequest request, String model);

  /** Headers of every request, the key's apart. */
  default Map<String, String> headers() {
    return Map.of();
  }

  /** The header that the key goes in, and what stands before the key. */
  default Map.Entry<String, String> keyHeader() {
    return Map.entry("Authorization", "Bearer ");
  }

  /** The logprobs in an answer, or null. */
  default @Nullable JsonNode logprobs(JsonNode answer) {
    JsonNode logprobs = answer.path("choices").path(0).path("logprobs");
    return logprobs.isObject() ? logprobs : null;
  }
}
