package dev.hone.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Message;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Axolotl's {@code chat_template} rows: {@code messages} with {@code train: false} on answers that
 * are not learned (set {@code message_field_training: train}), {@code tools}; and for DPO {@code
 * messages}, {@code chosen} and {@code rejected}, the last two one message each.
 */
public final class AxolotlFormat implements TrainingFormat {
  private static final String CHOSEN = "chosen";
  private static final String REJECTED = "rejected";
  private static final Set<String> KNOWN =
      Set.of(Conversations.MESSAGES, Conversations.TOOLS, CHOSEN, REJECTED);

  @Override
  public String name() {
    return "axolotl";
  }

  @Override
  public boolean claims(ObjectNode row) {
    if (!row.has(Conversations.MESSAGES)) {
      return false;
    }
    if (row.has(CHOSEN) && row.has(REJECTED)) {
      return true;
    }
    for (JsonNode message : row.path(Conversations.MESSAGES)) {
      if (message.has(Conversations.TRAIN) || message.has("train_detail")) {
        return true;
      }
    }
    return false;
  }

  @Override
  public TrainingRow read(ObjectNode row) {
    JsonNode messages = row.path(Conversations.MESSAGES);
    String tools = Conversations.tools(row);
    String rest = Conversations.rest(row, KNOWN);
    if (row.has(CHOSEN) && row.has(REJECTED)) {
      List<Turn> turns = new ArrayList<>(Conversations.prompt(messages));
      turns.add(Turn.of(Conversations.message(row.path(CHOSEN), "'chosen'")));
      return TrainingRow.of(turns, tools)
          .withRejected(Conversations.message(row.path(REJECTED), "'rejected'"))
          .withParams(rest);
    }
    return TrainingRow.of(Conversations.turns(messages), tools).withParams(rest);
  }

  @Override
  public List<String> problems(TrainingRow row) {
    List<String> problems = new ArrayList<>();
    int place = 1;
    for (Turn turn : row.turns()) {
      Conversations.checkArguments(turn.message(), "message " + place++, problems);
    }
    if (row.turns().stream().noneMatch(Turn::learned)) {
      problems.add("no message of the assistant is to be learned");
    }
    if (Leftovers.messages(row).anyMatch(AxolotlFormat::onlyRefuses)) {
      problems.add("an answer is a refusal, which this format has no place for");
    }
    if (Boolean.FALSE.equals(row.good())) {
      problems.add("the answer was judged bad, which this format cannot say");
    }
    return problems;
  }

  private static boolean onlyRefuses(Message message) {
    return message.refusal() != null && message.content() == null && message.toolCalls().isEmpty();
  }

  @Override
  public List<String> leavesOut(TrainingRow row) {
    List<String> left = new ArrayList<>(Leftovers.params(row, Set.of()));
    Leftovers.refusals(row, left);
    Leftovers.notes(row, left);
    if (row.rejected() != null && !row.onlyAnswerIsLearned()) {
      left.add("that earlier answers are learned too");
    }
    return left;
  }

  @Override
  public ObjectNode write(TrainingRow row) {
    List<ObjectNode> messages = new ArrayList<>();
    for (Turn turn : CallIds.filled(row.turns())) {
      ObjectNode message = message(turn.message());
      if (row.rejected() == null
          && !turn.learned()
          && turn.message().role().equals(Message.ASSISTANT)) {
        message.put(Conversations.TRAIN, false);
      }
      messages.add(message);
    }
    ObjectNode json = Json.object();
    if (row.rejected() == null) {
      json.set(Conversations.MESSAGES, Conversations.array(messages));
    } else {
      int last = messages.size() - 1;
      json.set(Conversations.MESSAGES, Conversations.array(messages.subList(0, last)));
      json.set(CHOSEN, messages.get(last));
      json.set(REJECTED, message(row.rejected()));
    }
    JsonNode tools = Json.read(row.toolsJson());
    if (tools != null) {
      json.set(Conversations.TOOLS, tools);
    }
    return json;
  }

  /** Arguments stay text: objects that differ by row make no Arrow column. */
  private static ObjectNode message(Message message) {
    ObjectNode json = Conversations.json(message);
    json.remove("refusal");
    return json;
  }

  /** A judged-good row is written as a supervised one. */
  @Override
  public List<String> fileProblems(FileFacts facts) {
    return facts.rows().containsKey(RowKind.PREFERENCE) ? facts.mixed() : List.of();
  }
}
