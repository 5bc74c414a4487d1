package dev.hone.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Message;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * ShareGPT rows: {@code conversations} of {@code from} ({@code system}, {@code human}, {@code gpt})
 * and {@code value}. Text only: it has no place for tool calls; LLaMA-Factory's dialect has.
 */
public final class ShareGptFormat implements TrainingFormat {
  static final String CONVERSATIONS = "conversations";
  private static final Set<String> KNOWN =
      Set.of(CONVERSATIONS, "conversation", "system", Conversations.TOOLS);

  @Override
  public String name() {
    return "sharegpt";
  }

  @Override
  public boolean claims(ObjectNode row) {
    return row.path(CONVERSATIONS).isArray() || row.path("conversation").isArray();
  }

  @Override
  public TrainingRow read(ObjectNode row) {
    JsonNode array = row.has(CONVERSATIONS) ? row.path(CONVERSATIONS) : row.path("conversation");
    if (!array.isArray() || array.isEmpty()) {
      throw new IllegalArgumentException("the conversations are not an array of at least one");
    }
    List<Turn> turns = new ArrayList<>();
    if (row.path("system").isTextual() && !row.path("system").textValue().isEmpty()) {
      turns.add(Turn.read(Message.system(row.path("system").textValue())));
    }
    int place = 1;
    for (JsonNode node : array) {
      turns.add(turn(node, "message " + place++));
    }
    return TrainingRow.of(turns, Conversations.tools(row))
        .withParams(Conversations.rest(row, KNOWN));
  }

  private static Turn turn(JsonNode node, String where) {
    String from = node.path("from").asText(node.path("role").asText(""));
    JsonNode value = node.has("value") ? node.path("value") : node.path("content");
    if (!value.isTextual()) {
      throw new IllegalArgumentException(where + " has no text");
    }
    String role =
        switch (from.toLowerCase(Locale.ROOT)) {
          case "human", "user" -> Message.USER;
          case "gpt", "assistant", "chatgpt", "model" -> Message.ASSISTANT;
          case "system" -> Message.SYSTEM;
          case "tool", "observation", "function_response" -> Message.TOOL;
          default -> throw new IllegalArgumentException(where + " is from an unknown speaker");
        };
    Message message = Message.of(role, value.textValue());
    JsonNode weight = node.path(Conversations.WEIGHT);
    JsonNode train = node.path(Conversations.TRAIN);
    boolean learned =
        role.equals(Message.ASSISTANT)
            && (Conversations.absent(weight) || weight.asDouble() > 0)
            && (Conversations.absent(train) || train.asBoolean());
    return new Turn(message, learned);
  }

  @Override
  public List<String> problems(TrainingRow row) {
    List<String> problems = new ArrayList<>();
    int place = 1;
    for (Turn turn : row.turns()) {
      Message message = turn.message();
      String where = "message " + place++ + " (" + message.role() + ")";
      if (!message.toolCalls().isEmpty() || message.role().equals(Message.TOOL)) {
        problems.add(where + " uses tools, which ShareGPT cannot say; use llama-factory or openai");
      } else if (message.content() == null || message.partsJson() != null) {
        problems.add(where + " is not text alone");
      }
    }
    if (row.rejected() != null || Boolean.FALSE.equals(row.good())) {
      problems.add(
          "the row compares or judges answers, which ShareGPT cannot say; use llama-factory");
    }
    if (!row.turns().get(row.turns().size() - 1).learned()) {
      problems.add("the answer is not to be learned, which this format cannot say");
    }
    return problems;
  }

  @Override
  public List<String> leavesOut(TrainingRow row) {
    List<String> left = new ArrayList<>(Leftovers.params(row, Set.of()));
    Leftovers.reasoning(row, left);
    Leftovers.refusals(row, left);
    Leftovers.names(row, left);
    Leftovers.notes(row, left);
    if (row.toolsJson() != null) {
      left.add("tools on offer");
    }
    if (!row.allAnswersAreLearned()) {
      left.add("that earlier answers are not learned");
    }
    return left;
  }

  @Override
  public ObjectNode write(TrainingRow row) {
    ObjectNode json = Json.object();
    ArrayNode conversations = json.putArray(CONVERSATIONS);
    for (Turn turn : row.turns()) {
      String from =
          switch (turn.message().role()) {
            case Message.SYSTEM -> "system";
            case Message.ASSISTANT -> "gpt";
            default -> "human";
          };
      conversations.addObject().put("from", from).put("value", turn.message().text());
    }
    return json;
  }

  /** A judged-good row is written as a supervised one. */
  @Override
  public List<String> fileProblems(FileFacts facts) {
    return List.of();
  }
}
