package dev.hone.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Conversations as OpenAI's chat completions write them. */
public final class ChatJson {
  private static final String TYPE = "type";
  private static final String TEXT = "text";
  private static final String CONTENT = "content";
  private static final String FUNCTION = "function";
  private static final String ARGUMENTS = "arguments";
  private static final String THINKING = "thinking";
  private static final List<String> MORE =
      List.of(
          "tool_choice",
          "parallel_tool_calls",
          "logprobs",
          "top_logprobs",
          "reasoning_effort",
          "reasoning",
          "service_tier");

  private ChatJson() {}

  /**
   * Reads what a person or a column may hold: a chat request as a JSON object with {@code
   * messages}, a JSON array of messages, or plain text, which is one user message.
   *
   * @throws IllegalArgumentException if it is JSON of the first two kinds but no conversation
   */
  public static ChatRequest parseRequest(String text) {
    JsonNode node = Json.read(text);
    if (node != null && node.isArray() && node.size() > 0 && node.get(0).has("role")) {
      return ChatRequest.of(messages(node), Sampling.greedy());
    }
    if (node != null && node.isObject() && node.has("messages")) {
      return request(node);
    }
    return ChatRequest.of(List.of(Message.user(text)), Sampling.greedy());
  }

  /**
   * Reads a chat request's body.
   *
   * @throws IllegalArgumentException if {@code messages} is missing, empty or malformed
   */
  public static ChatRequest request(JsonNode body) {
    return new ChatRequest(
        messages(body.path("messages")),
        tools(body),
        jsonOrNull(body.path("response_format")),
        sampling(body),
        more(body),
        0);
  }

  /** Fields of a request that have no place of their own, or null where it has none of them. */
  private static @Nullable String more(JsonNode body) {
    ObjectNode more = Json.object();
    for (String field : MORE) {
      if (body.hasNonNull(field)) {
        more.set(field, body.path(field));
      }
    }
    return more.isEmpty() ? null : Json.write(more);
  }

  /** The tools on offer in a request's body as a JSON array, legacy functions included, or null. */
  public static @Nullable String tools(JsonNode body) {
    JsonNode tools = body.path("tools");
    if (tools.isArray()) {
      return tools.isEmpty() ? null : Json.write(tools);
    }
    JsonNode functions = body.path("functions");
    if (!functions.isArray() || functions.isEmpty()) {
      return null;
    }
    ArrayNode converted = Json.array();
    for (JsonNode function : functions) {
      converted.addObject().put(TYPE, FUNCTION).set(FUNCTION, function);
    }
    return Json.write(converted);
  }

  /**
   * How a request asks to be answered. A missing temperature is 0: Hone's models are greedy unless
   * told otherwise. Values out of range fall back to the defaults.
   */
  public static Sampling sampling(JsonNode body) {
    double temperature = body.path("temperature").asDouble(0);
    double topP = body.path("top_p").asDouble(1);
    int maxTokens =
        body.path("max_completion_tokens")
            .asInt(body.path("max_tokens").asInt(Sampling.DEFAULT_MAX_TOKENS));
    JsonNode seed = body.path("seed");
    List<String> stop = new ArrayList<>();
    JsonNode stops = body.path("stop");
    if (stops.isTextual()) {
      stop.add(stops.textValue());
    }
    for (JsonNode text : stops) {
      stop.add(text.asText());
    }
    return new Sampling(
        temperature >= 0 ? temperature : 0,
        topP > 0 && topP <= 1 ? topP : 1,
        maxTokens > 0 ? maxTokens : Sampling.DEFAULT_MAX_TOKENS,
        seed.isIntegralNumber() ? seed.longValue() : null,
        stop);
  }

  /**
   * Reads a conversation.
   *
   * @throws IllegalArgumentException if it is not a non-empty array of messages
   */
  public static List<Message> messages(JsonNode array) {
    if (!array.isArray() || array.isEmpty()) {
      throw new IllegalArgumentException("'messages' is not a non-empty array.");
    }
    List<Message> messages = new ArrayList<>(array.size());
    for (JsonNode node : array) {
      messages.add(message(node));
    }
    return messages;
  }

  /**
   * Reads one message. A {@code developer} becomes a system message, a {@code function} a tool
   * message; a legacy {@code function_call} becomes a tool call with an empty id.
   *
   * @throws IllegalArgumentException if it has no role, or a field is of the wrong kind
   */
  public static Message message(JsonNode node) {
    String role = textOrNull(node.path("role"));
    if (role == null) {
      throw new IllegalArgumentException("A message has no role.");
    }
    JsonNode content = node.path(CONTENT);
    return new Message(
        canonicalRole(role),
        text(content),
        isOnlyText(content) ? null : Json.write(content),
        textOrNull(node.path("name")),
        toolCalls(node),
        textOrNull(node.path("tool_call_id")),
        textUnlessEmpty(node.path("refusal")),
        reasoning(node));
  }

  /** Reasoning, as one of the three places where servers put it. */
  private static @Nullable String reasoning(JsonNode node) {
    for (String field : List.of("reasoning_content", "reasoning")) {
      String reasoning = textUnlessEmpty(node.path(field));
      if (reasoning != null) {
        return reasoning;
      }
    }
    StringBuilder joined = new StringBuilder();
    for (JsonNode part : node.path(CONTENT)) {
      if (part.path(TYPE).asText().equals(THINKING)) {
        JsonNode thinking = part.path(THINKING);
        String text = thinking.isArray() ? text(thinking) : thinking.textValue();
        joined.append(text == null ? "" : text);
      }
    }
    return joined.isEmpty() ? null : joined.toString();
  }

  private static String canonicalRole(String role) {
    return switch (role) {
      case "developer" -> Message.SYSTEM;
      case FUNCTION -> Message.TOOL;
      default -> role;
    };
  }

  /** The text of a content: itself, or its text parts joined, or null where it holds none. */
  private static @Nullable String text(JsonNode content) {
    if (content.isTextual()) {
      return content.textValue();
    }
    if (content.isMissingNode() || content.isNull()) {
      return null;
    }
    if (!content.isArray()) {
      throw new IllegalArgumentException("A message's content is neither text nor parts.");
    }
    StringBuilder joined = new StringBuilder();
    boolean found = false;
    for (JsonNode part : content) {
      if (part.isTextual()) {
        joined.append(part.textValue());
        found = true;
      } else if (part.path(TYPE).asText(TEXT).equals(TEXT) && part.path(TEXT).isTextual()) {
        joined.append(part.path(TEXT).textValue());
        found = true;
      }
    }
    return found ? joined.toString() : null;
  }

  /** Whether text and reasoning are all there is, so that the parts need no keeping. */
  private static boolean isOnlyText(JsonNode content) {
    if (!content.isArray()) {
      return true;
    }
    for (JsonNode part : content) {
      String type = part.path(TYPE).asText(TEXT);
      boolean text = part.isTextual() || (type.equals(TEXT) && part.path(TEXT).isTextual());
      if (!text && !type.equals(THINKING)) {
        return false;
      }
    }
    return true;
  }

  private static List<ToolCall> toolCalls(JsonNode node) {
    List<ToolCall> calls = new ArrayList<>();
    for (JsonNode call : node.path("tool_calls")) {
      calls.add(toolCall(call));
    }
    JsonNode legacy = node.path("function_call");
    // Some servers fill every field: a call of no name is none.
    if (calls.isEmpty() && !legacy.path("name").asText("").isEmpty()) {
      calls.add(new ToolCall("", legacy.path("name").asText(), arguments(legacy.path(ARGUMENTS))));
    }
    return calls;
  }

  private static ToolCall toolCall(JsonNode call) {
    JsonNode custom = call.path("custom");
    if (custom.isObject()) {
      return new ToolCall(
          call.path("id").asText(""), custom.path("name").asText(), custom.path("input").asText());
    }
    JsonNode function = call.path(FUNCTION);
    if (!function.path("name").isTextual()) {
      throw new IllegalArgumentException("A tool call has no function name.");
    }
    String id = textOrNull(call.path("id"));
    return new ToolCall(
        id == null ? "" : id,
        function.path("name").textValue(),
        arguments(function.path(ARGUMENTS)));
  }

  /** Arguments as JSON text; some servers send the object itself. */
  private static String arguments(JsonNode arguments) {
    if (arguments.isTextual()) {
      return arguments.textValue();
    }
    return arguments.isMissingNode() || arguments.isNull() ? "{}" : Json.write(arguments);
  }

  /** A message as OpenAI's JSON. Reasoning is left out: it is never sent back. */
  public static ObjectNode toJson(Message message) {
    ObjectNode node = Json.object().put("role", message.role());
    JsonNode parts = Json.read(message.partsJson());
    if (parts != null) {
      node.set(CONTENT, parts);
    } else {
      node.put(CONTENT, message.content());
    }
    if (message.name() != null) {
      node.put("name", message.name());
    }
    if (!message.toolCalls().isEmpty()) {
      ArrayNode calls = node.putArray("tool_calls");
      for (ToolCall call : message.toolCalls()) {
        calls
            .addObject()
            .put("id", call.id())
            .put(TYPE, FUNCTION)
            .putObject(FUNCTION)
            .put("name", call.name())
            .put(ARGUMENTS, call.arguments());
      }
    }
    if (message.toolCallId() != null) {
      node.put("tool_call_id", message.toolCallId());
    }
    if (message.refusal() != null) {
      node.put("refusal", message.refusal());
    }
    return node;
  }

  /** A conversation as OpenAI's JSON array. */
  public static ArrayNode toJson(List<Message> messages) {
    ArrayNode array = Json.array();
    for (Message message : messages) {
      array.add(toJson(message));
    }
    return array;
  }

  /** A request's body, without the model. */
  public static ObjectNode toJson(ChatRequest request) {
    ObjectNode body = Json.object();
    if (Json.read(request.moreJson()) instanceof ObjectNode more) {
      body.setAll(more); // first: no further field may stand in for one of the request's own
    }
    body.set("messages", toJson(request.messages()));
    JsonNode tools = Json.read(request.toolsJson());
    if (tools != null) {
      body.set("tools", tools);
    }
    JsonNode format = Json.read(request.responseFormatJson());
    if (format != null) {
      body.set("response_format", format);
    }
    Sampling sampling = request.sampling();
    body.put("temperature", sampling.temperature());
    body.put("top_p", sampling.topP());
    body.put("max_tokens", sampling.maxTokens());
    if (sampling.seed() != null) {
      body.put("seed", sampling.seed());
    }
    if (!sampling.stop().isEmpty()) {
      ArrayNode stop = body.putArray("stop");
      sampling.stop().forEach(stop::add);
    }
    return body;
  }

  private static @Nullable String textOrNull(JsonNode node) {
    return node.isTextual() ? node.textValue() : null;
  }

  private static @Nullable String textUnlessEmpty(JsonNode node) {
    return node.asText("").isEmpty() ? null : textOrNull(node);
  }

  private static @Nullable String jsonOrNull(JsonNode node) {
    return node.isObject() ? Json.write(node) : null;
  }
}
