package dev.hone.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Message;
import dev.hone.examples.Example;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * OpenPipe's JSON Lines: OpenAI's supervised rows with {@code split}, {@code tool_choice}, {@code
 * response_format}, {@code metadata}, {@code rejected_message}, {@code judgement} and {@code
 * reasoning_content}; its legacy rows ({@code input}, {@code output}) and log exports are read too.
 */
public final class OpenPipeFormat implements TrainingFormat {
  private static final String SPLIT = "split";
  private static final String METADATA = "metadata";
  private static final String REJECTED = "rejected_message";
  private static final String JUDGEMENT = "judgement";
  private static final String TOOL_CHOICE = "tool_choice";
  private static final String FUNCTION_CALL = "function_call";
  private static final Set<String> KNOWN =
      Set.of(
          Conversations.MESSAGES,
          Conversations.TOOLS,
          "functions",
          FUNCTION_CALL,
          SPLIT,
          METADATA,
          "tags",
          REJECTED,
          JUDGEMENT);
  private static final Set<String> CARRIED =
      Set.of(TOOL_CHOICE, "response_format", "parallel_tool_calls");

  @Override
  public String name() {
    return "openpipe";
  }

  @Override
  public boolean claims(ObjectNode row) {
    return row.has(REJECTED)
        || row.has(JUDGEMENT)
        || (row.path("input").isObject() && row.has("output"))
        || (row.has(Conversations.MESSAGES)
            && (row.has(SPLIT)
                || row.has(METADATA)
                || row.has(TOOL_CHOICE)
                || row.has("response_format")));
  }

  @Override
  public TrainingRow read(ObjectNode row) {
    ObjectNode flat = row.path("input").isObject() ? flattened(row) : row;
    List<Turn> turns = Conversations.turns(flat.path(Conversations.MESSAGES));
    JsonNode rejected = flat.path(REJECTED);
    return new TrainingRow(
        turns,
        Conversations.absent(rejected)
            ? null
            : Conversations.message(rejected, "'" + REJECTED + "'"),
        judgement(flat.path(JUDGEMENT)),
        Conversations.tools(flat),
        params(flat),
        split(flat.path(SPLIT)),
        metadata(flat));
  }

  /** A legacy row or a row of a log export, as a row of today. */
  private static ObjectNode flattened(ObjectNode row) {
    ObjectNode flat = row.path("input").deepCopy();
    row.fields()
        .forEachRemaining(
            field -> {
              if (!field.getKey().equals("input") && !field.getKey().equals("output")) {
                flat.set(field.getKey(), field.getValue());
              }
            });
    JsonNode output = row.path("output");
    JsonNode choice = output.path("choices").path(0).path("message");
    JsonNode answer = choice.isObject() ? choice : output;
    if (!answer.has("role")) {
      throw new IllegalArgumentException("'output' holds no message of the assistant");
    }
    if (!(flat.path(Conversations.MESSAGES)
        instanceof com.fasterxml.jackson.databind.node.ArrayNode messages)) {
      throw new IllegalArgumentException("'input' has no messages");
    }
    for (JsonNode message : messages) {
      if (message instanceof ObjectNode earlier
          && earlier.path("role").asText().equals("assistant")) {
        earlier.put(Conversations.WEIGHT, 0); // only the output of such a row was trained on
      }
    }
    messages.add(answer);
    return flat;
  }

  /** The legacy way to force a function becomes today's. */
  private static String params(ObjectNode row) {
    JsonNode legacy = row.path(FUNCTION_CALL);
    if (Conversations.absent(legacy) || row.has(TOOL_CHOICE)) {
      return Conversations.rest(row, KNOWN);
    }
    ObjectNode converted = row.deepCopy();
    if (legacy.isObject()) {
      converted
          .putObject(TOOL_CHOICE)
          .put("type", "function")
          .putObject("function")
          .set("name", legacy.path("name"));
    } else {
      converted.set(TOOL_CHOICE, legacy);
    }
    return Conversations.rest(converted, KNOWN);
  }

  private static @Nullable Boolean judgement(JsonNode node) {
    if (Conversations.absent(node)) {
      return null;
    }
    return switch (node.asText()) {
      case "PASS" -> true;
      case "FAIL" -> false;
      default -> throw new IllegalArgumentException("'judgement' is neither PASS nor FAIL");
    };
  }

  private static @Nullable String split(JsonNode node) {
    if (Conversations.absent(node)) {
      return null;
    }
    return switch (node.asText().toUpperCase(Locale.ROOT)) {
      case "TRAIN" -> Example.TRAIN;
      case "TEST" -> Example.TEST;
      default -> throw new IllegalArgumentException("'split' is neither TRAIN nor TEST");
    };
  }

  private static Map<String, String> metadata(ObjectNode row) {
    JsonNode node = row.has(METADATA) ? row.path(METADATA) : row.path("tags");
    Map<String, String> metadata = new LinkedHashMap<>();
    if (Conversations.absent(node)) {
      return metadata;
    }
    if (!node.isObject()) {
      throw new IllegalArgumentException("'metadata' is not an object");
    }
    node.fields()
        .forEachRemaining(
            field -> {
              if (field.getValue().isContainerNode()) {
                throw new IllegalArgumentException("'metadata' holds more than text");
              }
              metadata.put(field.getKey(), field.getValue().asText());
            });
    return metadata;
  }

  @Override
  public List<String> problems(TrainingRow row) {
    List<String> problems = new ArrayList<>();
    List<Turn> turns = CallIds.filled(row.turns());
    OpenAiRules.checkMessages(Turn.messages(turns), problems);
    if (row.rejected() != null) {
      Message rejected = row.rejected();
      OpenAiRules.checkMessage(withIds(rejected), "'" + REJECTED + "'", problems);
    }
    OpenAiRules.checkTools(row.toolsJson(), problems);
    return problems;
  }

  @Override
  public List<String> leavesOut(TrainingRow row) {
    List<String> left = new ArrayList<>(Leftovers.params(row, CARRIED));
    if (Leftovers.messages(row)
        .anyMatch(message -> !message.toolCalls().isEmpty() && !message.text().isEmpty())) {
      left.add("text beside tool calls");
    }
    return left;
  }

  @Override
  public ObjectNode write(TrainingRow row) {
    ObjectNode json = Json.object();
    List<ObjectNode> messages = new ArrayList<>();
    for (Turn turn : CallIds.filled(row.turns())) {
      ObjectNode message = message(turn.message());
      if (!turn.learned() && turn.message().role().equals(Message.ASSISTANT)) {
        message.put(Conversations.WEIGHT, 0);
      }
      messages.add(message);
    }
    json.set(Conversations.MESSAGES, Conversations.array(messages));
    if (row.rejected() != null) {
      json.set(REJECTED, message(withIds(row.rejected())));
    }
    JsonNode tools = Json.read(row.toolsJson());
    if (tools != null) {
      json.set(Conversations.TOOLS, tools);
    }
    for (String name : List.of(TOOL_CHOICE, "parallel_tool_calls", "response_format")) {
      JsonNode value = row.param(name);
      if (!Conversations.absent(value)) {
        json.set(name, value);
      }
    }
    if (row.good() != null) {
      json.put(JUDGEMENT, row.good() ? "PASS" : "FAIL");
    }
    if (row.split() != null) {
      json.put(SPLIT, row.split().toUpperCase(Locale.ROOT));
    }
    if (!row.metadata().isEmpty()) {
      ObjectNode metadata = json.putObject(METADATA);
      row.metadata().entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(note -> metadata.put(note.getKey(), note.getValue()));
    }
    return json;
  }

  /** Content beside tool calls is left out: OpenPipe takes one of the two. */
  private static ObjectNode message(Message message) {
    ObjectNode json = Conversations.json(message);
    if (!message.toolCalls().isEmpty()) {
      json.putNull("content");
    }
    return json;
  }

  private static Message withIds(Message message) {
    return CallIds.filled(List.of(Turn.read(message))).get(0).message();
  }

  /** Kinds may be mixed: a supervised row is one without a rejected message. */
  @Override
  public List<String> fileProblems(FileFacts facts) {
    return List.of();
  }
}
