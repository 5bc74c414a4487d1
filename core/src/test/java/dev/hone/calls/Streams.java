package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.List;

/** A whole response as the stream its API would have sent instead, in small pieces. */
final class Streams {
  private static final int PIECE = 3;

  private Streams() {}

  /** The chunks of a chat completion, the last with its usage. */
  static List<ObjectNode> ofChat(JsonNode response) {
    List<ObjectNode> chunks = new ArrayList<>();
    for (JsonNode choice : response.path("choices")) {
      int index = choice.path("index").asInt();
      JsonNode message = choice.path("message");
      chunks.add(chunk(response, index, Json.object().put("role", "assistant"), null));
      for (String field : List.of("reasoning_content", "reasoning", "content", "refusal")) {
        JsonNode value = message.path(field);
        if (value.isTextual()) {
          for (String piece : pieces(value.textValue())) {
            chunks.add(chunk(response, index, Json.object().put(field, piece), null));
          }
        } else if (value.isArray()) {
          ObjectNode delta = Json.object();
          delta.set(field, value);
          chunks.add(chunk(response, index, delta, null));
        }
      }
      int place = 0;
      for (JsonNode call : message.path("tool_calls")) {
        addToolCall(chunks, response, index, place++, call);
      }
      if (message.path("function_call").isObject()) {
        ObjectNode delta = Json.object();
        delta.set("function_call", message.path("function_call"));
        chunks.add(chunk(response, index, delta, null));
      }
      chunks.add(chunk(response, index, Json.object(), choice.path("finish_reason").asText(null)));
    }
    ObjectNode last = Json.object();
    last.set("model", response.path("model"));
    last.putArray("choices");
    last.set("usage", response.path("usage"));
    chunks.add(last);
    return chunks;
  }

  private static void addToolCall(
      List<ObjectNode> chunks, JsonNode response, int index, int place, JsonNode call) {
    boolean custom = call.has("custom");
    String kind = custom ? "custom" : "function";
    String field = custom ? "input" : "arguments";
    ObjectNode start = Json.object().put("index", place);
    start.set("id", call.path("id"));
    start.put("type", kind);
    start.putObject(kind).set("name", call.path(kind).path("name"));
    chunks.add(chunk(response, index, calls(start), null));
    JsonNode text = call.path(kind).path(field);
    if (text.isTextual()) {
      for (String piece : pieces(text.textValue())) {
        ObjectNode more = Json.object().put("index", place);
        more.putObject(kind).put(field, piece);
        chunks.add(chunk(response, index, calls(more), null));
      }
    } else if (text.isObject()) {
      ObjectNode more = Json.object().put("index", place);
      more.putObject(kind).set(field, text);
      chunks.add(chunk(response, index, calls(more), null));
    }
  }

  private static ObjectNode calls(ObjectNode call) {
    ObjectNode delta = Json.object();
    delta.putArray("tool_calls").add(call);
    return delta;
  }

  private static ObjectNode chunk(
      JsonNode response,
      int index,
      ObjectNode delta,
      @org.jspecify.annotations.Nullable String finish) {
    ObjectNode chunk = Json.object().put("object", "chat.completion.chunk");
    chunk.set("model", response.path("model"));
    ObjectNode choice = chunk.putArray("choices").addObject().put("index", index);
    choice.set("delta", delta);
    choice.put("finish_reason", finish);
    return chunk;
  }

  /** The chunks of an older completion, the last with its usage. */
  static List<ObjectNode> ofCompletion(JsonNode response) {
    List<ObjectNode> chunks = new ArrayList<>();
    for (JsonNode choice : response.path("choices")) {
      List<String> texts = pieces(choice.path("text").asText());
      for (int i = 0; i < texts.size(); i++) {
        ObjectNode chunk = Json.object();
        chunk.set("model", response.path("model"));
        ObjectNode piece = chunk.putArray("choices").addObject();
        piece.set("index", choice.path("index"));
        piece.put("text", texts.get(i));
        piece.set(
            "finish_reason",
            i == texts.size() - 1 ? choice.path("finish_reason") : piece.nullNode());
        chunks.add(chunk);
      }
    }
    ObjectNode last = Json.object();
    last.putArray("choices");
    last.set("usage", response.path("usage"));
    chunks.add(last);
    return chunks;
  }

  /** The events of a message. */
  static List<ObjectNode> ofMessage(JsonNode response) {
    List<ObjectNode> events = new ArrayList<>();
    ObjectNode start = ((ObjectNode) response).deepCopy();
    start.putArray("content");
    start.putNull("stop_reason");
    ObjectNode begun = Json.object().put("type", "message_start");
    begun.set("message", start);
    events.add(begun);
    int index = 0;
    for (JsonNode block : response.path("content")) {
      addBlock(events, index++, (ObjectNode) block);
    }
    ObjectNode end = Json.object().put("type", "message_delta");
    end.putObject("delta").set("stop_reason", response.path("stop_reason"));
    end.set("usage", response.path("usage"));
    events.add(end);
    events.add(Json.object().put("type", "message_stop"));
    return events;
  }

  private static void addBlock(List<ObjectNode> events, int index, ObjectNode block) {
    String type = block.path("type").asText();
    ObjectNode first = block.deepCopy();
    List<ObjectNode> deltas = new ArrayList<>();
    if (type.equals("text") || type.equals("thinking")) {
      first.put(type, "");
      for (String piece : pieces(block.path(type).asText())) {
        deltas.add(Json.object().put("type", type + "_delta").put(type, piece));
      }
    } else if (type.equals("tool_use")) {
      first.putObject("input");
      for (String piece : pieces(Json.write(block.path("input")))) {
        deltas.add(Json.object().put("type", "input_json_delta").put("partial_json", piece));
      }
    }
    ObjectNode start = Json.object().put("type", "content_block_start").put("index", index);
    start.set("content_block", first);
    events.add(start);
    for (ObjectNode delta : deltas) {
      ObjectNode event = Json.object().put("type", "content_block_delta").put("index", index);
      event.set("delta", delta);
      events.add(event);
    }
    events.add(Json.object().put("type", "content_block_stop").put("index", index));
  }

  /** The events of a response; the last carries all of it. */
  static List<ObjectNode> ofResponse(JsonNode response) {
    ObjectNode start = ((ObjectNode) response).deepCopy().put("status", "in_progress");
    start.putArray("output");
    ObjectNode created = Json.object().put("type", "response.created");
    created.set("response", start);
    ObjectNode completed =
        Json.object().put("type", "response." + response.path("status").asText("completed"));
    completed.set("response", response);
    return List.of(created, completed);
  }

  /** As server-sent events. */
  static String text(List<ObjectNode> events) {
    StringBuilder text = new StringBuilder();
    events.forEach(event -> text.append("data: ").append(Json.write(event)).append("\r\n\r\n"));
    return text.append("data: [DONE]\n\n").toString();
  }

  /** As the array of chunks that some logs make of a stream. */
  static String array(List<ObjectNode> events) {
    ArrayNode array = Json.array();
    events.forEach(array::add);
    return Json.write(array);
  }

  private static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    if (text.isEmpty()) {
      pieces.add(text);
    }
    for (int at = 0; at < text.length(); at += PIECE) {
      pieces.add(text.substring(at, Math.min(text.length(), at + PIECE)));
    }
    return pieces;
  }
}
