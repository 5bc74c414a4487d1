package dev.hone.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * LLaMA-Factory's rows in its ShareGPT dialect: {@code conversations} of {@code human}, {@code
 * gpt}, {@code function_call} and {@code observation}, with {@code system} and {@code tools} as
 * text beside them; {@code chosen} and {@code rejected} for ranking, {@code kto_tag} for judged
 * rows. Its Alpaca dialect is read too. {@code dataset_info.json} is written beside the files.
 */
public final class LlamaFactoryFormat implements TrainingFormat {
  private static final String CHOSEN = "chosen";
  private static final String REJECTED = "rejected";
  private static final String KTO_TAG = "kto_tag";
  private static final String SYSTEM = "system";
  private static final String FUNCTION_CALL = "function_call";
  private static final String OBSERVATION = "observation";

  private final @Nullable DatasetInfo info;

  /** With the usual names of columns and tags; the dialect is told row by row. */
  public LlamaFactoryFormat() {
    this(null);
  }

  /** With the names that a {@code dataset_info.json} gives. */
  public LlamaFactoryFormat(@Nullable DatasetInfo info) {
    this.info = info;
  }

  @Override
  public String name() {
    return "llama-factory";
  }

  @Override
  public boolean claims(ObjectNode row) {
    if (row.has("instruction")) {
      return true;
    }
    JsonNode conversations = row.path(ShareGptFormat.CONVERSATIONS);
    if (!conversations.isArray()) {
      return false;
    }
    for (JsonNode turn : conversations) {
      String from = turn.path("from").asText();
      if (from.equals(FUNCTION_CALL) || from.equals(OBSERVATION)) {
        return true;
      }
    }
    return row.has(CHOSEN)
        || row.has(KTO_TAG)
        || row.path(SYSTEM).isTextual()
        || row.path(Conversations.TOOLS).isTextual();
  }

  @Override
  public TrainingRow read(ObjectNode row) {
    DatasetInfo names =
        info != null
            ? info
            : DatasetInfo.usual(row.has("instruction") ? DatasetInfo.ALPACA : DatasetInfo.SHAREGPT);
    return names.formatting().equals(DatasetInfo.ALPACA)
        ? AlpacaRows.read(row, names)
        : readTurns(row, names);
  }

  private static TrainingRow readTurns(ObjectNode row, DatasetInfo names) {
    String messages = names.column("messages", ShareGptFormat.CONVERSATIONS);
    JsonNode array = row.path(messages);
    if (!array.isArray() || array.isEmpty()) {
      throw new IllegalArgumentException("the conversations are not an array of at least one");
    }
    List<Turn> turns = new ArrayList<>();
    String systemColumn = names.column(SYSTEM, SYSTEM);
    String system = row.path(systemColumn).asText("");
    if (!system.isEmpty()) {
      turns.add(Turn.read(Message.system(system)));
    }
    int place = 1;
    for (JsonNode node : array) {
      turns.add(Turn.of(message(node, names, "message " + place++)));
    }
    String chosen = names.column(CHOSEN, CHOSEN);
    String rejected = names.column(REJECTED, REJECTED);
    String tag = names.column(KTO_TAG, KTO_TAG);
    String toolsColumn = names.column(Conversations.TOOLS, Conversations.TOOLS);
    Set<String> known =
        new HashSet<>(Set.of(messages, systemColumn, chosen, rejected, tag, toolsColumn));
    JsonNode judged = row.path(tag);
    if (!Conversations.absent(judged) && !judged.isBoolean()) {
      throw new IllegalArgumentException("'" + tag + "' is neither true nor false");
    }
    String tools = tools(row.path(toolsColumn));
    String rest = Conversations.rest(row, known);
    if (row.has(chosen) && row.has(rejected)) {
      List<Turn> all = new ArrayList<>();
      turns.forEach(turn -> all.add(Turn.read(turn.message())));
      all.add(Turn.of(message(row.path(chosen), names, "'" + chosen + "'")));
      return TrainingRow.of(all, tools)
          .withRejected(message(row.path(rejected), names, "'" + rejected + "'"))
          .withParams(rest);
    }
    return TrainingRow.of(turns, tools)
        .withGood(Conversations.absent(judged) ? null : judged.booleanValue())
        .withParams(rest);
  }

  private static Message message(JsonNode node, DatasetInfo names, String where) {
    JsonNode value = node.path(names.tag("content_tag", "value"));
    if (!value.isTextual()) {
      throw new IllegalArgumentException(where + " has no text");
    }
    String from = node.path(names.tag("role_tag", "from")).asText("");
    if (from.equals(names.tag("user_tag", "human"))) {
      return Message.user(value.textValue());
    }
    if (from.equals(names.tag("assistant_tag", "gpt"))) {
      return Message.assistant(value.textValue());
    }
    if (from.equals(names.tag("observation_tag", OBSERVATION))) {
      return Message.of(Message.TOOL, value.textValue());
    }
    if (from.equals(names.tag("system_tag", "system"))) {
      return Message.system(value.textValue());
    }
    if (from.equals(names.tag("function_tag", FUNCTION_CALL))) {
      return Message.calling(calls(value.textValue(), where));
    }
    throw new IllegalArgumentException(where + " is from an unknown speaker");
  }

  /** {@code {"name":..,"arguments":..}}, or an array of such. */
  private static List<ToolCall> calls(String value, String where) {
    JsonNode json = Json.read(value);
    List<ToolCall> calls = new ArrayList<>();
    if (json != null) {
      for (JsonNode call : json.isArray() ? json : Json.array().add(json)) {
        if (call.path("name").isTextual()) {
          JsonNode arguments = call.path("arguments");
          calls.add(
              new ToolCall(
                  "",
                  call.path("name").textValue(),
                  arguments.isTextual()
                      ? arguments.textValue()
                      : arguments.isMissingNode() ? "{}" : Json.write(arguments)));
        }
      }
    }
    if (calls.isEmpty()) {
      throw new IllegalArgumentException(where + " is a function_call that names no function");
    }
    return calls;
  }

  /** Tools as this format writes them (functions without their wrapper), in OpenAI's shape. */
  private static @Nullable String tools(JsonNode node) {
    if (Conversations.absent(node) || node.asText().isBlank()) {
      return null;
    }
    JsonNode tools = node.isTextual() ? Json.read(node.textValue()) : node;
    if (tools == null || !tools.isArray()) {
      throw new IllegalArgumentException("the tools are text that is no JSON array");
    }
    ArrayNode wrapped = Json.array();
    for (JsonNode tool : tools) {
      if (tool.path("function").isObject()) {
        wrapped.add(tool);
      } else {
        wrapped.addObject().put("type", "function").set("function", tool);
      }
    }
    return wrapped.isEmpty() ? null : Json.write(wrapped);
  }

  @Override
  public List<String> problems(TrainingRow row) {
    List<String> problems = new ArrayList<>();
    List<Message> spoken = spoken(row);
    if (spoken.size() % 2 != 0) {
      problems.add("the conversation does not take turns: " + spoken.size() + " of them");
    }
    for (int i = 0; i < spoken.size(); i++) {
      Message message = spoken.get(i);
      String where = "turn " + (i + 1) + " (" + message.role() + ")";
      boolean answers = message.role().equals(Message.ASSISTANT);
      if (answers != (i % 2 == 1)) {
        problems.add(where + " is out of turn: user or observation, then the assistant");
      }
      if (message.partsJson() != null
          || (message.content() == null && message.toolCalls().isEmpty())) {
        problems.add(where + " is neither text nor a call");
      }
      Conversations.checkArguments(message, where, problems);
    }
    if (row.rejected() != null
        && (row.rejected().content() == null || row.rejected().partsJson() != null)) {
      problems.add("'rejected' is not text alone");
    }
    if (!row.turns().get(row.turns().size() - 1).learned()) {
      problems.add("the answer is not to be learned, which this format cannot say");
    }
    return problems;
  }

  /** The turns without system messages, several results of tools in a row as one observation. */
  private static List<Message> spoken(TrainingRow row) {
    List<Message> spoken = new ArrayList<>();
    for (Turn turn : row.turns()) {
      Message message = turn.message();
      int last = spoken.size() - 1;
      if (message.role().equals(Message.SYSTEM)) {
        continue;
      }
      if (message.role().equals(Message.TOOL)
          && last >= 0
          && spoken.get(last).role().equals(Message.TOOL)) {
        Message before = spoken.get(last);
        spoken.set(last, before.withContent(before.text() + "\n" + message.text()));
      } else {
        spoken.add(message);
      }
    }
    return spoken;
  }

  @Override
  public List<String> leavesOut(TrainingRow row) {
    List<String> left = new ArrayList<>(Leftovers.params(row, Set.of()));
    Leftovers.reasoning(row, left);
    Leftovers.refusals(row, left);
    Leftovers.names(row, left);
    Leftovers.callIds(row, left);
    if (!row.metadata().isEmpty()) {
      left.add("metadata");
    }
    if (row.rejected() != null && row.good() != null) {
      left.add("judgement");
    }
    if (Leftovers.messages(row)
        .anyMatch(message -> !message.toolCalls().isEmpty() && !message.text().isEmpty())) {
      left.add("text beside tool calls");
    }
    if (row.rejected() == null && !row.allAnswersAreLearned()) {
      left.add("that earlier answers are not learned");
    }
    return left;
  }

  @Override
  public ObjectNode write(TrainingRow row) {
    List<Message> spoken = spoken(row);
    ObjectNode json = Json.object();
    ArrayNode conversations = json.putArray(ShareGptFormat.CONVERSATIONS);
    int last = row.rejected() == null ? spoken.size() : spoken.size() - 1;
    spoken.subList(0, last).forEach(message -> conversations.add(turn(message)));
    if (row.rejected() != null) {
      json.set(CHOSEN, turn(row.answer()));
      json.set(REJECTED, turn(row.rejected()));
    } else if (row.good() != null) {
      json.put(KTO_TAG, row.good());
    }
    // Every row has both: a column that some rows lack makes no Arrow table.
    json.put(SYSTEM, system(row));
    json.put(Conversations.TOOLS, functions(row.toolsJson()));
    return json;
  }

  private static ObjectNode turn(Message message) {
    ObjectNode turn = Json.object();
    if (!message.toolCalls().isEmpty()) {
      List<ObjectNode> calls = new ArrayList<>();
      for (ToolCall call : message.toolCalls()) {
        ObjectNode written = Json.object().put("name", call.name());
        written.set("arguments", Json.parse(call.arguments()));
        calls.add(written);
      }
      return turn.put("from", FUNCTION_CALL)
          .put("value", Json.write(calls.size() == 1 ? calls.get(0) : Json.array().addAll(calls)));
    }
    String from =
        switch (message.role()) {
          case Message.ASSISTANT -> "gpt";
          case Message.TOOL -> OBSERVATION;
          default -> "human";
        };
    return turn.put("from", from).put("value", message.text());
  }

  private static String system(TrainingRow row) {
    List<String> texts = new ArrayList<>();
    for (Turn turn : row.turns()) {
      if (turn.message().role().equals(Message.SYSTEM)) {
        texts.add(turn.message().text());
      }
    }
    return String.join("\n\n", texts);
  }

  private static String functions(@Nullable String toolsJson) {
    JsonNode tools = Json.read(toolsJson);
    if (tools == null) {
      return "";
    }
    ArrayNode functions = Json.array();
    for (JsonNode tool : tools) {
      functions.add(tool.path("function").isObject() ? tool.path("function") : tool);
    }
    return Json.write(functions);
  }

  @Override
  public Map<String, String> companions(Map<String, RowKind> files) {
    ObjectNode json = Json.object();
    files.forEach(
        (file, kind) -> {
          Map<String, String> columns = new LinkedHashMap<>();
          columns.put("messages", ShareGptFormat.CONVERSATIONS);
          columns.put(SYSTEM, SYSTEM);
          columns.put(Conversations.TOOLS, Conversations.TOOLS);
          if (kind == RowKind.PREFERENCE) {
            columns.put(CHOSEN, CHOSEN);
            columns.put(REJECTED, REJECTED);
          } else if (kind == RowKind.JUDGED) {
            columns.put(KTO_TAG, KTO_TAG);
          }
          int dot = file.lastIndexOf('.');
          json.set(
              dot > 0 ? file.substring(0, dot) : file,
              new DatasetInfo(
                      file, DatasetInfo.SHAREGPT, kind == RowKind.PREFERENCE, columns, Map.of())
                  .toJson());
        });
    return Map.of(DatasetInfo.FILE, json.toPrettyString() + "\n");
  }
}
