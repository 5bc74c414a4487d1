package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Merges the events of a streamed Anthropic message. */
final class AnthropicEvents {
  private AnthropicEvents() {}

  static BodyDialect.Assembled assemble(List<JsonNode> events) {
    ObjectNode message = Json.object();
    Map<Integer, Block> blocks = new TreeMap<>();
    boolean ended = false;
    for (JsonNode event : events) {
      int index = event.path("index").asInt();
      switch (event.path("type").asText()) {
        case "message_start" -> {
          if (event.path("message") instanceof ObjectNode start) {
            message.setAll(start);
          }
        }
        case "content_block_start" -> blocks.put(index, new Block(event.path("content_block")));
        case "content_block_delta" -> {
          Block block = blocks.get(index);
          if (block != null) {
            block.add(event.path("delta"));
          }
        }
        case "message_delta" -> {
          if (event.path("delta") instanceof ObjectNode delta) {
            message.setAll(delta);
          }
          addUsage(message, event.path("usage"));
        }
        case "message_stop" -> ended = true;
        default -> {}
      }
    }
    ArrayNode content = message.putArray("content");
    blocks.values().forEach(block -> content.add(block.toJson()));
    return new BodyDialect.Assembled(message, ended);
  }

  /** Counts in the last event are totals, and replace those of the first. */
  private static void addUsage(ObjectNode message, JsonNode usage) {
    if (usage instanceof ObjectNode counts) {
      if (message.path("usage") instanceof ObjectNode known) {
        known.setAll(counts);
      } else {
        message.set("usage", counts);
      }
    }
  }

  private static final class Block {
    private final ObjectNode start;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder input = new StringBuilder();

    Block(JsonNode start) {
      this.start = start instanceof ObjectNode object ? object.deepCopy() : Json.object();
    }

    void add(JsonNode delta) {
      switch (delta.path("type").asText()) {
        case "text_delta" -> text.append(delta.path("text").asText());
        case "thinking_delta" -> text.append(delta.path("thinking").asText());
        case "input_json_delta" -> input.append(delta.path("partial_json").asText());
        default -> {} // signatures and citations are not part of the text
      }
    }

    ObjectNode toJson() {
      String field = start.path("type").asText();
      if (field.equals("text") || field.equals("thinking")) {
        start.put(field, start.path(field).asText() + text);
      }
      if (!input.isEmpty()) {
        JsonNode arguments = Json.read(input.toString());
        if (arguments != null) {
          start.set("input", arguments);
        } else {
          start.put("input", input.toString()); // as the model wrote it, valid or not
        }
      }
      return start;
    }
  }
}
