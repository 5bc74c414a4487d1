package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Message;
import dev.hone.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Inputs and outputs as tracing tools keep them: text, one message, many, or a provider's whole
 * body. What is no provider's body is put into the shape of a chat completion's.
 */
final class LooseChat {
  private static final String MESSAGES = "messages";
  private static final String CONTENT = "content";
  private static final String ROLE = "role";
  private static final String CHOICES = "choices";
  private static final String TOOLS = "tools";

  /** Where agents and frameworks put a request within a request. */
  private static final String[] NESTS = {"input", "inputs", "request", "body", "kwargs"};

  private static final String[] ANSWER_NESTS = {"output", "outputs", "response", "body", "result"};

  private static final String[] ANSWER_TEXTS = {
    "completion", "text", "generated_text", "output", "response", "answer"
  };

  private LooseChat() {}

  /**
   * The request, or null where the input is no conversation.
   *
   * @param tools the tools on offer where the log keeps them apart: an array, or an object by name
   * @param params the request's other fields where the log keeps them apart
   */
  static @Nullable Body request(@Nullable JsonNode input, JsonNode tools, JsonNode params) {
    JsonNode shaped = input == null ? null : shapedRequest(input, true);
    if (!(shaped instanceof ObjectNode body)) {
      return Body.of(input);
    }
    ObjectNode request = Json.object();
    if (params instanceof ObjectNode object) {
      request.setAll(object);
    }
    request.setAll(body);
    if (!tools.isEmpty() && !request.has(TOOLS)) {
      ArrayNode array = request.putArray(TOOLS);
      for (JsonNode tool : tools) {
        JsonNode definition = tool.isTextual() ? LogFields.tree(tool) : tool;
        array.add(definition.isContainerNode() ? definition : tool);
      }
    }
    return Body.of(request, null);
  }

  private static @Nullable JsonNode shapedRequest(JsonNode input, boolean textIsPrompt) {
    if (input.isTextual()) {
      JsonNode tree = LogFields.tree(input);
      JsonNode shaped = tree.isContainerNode() ? shapedRequest(tree, false) : null;
      return shaped != null || !textIsPrompt
          ? shaped
          : messages(Json.array().add(message(Message.USER, input)));
    }
    if (input.isArray()) {
      JsonNode first = input.path(0);
      if (first.isArray() && input.size() == 1) {
        return shapedRequest(first, false);
      }
      return looksLikeMessage(first) ? messages(input) : null;
    }
    if (input.path(MESSAGES).isArray()) {
      ObjectNode request = input.<ObjectNode>deepCopy();
      JsonNode list = input.path(MESSAGES);
      boolean batch = list.size() == 1 && list.path(0).isArray();
      request.set(MESSAGES, plain(batch ? list.path(0) : list));
      return request;
    }
    for (String nest : NESTS) {
      JsonNode inner = input.path(nest);
      if (inner.isObject()) {
        JsonNode shaped = shapedRequest(inner, false);
        if (shaped != null) {
          return shaped;
        }
      }
    }
    if (input.path("input").isTextual() || input.path("input").isArray()) {
      return input; // a request to the Responses API
    }
    JsonNode prompt = input.path("prompt");
    return prompt.isTextual() ? messages(Json.array().add(message(Message.USER, prompt))) : null;
  }

  /** The response, or what is there as it is where no answer is found in it. */
  static @Nullable Body response(@Nullable JsonNode output) {
    if (output == null || output.isNull() || output.isMissingNode()) {
      return null;
    }
    if (output.isTextual()) {
      JsonNode tree = LogFields.tree(output);
      JsonNode shaped = tree.isContainerNode() ? shapedResponse(tree) : null;
      if (shaped != null) {
        return Body.of(shaped, null);
      }
      // JSON that is no provider's shape is what the model said: a structured answer.
      return ServerSentEvents.looksLike(output.textValue())
          ? Body.of(output)
          : Body.of(answer(message(Message.ASSISTANT, output)), null);
    }
    JsonNode shaped = shapedResponse(output);
    return shaped == null ? Body.of(output) : Body.of(shaped, null);
  }

  /** A response in some dialect's shape, or null where there is no answer. */
  static @Nullable JsonNode shapedResponse(JsonNode output) {
    if (output.isArray()) {
      return shapedArray(output);
    }
    boolean whole =
        output.path(CHOICES).isArray()
            || output.path("output").isArray()
            || output.has("stop_reason")
            || output.has("error")
            || output.path("type").asText().equals("message");
    if (whole) {
      return output;
    }
    if (output.path("tool_calls").isArray() || looksLikeMessage(output)) {
      return answer(plainMessage(output));
    }
    if (output.path(MESSAGES).isArray()) {
      return shapedArray(output.path(MESSAGES));
    }
    JsonNode generation = output.path("generations").path(0);
    JsonNode first = generation.isArray() ? generation.path(0) : generation;
    if (first.isObject()) {
      return shapedResponse(first.path("message").isObject() ? first.path("message") : first);
    }
    for (String field : ANSWER_TEXTS) {
      if (output.path(field).isTextual()) {
        return answer(message(Message.ASSISTANT, output.path(field)));
      }
    }
    for (String nest : ANSWER_NESTS) {
      JsonNode shaped = output.path(nest).isObject() ? shapedResponse(output.path(nest)) : null;
      if (shaped != null) {
        return shaped;
      }
    }
    return null;
  }

  private static @Nullable JsonNode shapedArray(JsonNode array) {
    JsonNode first = array.path(0);
    if (first.path("delta").isObject() || first.path(CHOICES).isArray() || isEvent(first)) {
      return array; // the chunks of a stream
    }
    if (first.path("message").isObject()) {
      ObjectNode response = Json.object();
      response.set(CHOICES, array);
      return response;
    }
    for (int i = array.size() - 1; i >= 0; i--) {
      JsonNode message = array.get(i);
      if (looksLikeMessage(message)
          && plainMessage(message).path(ROLE).asText().equals(Message.ASSISTANT)) {
        return answer(plainMessage(message));
      }
    }
    return null;
  }

  private static boolean isEvent(JsonNode node) {
    String type = node.path("type").asText();
    return type.equals("message_start") || type.startsWith("response.");
  }

  private static boolean looksLikeMessage(JsonNode node) {
    return node.path(ROLE).isTextual()
        || (node.has(CONTENT) && langchainRole(node.path("type").asText()) != null)
        || node.path("kwargs").has(CONTENT);
  }

  private static ObjectNode messages(JsonNode array) {
    ObjectNode request = Json.object();
    request.set(MESSAGES, plain(array));
    return request;
  }

  private static ArrayNode plain(JsonNode array) {
    ArrayNode plain = Json.array();
    for (JsonNode message : array) {
      plain.add(plainMessage(message));
    }
    return plain;
  }

  /** LangChain names its messages by type; its serialised ones nest them in {@code kwargs}. */
  private static JsonNode plainMessage(JsonNode message) {
    JsonNode source = message.path("kwargs").has(CONTENT) ? message.path("kwargs") : message;
    String role = langchainRole(source.path("type").asText());
    if (!(source instanceof ObjectNode object) || object.path(ROLE).isTextual()) {
      return source;
    }
    ObjectNode plain = object.deepCopy().put(ROLE, role == null ? Message.ASSISTANT : role);
    JsonNode calls = object.path("tool_calls");
    if (calls.isArray()) {
      ArrayNode own = plain.putArray("tool_calls");
      calls.forEach(call -> own.add(toolCall(call)));
    }
    return plain;
  }

  private static JsonNode toolCall(JsonNode call) {
    if (call.has("function") || call.has("custom")) {
      return call;
    }
    ObjectNode own = Json.object().put("id", call.path("id").asText("")).put("type", "function");
    ObjectNode function = own.putObject("function").put("name", call.path("name").asText(""));
    function.set("arguments", call.path("args"));
    return own;
  }

  private static @Nullable String langchainRole(String type) {
    return switch (type) {
      case "human" -> Message.USER;
      case "ai", "AIMessageChunk" -> Message.ASSISTANT;
      case "system" -> Message.SYSTEM;
      case "tool" -> Message.TOOL;
      default -> null;
    };
  }

  private static ObjectNode message(String role, JsonNode content) {
    ObjectNode message = Json.object().put(ROLE, role);
    message.set(CONTENT, content);
    return message;
  }

  private static ObjectNode answer(JsonNode message) {
    ObjectNode response = Json.object();
    response.putArray(CHOICES).addObject().put("index", 0).set("message", message);
    return response;
  }
}
