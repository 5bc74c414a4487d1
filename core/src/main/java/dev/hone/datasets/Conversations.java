package dev.hone.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.ChatJson;
import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Conversations in the rows of those formats that write messages as OpenAI does. */
final class Conversations {
  static final String MESSAGES = "messages";
  static final String TOOLS = "tools";
  static final String WEIGHT = "weight";
  static final String TRAIN = "train";
  private static final String FUNCTION = "function";
  private static final String ARGUMENTS = "arguments";
  private static final Set<String> ROLES =
      Set.of(Message.SYSTEM, Message.USER, Message.ASSISTANT, Message.TOOL);

  private Conversations() {}

  /**
   * Reads messages; an answer is learned unless it says {@code weight: 0} or {@code train: false}.
   */
  static List<Turn> turns(JsonNode array) {
    if (!array.isArray() || array.isEmpty()) {
      throw new IllegalArgumentException("the messages are not an array of at least one");
    }
    List<Turn> turns = new ArrayList<>(array.size());
    for (JsonNode node : array) {
      String where = "message " + (turns.size() + 1);
      Message message = message(node, where);
      turns.add(new Turn(message, learned(node, message, where)));
    }
    return turns;
  }

  /** Reads messages that are there to be read only. */
  static List<Turn> prompt(JsonNode array) {
    return turns(array).stream().map(turn -> Turn.read(turn.message())).toList();
  }

  /** Reads one message and sees that it says something. */
  static Message message(JsonNode node, String where) {
    if (!node.isObject()) {
      throw new IllegalArgumentException(where + " is not a JSON object");
    }
    Message message;
    try {
      message = ChatJson.message(node);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
    }
    JsonNode legacy = node.path("function_call");
    if (legacy.isObject() && !legacy.has(ARGUMENTS)) {
      throw new IllegalArgumentException(where + " has a function_call without arguments");
    }
    boolean known = ROLES.contains(message.role());
    requireSound(message, known ? where + " (" + message.role() + ")" : where);
    return message;
  }

  static void requireSound(Message message, String where) {
    if (!ROLES.contains(message.role())) {
      throw new IllegalArgumentException(where + " has an unknown role");
    }
    boolean silent = message.content() == null && message.partsJson() == null;
    boolean assistant = message.role().equals(Message.ASSISTANT);
    if (silent && !(assistant && (!message.toolCalls().isEmpty() || message.refusal() != null))) {
      throw new IllegalArgumentException(
          where + " has no content" + (assistant ? " and calls no tool" : ""));
    }
  }

  private static boolean learned(JsonNode node, Message message, String where) {
    boolean assistant = message.role().equals(Message.ASSISTANT);
    JsonNode weight = node.path(WEIGHT);
    JsonNode train = node.path(TRAIN);
    if (absent(weight) && absent(train)) {
      requireNoDetail(node, where);
      return assistant;
    }
    if (!absent(weight)) {
      if (!weight.isNumber() || (weight.doubleValue() != 0 && weight.doubleValue() != 1)) {
        throw new IllegalArgumentException(where + " has a weight that is neither 0 nor 1");
      }
      if (!assistant) {
        throw new IllegalArgumentException(where + " has a weight and is not the assistant's");
      }
    }
    if (!absent(train) && !train.isBoolean()) {
      throw new IllegalArgumentException(where + " has a 'train' that is neither true nor false");
    }
    boolean learned =
        (absent(weight) || weight.doubleValue() == 1) && (absent(train) || train.booleanValue());
    if (learned && !assistant) {
      throw new IllegalArgumentException(where + " is to be learned and is not the assistant's");
    }
    requireNoDetail(node, where);
    return learned;
  }

  private static void requireNoDetail(JsonNode node, String where) {
    boolean detail = !absent(node.path("train_detail"));
    for (JsonNode part : node.path("content")) {
      detail |= !absent(part.path(TRAIN));
    }
    if (detail) {
      throw new IllegalArgumentException(
          where + " is learned in parts (train_detail); Hone learns whole answers");
    }
  }

  /** Tools as OpenAI's array, whether the row has an array, its text, or legacy functions. */
  static @Nullable String tools(ObjectNode row) {
    JsonNode tools = row.path(TOOLS);
    if (tools.isTextual()) {
      JsonNode parsed = tools.textValue().isBlank() ? Json.array() : Json.read(tools.textValue());
      if (parsed == null || !parsed.isArray()) {
        throw new IllegalArgumentException("the tools are text that is no JSON array");
      }
      return parsed.isEmpty() ? null : Json.write(parsed);
    }
    if (!absent(tools) && !tools.isArray()) {
      throw new IllegalArgumentException("the tools are not an array");
    }
    return ChatJson.tools(row);
  }

  /** Whether there is nothing: many writers put null where they have no value. */
  static boolean absent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  /** The row's fields other than these, as JSON. */
  static String rest(ObjectNode row, Set<String> known) {
    ObjectNode rest = Json.object();
    row.fields()
        .forEachRemaining(
            field -> {
              if (!known.contains(field.getKey()) && !field.getValue().isNull()) {
                rest.set(field.getKey(), field.getValue());
              }
            });
    return rest.isEmpty() ? TrainingRow.NO_PARAMS : Json.write(rest);
  }

  /** A message as OpenAI writes it, with reasoning where a model gave some. */
  static ObjectNode json(Message message) {
    ObjectNode node = ChatJson.toJson(message);
    if (message.reasoning() != null) {
      node.put("reasoning_content", message.reasoning());
    }
    return node;
  }

  static ObjectNode withoutReasoning(Message message) {
    return ChatJson.toJson(message);
  }

  /** The message with its calls' arguments as objects, as chat templates want them. */
  static ObjectNode withArgumentObjects(ObjectNode message) {
    for (JsonNode call : message.path("tool_calls")) {
      ObjectNode function = (ObjectNode) call.path(FUNCTION);
      JsonNode arguments = Json.read(function.path(ARGUMENTS).textValue());
      if (arguments != null) {
        function.set(ARGUMENTS, arguments);
      }
    }
    return message;
  }

  static ArrayNode array(List<ObjectNode> messages) {
    return Json.array().addAll(messages);
  }

  /**
   * Calls whose arguments are no JSON object: nothing that reads them as one can be tuned on it.
   */
  static void checkArguments(Message message, String where, List<String> problems) {
    for (ToolCall call : message.toolCalls()) {
      JsonNode arguments = Json.read(call.arguments());
      if (arguments == null || !arguments.isObject()) {
        problems.add(where + " calls '" + call.name() + "' with arguments that are no JSON object");
      }
    }
  }
}
