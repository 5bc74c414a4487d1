package dev.hone.providers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Message;
import dev.hone.chat.Sampling;
import dev.hone.chat.ToolCall;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Anthropic's messages. The API knows no seed and no logprobs, which are left out; its thinking is
 * asked for with the further field {@code thinking}, as Anthropic writes it.
 */
final class Messages implements ChatApi {
  private static final String VERSION = "2023-06-01";
  private static final String TYPE = "type";
  private static final String CONTENT = "content";

  @Override
  public String dialect() {
    return "anthropic-messages";
  }

  @Override
  public String path() {
    return "/messages";
  }

  @Override
  public Map<String, String> headers() {
    return Map.of("anthropic-version", VERSION);
  }

  @Override
  public Map.Entry<String, String> keyHeader() {
    return Map.entry("x-api-key", "");
  }

  @Override
  public @Nullable JsonNode logprobs(JsonNode answer) {
    return null;
  }

  @Override
  public ObjectNode body(ChatRequest request, String model) {
    Sampling sampling = request.sampling();
    ObjectNode body = Json.object().put("model", model).put("max_tokens", sampling.maxTokens());
    List<String> system = new ArrayList<>();
    ArrayNode turns = Json.array();
    for (Message message : request.messages()) {
      if (message.role().equals(Message.SYSTEM)) {
        system.add(message.text());
      } else {
        add(message, turns);
      }
    }
    if (!system.isEmpty()) {
      body.put("system", String.join("\n\n", system));
    }
    body.set("messages", turns);
    JsonNode more = Json.read(request.moreJson());
    if (more != null && more.has("thinking")) {
      body.set("thinking", more.get("thinking")); // which takes no temperature
    } else {
      body.put("temperature", sampling.temperature());
    }
    if (sampling.topP() < 1) {
      body.put("top_p", sampling.topP());
    }
    if (!sampling.stop().isEmpty()) {
      ArrayNode stop = body.putArray("stop_sequences");
      sampling.stop().forEach(stop::add);
    }
    addTools(request, more == null ? Json.object() : more, body);
    addFormat(Json.read(request.responseFormatJson()), body);
    return body;
  }

  private static void add(Message message, ArrayNode turns) {
    ArrayNode blocks = Json.array();
    String role = message.role().equals(Message.ASSISTANT) ? Message.ASSISTANT : Message.USER;
    if (message.role().equals(Message.TOOL)) {
      blocks
          .addObject()
          .put(TYPE, "tool_result")
          .put("tool_use_id", message.toolCallId())
          .put(CONTENT, message.text());
    } else if (Json.read(message.partsJson()) instanceof ArrayNode parts) {
      parts.forEach(part -> blocks.add(block(part)));
    } else if (!message.text().isEmpty()) {
      blocks.addObject().put(TYPE, "text").put("text", message.text());
    }
    for (ToolCall call : message.toolCalls()) {
      ObjectNode use =
          blocks.addObject().put(TYPE, "tool_use").put("id", call.id()).put("name", call.name());
      JsonNode input = Json.read(call.arguments());
      use.set("input", input != null && input.isObject() ? input : Json.object());
    }
    // Turns alternate: what the same side says next belongs to its turn.
    JsonNode last = turns.path(turns.size() - 1);
    if (last.path("role").asText().equals(role) && last.path(CONTENT) instanceof ArrayNode open) {
      open.addAll(blocks);
    } else {
      turns.addObject().put("role", role).set(CONTENT, blocks);
    }
  }

  private static JsonNode block(JsonNode part) {
    if (!part.path(TYPE).asText().equals("image_url")) {
      return part;
    }
    String url = part.path("image_url").path("url").asText();
    ObjectNode image = Json.object().put(TYPE, "image");
    int comma = url.indexOf(";base64,");
    if (url.startsWith("data:") && comma > 0) {
      image
          .putObject("source")
          .put(TYPE, "base64")
          .put("media_type", url.substring("data:".length(), comma))
          .put("data", url.substring(comma + ";base64,".length()));
    } else {
      image.putObject("source").put(TYPE, "url").put("url", url);
    }
    return image;
  }

  private static void addTools(ChatRequest request, JsonNode more, ObjectNode body) {
    JsonNode tools = Json.read(request.toolsJson());
    if (tools == null) {
      return;
    }
    ArrayNode own = body.putArray("tools");
    for (JsonNode tool : tools) {
      JsonNode function = tool.path("function");
      if (!function.isObject()) {
        own.add(tool); // one of the provider's own
        continue;
      }
      ObjectNode written = own.addObject().put("name", function.path("name").asText());
      if (function.hasNonNull("description")) {
        written.set("description", function.get("description"));
      }
      written.set(
          "input_schema",
          function.path("parameters").isObject()
              ? function.get("parameters")
              : Json.object().put(TYPE, "object"));
    }
    ObjectNode choice = choice(more.path("tool_choice"));
    if (more.has("parallel_tool_calls") && !more.path("parallel_tool_calls").asBoolean()) {
      choice = choice == null ? Json.object().put(TYPE, "auto") : choice;
      choice.put("disable_parallel_tool_use", true);
    }
    if (choice != null) {
      body.set("tool_choice", choice);
    }
  }

  private static @Nullable ObjectNode choice(JsonNode choice) {
    if (choice.path("function").has("name")) {
      return Json.object().put(TYPE, "tool").put("name", choice.at("/function/name").asText());
    }
    return switch (choice.asText("")) {
      case "required" -> Json.object().put(TYPE, "any");
      case "auto", "none" -> Json.object().put(TYPE, choice.asText());
      default -> null;
    };
  }

  /** A schema is passed on; JSON of no schema is nothing the API can be told. */
  private static void addFormat(@Nullable JsonNode format, ObjectNode body) {
    if (format != null && format.path("json_schema").path("schema").isObject()) {
      body.putObject("output_config")
          .putObject("format")
          .put(TYPE, "json_schema")
          .set("schema", format.path("json_schema").path("schema"));
    }
  }
}
