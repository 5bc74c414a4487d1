package dev.hone.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages and tools as chat templates read them: maps, lists and texts. */
final class TemplateValues {
  private TemplateValues() {}

  /**
   * A conversation's messages.
   *
   * @throws IllegalArgumentException if one holds more than text, which these models do not read
   */
  static List<Object> messages(List<Message> messages) {
    List<Object> values = new ArrayList<>();
    for (Message message : messages) {
      values.add(message(message));
    }
    return values;
  }

  /** The tools on offer, or null where there are none: templates ask whether they are. */
  static @Nullable Object tools(@Nullable String toolsJson) {
    if (toolsJson == null || toolsJson.isBlank()) {
      return null;
    }
    JsonNode tools = Json.parse(toolsJson);
    return tools.isArray() && !tools.isEmpty() ? value(tools) : null;
  }

  private static Map<String, Object> message(Message message) {
    if (message.partsJson() != null) {
      throw new IllegalArgumentException(
          "Cannot read a message of role '"
              + message.role()
              + "': it holds more than text, and this model reads text only.");
    }
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("role", message.role());
    // Not null: templates add it to text.
    value.put("content", content(message));
    if (message.name() != null) {
      value.put("name", message.name());
    }
    if (!message.toolCalls().isEmpty()) {
      List<Object> calls = new ArrayList<>();
      message.toolCalls().forEach(call -> calls.add(toolCall(call)));
      value.put("tool_calls", calls);
    }
    if (message.toolCallId() != null) {
      value.put("tool_call_id", message.toolCallId());
    }
    return value;
  }

  private static String content(Message message) {
    String refusal = message.refusal();
    return message.content() == null && refusal != null ? refusal : message.text();
  }

  private static Map<String, Object> toolCall(ToolCall call) {
    Map<String, Object> function = new LinkedHashMap<>();
    function.put("name", call.name());
    JsonNode arguments = Json.read(call.arguments());
    // Templates print arguments with tojson: an object, where the text is one.
    Object parsed = arguments != null && arguments.isObject() ? value(arguments) : null;
    function.put("arguments", parsed == null ? call.arguments() : parsed);
    Map<String, Object> value = new LinkedHashMap<>();
    if (!call.id().isEmpty()) {
      value.put("id", call.id());
    }
    value.put("type", "function");
    value.put("function", function);
    return value;
  }

  private static @Nullable Object value(JsonNode node) {
    if (node.isObject()) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      node.fields().forEachRemaining(field -> map.put(field.getKey(), value(field.getValue())));
      return map;
    }
    if (node.isArray()) {
      List<@Nullable Object> list = new ArrayList<>();
      node.forEach(item -> list.add(value(item)));
      return list;
    }
    if (node.isTextual()) {
      return node.textValue();
    }
    if (node.isBoolean()) {
      return node.booleanValue();
    }
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return node.longValue();
    }
    return node.isNumber() ? (Object) node.doubleValue() : null;
  }
}
