package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response as one JSON object, whether it was logged whole, as server-sent events or as an array
 * of chunks.
 *
 * @param json the response, as far as it goes; null where nothing can be read
 * @param problem why it is not whole, or null where it is
 */
record ResponseBody(@Nullable JsonNode json, @Nullable String problem) {
  static ResponseBody read(Body body, BodyDialect dialect) {
    JsonNode node = body.json();
    if (node == null) {
      String text = body.text();
      return ServerSentEvents.looksLike(text)
          ? readStream(text, dialect)
          : new ResponseBody(null, "response is " + Json.whyUnreadable(text));
    }
    if (node.isArray()) {
      List<JsonNode> chunks = new ArrayList<>();
      node.forEach(chunks::add);
      return assembled(dialect, chunks, false);
    }
    return node.isObject()
        ? new ResponseBody(node, null)
        : new ResponseBody(null, "response is not a JSON object");
  }

  private static ResponseBody readStream(String text, BodyDialect dialect) {
    List<JsonNode> chunks = new ArrayList<>();
    boolean done = false;
    for (String data : ServerSentEvents.data(text)) {
      if (data.equals("[DONE]")) {
        done = true;
        continue;
      }
      JsonNode chunk = Json.read(data);
      if (chunk == null) {
        break; // the log was cut here; what came before still counts
      }
      chunks.add(chunk);
    }
    return assembled(dialect, chunks, done);
  }

  private static ResponseBody assembled(BodyDialect dialect, List<JsonNode> chunks, boolean done) {
    if (chunks.isEmpty()) {
      return new ResponseBody(null, "response stream is empty");
    }
    for (JsonNode chunk : chunks) {
      if (chunk.path("error").isObject() || chunk.path("error").isTextual()) {
        return new ResponseBody(chunk, null);
      }
    }
    BodyDialect.Assembled whole = dialect.assemble(chunks);
    return new ResponseBody(
        whole.response(), whole.ended() || done ? null : "response stream ended early");
  }
}
