package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import org.jspecify.annotations.Nullable;

/** Messages by OpenTelemetry's conventions, brought into OpenAI's shape. */
final class GenAiMessages {
  private GenAiMessages() {}

  /**
   * Adds a message of parts: each response of a tool is a message of its own, before the rest.
   *
   * @param message where its name stands, and its content where it has no parts, or null
   */
  static void addTo(ArrayNode messages, String role, JsonNode parts, @Nullable JsonNode message) {
    StringBuilder text = new StringBuilder();
    StringBuilder reasoning = new StringBuilder();
    ArrayNode calls = Json.array();
    ArrayNode content = Json.array();
    boolean onlyText = true;
    boolean responses = false;
    for (JsonNode part : parts) {
      switch (part.path("type").asText("text")) {
        case "text" -> {
          text.append(part.path("content").asText());
          content.addObject().put("type", "text").put("text", part.path("content").asText());
        }
        case "reasoning" -> reasoning.append(part.path("content").asText());
        case "tool_call" -> calls.add(toolCall(part));
        case "tool_call_response" -> {
          messages.add(toolResponse(part));
          responses = true;
        }
        default -> {
          content.add(part);
          onlyText = false;
        }
      }
    }
    if (content.isEmpty() && calls.isEmpty() && reasoning.isEmpty() && responses) {
      return;
    }
    ObjectNode plain = Json.object().put("role", role);
    if (message != null && message.path("content").isTextual() && content.isEmpty()) {
      plain.set("content", message.path("content"));
    } else if (content.isEmpty()) {
      plain.putNull("content");
    } else if (onlyText) {
      plain.put("content", text.toString());
    } else {
      plain.set("content", content);
    }
    if (message != null && message.path("name").isTextual()) {
      plain.set("name", message.path("name"));
    }
    if (!reasoning.isEmpty()) {
      plain.put("reasoning_content", reasoning.toString());
    }
    if (!calls.isEmpty()) {
      plain.set("tool_calls", calls);
    }
    messages.add(plain);
  }

  private static ObjectNode toolCall(JsonNode part) {
    ObjectNode call = Json.object().put("id", part.path("id").asText("")).put("type", "function");
    ObjectNode function = call.putObject("function").put("name", part.path("name").asText(""));
    function.set("arguments", part.path("arguments"));
    return call;
  }

  private static ObjectNode toolResponse(JsonNode part) {
    JsonNode response = part.has("response") ? part.path("response") : part.path("result");
    return Json.object()
        .put("role", "tool")
        .put("tool_call_id", part.path("id").asText(null))
        .put("content", response.isTextual() ? response.textValue() : Json.write(response));
  }

  /** A message of the older form: an event's attributes, or the body within them. */
  static ObjectNode ofEvent(String role, SpanAttributes attributes) {
    JsonNode body = attributes.get("body", "event_body");
    SpanAttributes said = body.isObject() ? SpanAttributes.of(body) : attributes;
    ObjectNode message = Json.object().put("role", said.all().path("role").asText(role));
    JsonNode content = said.all().path("content");
    message.set("content", content.isMissingNode() ? null : content);
    JsonNode calls = said.get("tool_calls");
    if (calls.isArray()) {
      message.set("tool_calls", calls);
    }
    if (role.equals("tool")) {
      message.put("tool_call_id", said.text("id", "tool_call_id"));
    }
    return message;
  }

  /** Tools on offer, flat or in OpenAI's shape. */
  static ArrayNode tools(JsonNode tools) {
    ArrayNode converted = Json.array();
    for (JsonNode tool : tools) {
      if (tool instanceof ObjectNode flat
          && !tool.has("function")
          && tool.path("name").isTextual()) {
        ObjectNode function = flat.deepCopy();
        function.remove("type");
        converted.addObject().put("type", "function").set("function", function);
      } else {
        converted.add(tool);
      }
    }
    return converted;
  }
}
