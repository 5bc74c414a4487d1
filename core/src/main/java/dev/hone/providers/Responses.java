package dev.hone.providers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.ChatJson;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Message;
import dev.hone.chat.Sampling;
import dev.hone.chat.ToolCall;
import dev.hone.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's responses. Nothing is stored at the provider ({@code store} is false). The API knows no
 * seed, which is left out, and no stop texts, which are refused.
 */
final class Responses implements ChatApi {
  private static final String FUNCTION = "function";
  private static final String TYPE = "type";
  private static final List<String> AS_THEY_ARE =
      List.of("parallel_tool_calls", "reasoning", "service_tier", "top_logprobs");

  @Override
  public String dialect() {
    return "openai-responses";
  }

  @Override
  public String path() {
    return "/responses";
  }

  @Override
  public ObjectNode body(ChatRequest request, String model) {
    Sampling sampling = request.sampling();
    if (!sampling.stop().isEmpty()) {
      throw new IllegalArgumentException(
          "The Responses API takes no stop texts; ask by chat completions (leave api= out).");
    }
    ObjectNode body = Json.object().put("model", model).put("store", false);
    ArrayNode input = body.putArray("input");
    request.messages().forEach(message -> add(message, input));
    JsonNode tools = Json.read(request.toolsJson());
    if (tools != null) {
      ArrayNode flat = body.putArray("tools");
      tools.forEach(tool -> flat.add(flat(tool, FUNCTION)));
    }
    JsonNode format = Json.read(request.responseFormatJson());
    if (format != null) {
      body.putObject("text").set("format", flat(format, "json_schema"));
    }
    body.put("max_output_tokens", sampling.maxTokens());
    body.put("temperature", sampling.temperature());
    body.put("top_p", sampling.topP());
    addMore(Json.read(request.moreJson()), body);
    return body;
  }

  private static void addMore(@Nullable JsonNode more, ObjectNode body) {
    if (more == null) {
      return;
    }
    for (String field : AS_THEY_ARE) {
      if (more.hasNonNull(field)) {
        body.set(field, more.get(field));
      }
    }
    if (more.hasNonNull("tool_choice")) {
      body.set("tool_choice", flat(more.get("tool_choice"), FUNCTION));
    }
    if (more.hasNonNull("reasoning_effort")) {
      body.withObject("/reasoning").set("effort", more.get("reasoning_effort"));
    }
    if (more.path("logprobs").asBoolean()) {
      body.putArray("include").add("message.output_text.logprobs");
    }
  }

  /** Chat completions nest what is of a type in a field of that name; responses do not. */
  private static JsonNode flat(JsonNode nested, String type) {
    if (!nested.path(TYPE).asText().equals(type) || !(nested.path(type) instanceof ObjectNode in)) {
      return nested;
    }
    ObjectNode flat = Json.object().put(TYPE, type);
    flat.setAll(in);
    return flat;
  }

  private static void add(Message message, ArrayNode input) {
    if (message.role().equals(Message.TOOL)) {
      input
          .addObject()
          .put(TYPE, "function_call_output")
          .put("call_id", message.toolCallId())
          .put("output", message.text());
      return;
    }
    if (message.content() != null || message.partsJson() != null) {
      ObjectNode item = input.addObject().put("role", message.role());
      JsonNode parts = ChatJson.toJson(message).path("content");
      item.set("content", parts.isArray() ? parts(parts, message.role()) : parts);
    }
    for (ToolCall call : message.toolCalls()) {
      input
          .addObject()
          .put(TYPE, "function_call")
          .put("call_id", call.id())
          .put("name", call.name())
          .put("arguments", call.arguments());
    }
  }

  private static ArrayNode parts(JsonNode parts, String role) {
    ArrayNode renamed = Json.array();
    for (JsonNode part : parts) {
      ObjectNode copy = part.deepCopy();
      switch (part.path(TYPE).asText()) {
        case "text" ->
            copy.put(TYPE, role.equals(Message.ASSISTANT) ? "output_text" : "input_text");
        case "image_url" -> {
          copy.put(TYPE, "input_image");
          copy.set("image_url", part.path("image_url").path("url"));
        }
        default -> {}
      }
      renamed.add(copy);
    }
    return renamed;
  }

  @Override
  public @Nullable JsonNode logprobs(JsonNode answer) {
    for (JsonNode item : answer.path("output")) {
      for (JsonNode part : item.path("content")) {
        if (part.path("logprobs").isArray() && !part.path("logprobs").isEmpty()) {
          ObjectNode asInChat = Json.object();
          asInChat.set("content", part.path("logprobs"));
          return asInChat;
        }
      }
    }
    return null;
  }
}
