package dev.hone.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.ChatJson;
import dev.hone.chat.Message;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * OpenAI's fine-tuning JSON Lines: supervised rows ({@code messages}, {@code tools}, {@code
 * parallel_tool_calls}, {@code weight} on answers) and preference rows ({@code input}, {@code
 * preferred_output}, {@code non_preferred_output}).
 */
public final class OpenAiFormat implements TrainingFormat {
  /** Fewer rows are refused by the service. */
  public static final long MIN_ROWS = 10;

  /** Larger files are refused by the service: 512 MB. */
  public static final long MAX_BYTES = 512L * 1024 * 1024;

  private static final String INPUT = "input";
  private static final String PREFERRED = "preferred_output";
  private static final String NON_PREFERRED = "non_preferred_output";
  private static final String PARALLEL = "parallel_tool_calls";
  private static final Set<String> KNOWN =
      Set.of(Conversations.MESSAGES, Conversations.TOOLS, "functions");

  @Override
  public String name() {
    return "openai";
  }

  @Override
  public boolean claims(ObjectNode row) {
    return row.has(PREFERRED) || row.has(NON_PREFERRED);
  }

  @Override
  public TrainingRow read(ObjectNode row) {
    if (claims(row)) {
      return readPreference(row);
    }
    return TrainingRow.of(
            Conversations.turns(row.path(Conversations.MESSAGES)), Conversations.tools(row))
        .withParams(Conversations.rest(row, KNOWN));
  }

  private static TrainingRow readPreference(ObjectNode row) {
    if (!(row.path(INPUT) instanceof ObjectNode input)) {
      throw new IllegalArgumentException("'input' is not an object");
    }
    List<Turn> turns = new ArrayList<>(Conversations.prompt(input.path(Conversations.MESSAGES)));
    turns.add(new Turn(side(row, PREFERRED), true));
    ObjectNode rest = input.deepCopy();
    row.fields()
        .forEachRemaining(
            field -> {
              if (!Set.of(INPUT, PREFERRED, NON_PREFERRED).contains(field.getKey())) {
                rest.set(field.getKey(), field.getValue());
              }
            });
    return TrainingRow.of(turns, Conversations.tools(input))
        .withRejected(side(row, NON_PREFERRED))
        .withParams(Conversations.rest(rest, KNOWN));
  }

  private static Message side(ObjectNode row, String name) {
    JsonNode messages = row.path(name);
    if (!messages.isArray() || messages.size() != 1) {
      throw new IllegalArgumentException("'" + name + "' is not an array of one message");
    }
    Message message = Conversations.message(messages.get(0), "'" + name + "'");
    if (!message.role().equals(Message.ASSISTANT)) {
      throw new IllegalArgumentException("'" + name + "' is not the assistant's");
    }
    return message;
  }

  @Override
  public List<String> problems(TrainingRow row) {
    List<String> problems = new ArrayList<>();
    List<Turn> turns = CallIds.filled(row.turns());
    if (row.rejected() != null) {
      if (turns.size() == 1) {
        problems.add("the row has no messages before the answer");
      }
      OpenAiRules.checkMessages(Turn.messages(turns), problems);
      checkTextOnly(row.answer(), PREFERRED, problems);
      checkTextOnly(row.rejected(), NON_PREFERRED, problems);
    } else {
      OpenAiRules.checkMessages(Turn.messages(turns), problems);
      if (turns.stream().noneMatch(Turn::learned)) {
        problems.add("no message of the assistant is to be learned (all have weight 0)");
      }
    }
    if (Boolean.FALSE.equals(row.good())) {
      problems.add("the answer was judged bad, which this format cannot say");
    }
    OpenAiRules.checkTools(row.toolsJson(), problems);
    JsonNode parallel = row.param(PARALLEL);
    if (!Conversations.absent(parallel) && !parallel.isBoolean()) {
      problems.add("'parallel_tool_calls' is neither true nor false");
    }
    return problems;
  }

  private static void checkTextOnly(Message side, String name, List<String> problems) {
    if (side.content() == null || side.partsJson() != null || !side.toolCalls().isEmpty()) {
      problems.add("'" + name + "' is not text alone");
    }
  }

  @Override
  public List<String> leavesOut(TrainingRow row) {
    List<String> left = new ArrayList<>(Leftovers.params(row, Set.of(PARALLEL)));
    Leftovers.reasoning(row, left);
    Leftovers.notes(row, left);
    if (row.rejected() != null && !row.onlyAnswerIsLearned()) {
      left.add("that earlier answers are learned too");
    }
    return left;
  }

  @Override
  public ObjectNode write(TrainingRow row) {
    List<ObjectNode> messages = messages(CallIds.filled(row.turns()), row.rejected() == null);
    ObjectNode json = Json.object();
    if (row.rejected() == null) {
      json.set(Conversations.MESSAGES, Conversations.array(messages));
      putRequest(json, row);
      return json;
    }
    ObjectNode input = json.putObject(INPUT);
    input.set(
        Conversations.MESSAGES, Conversations.array(messages.subList(0, messages.size() - 1)));
    putRequest(input, row);
    json.putArray(PREFERRED).add(messages.get(messages.size() - 1));
    json.putArray(NON_PREFERRED).add(ChatJson.toJson(row.rejected()));
    return json;
  }

  private static List<ObjectNode> messages(List<Turn> turns, boolean weighted) {
    List<ObjectNode> messages = new ArrayList<>(turns.size());
    for (Turn turn : turns) {
      ObjectNode message = ChatJson.toJson(turn.message());
      if (weighted && !turn.learned() && turn.message().role().equals(Message.ASSISTANT)) {
        message.put(Conversations.WEIGHT, 0);
      }
      messages.add(message);
    }
    return messages;
  }

  private static void putRequest(ObjectNode json, TrainingRow row) {
    JsonNode tools = Json.read(row.toolsJson());
    if (tools != null) {
      json.set(Conversations.TOOLS, tools);
    }
    JsonNode parallel = row.param(PARALLEL);
    if (parallel.isBoolean()) {
      json.set(PARALLEL, parallel);
    }
  }

  @Override
  public List<String> fileProblems(FileFacts facts) {
    List<String> problems = new ArrayList<>();
    // A judged row is written as a supervised one here.
    boolean mixed = facts.rows().containsKey(RowKind.PREFERENCE) && facts.rows().size() > 1;
    if (mixed) {
      problems.addAll(facts.mixed());
    }
    if (facts.count() < MIN_ROWS && !facts.test()) {
      problems.add("the file has " + facts.count() + " rows; OpenAI asks for " + MIN_ROWS);
    }
    if (facts.bytes() > MAX_BYTES) {
      problems.add(
          String.format(
              Locale.ROOT,
              "the file has %,d bytes; OpenAI takes up to %,d",
              facts.bytes(),
              MAX_BYTES));
    }
    return problems;
  }
}
