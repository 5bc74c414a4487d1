package dev.hone.datasets;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.hone.chat.Message;
import dev.hone.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row of a training file, the same for all formats: a conversation that ends with an answer.
 *
 * @param turns the conversation, oldest first; the last is the assistant's
 * @param rejected an answer that is worse than the last turn, or null
 * @param good whether the answer was judged good, or null where nobody judged
 * @param toolsJson tools on offer in OpenAI's shape, or null
 * @param paramsJson the row's other fields as a JSON object ({@code tool_choice}, {@code
 *     response_format} and the like), unknown ones included
 * @param split {@code train} or {@code test}, or null where the row does not say
 * @param metadata free notes
 */
public record TrainingRow(
    List<Turn> turns,
    @Nullable Message rejected,
    @Nullable Boolean good,
    @Nullable String toolsJson,
    String paramsJson,
    @Nullable String split,
    Map<String, String> metadata) {
  static final String NO_PARAMS = "{}";

  public TrainingRow {
    requireNonNull(paramsJson, "paramsJson");
    turns = List.copyOf(turns);
    metadata = Map.copyOf(metadata);
    if (turns.isEmpty()) {
      throw new IllegalArgumentException("the row has no messages");
    }
    if (!isAssistant(turns.get(turns.size() - 1).message())) {
      throw new IllegalArgumentException("the last message is not the assistant's");
    }
    if (rejected != null && !isAssistant(rejected)) {
      throw new IllegalArgumentException("the rejected message is not the assistant's");
    }
  }

  /** A row of messages and tools alone. */
  public static TrainingRow of(List<Turn> turns, @Nullable String toolsJson) {
    return new TrainingRow(turns, null, null, toolsJson, NO_PARAMS, null, Map.of());
  }

  public TrainingRow withRejected(@Nullable Message message) {
    return new TrainingRow(turns, message, good, toolsJson, paramsJson, split, metadata);
  }

  public TrainingRow withGood(@Nullable Boolean judged) {
    return new TrainingRow(turns, rejected, judged, toolsJson, paramsJson, split, metadata);
  }

  public TrainingRow withSplit(@Nullable String side) {
    return new TrainingRow(turns, rejected, good, toolsJson, paramsJson, side, metadata);
  }

  public TrainingRow withParams(String json) {
    return new TrainingRow(turns, rejected, good, toolsJson, json, split, metadata);
  }

  public TrainingRow withMetadata(Map<String, String> notes) {
    return new TrainingRow(turns, rejected, good, toolsJson, paramsJson, split, notes);
  }

  public RowKind kind() {
    return rejected != null
        ? RowKind.PREFERENCE
        : good != null ? RowKind.JUDGED : RowKind.SUPERVISED;
  }

  /** The last message. */
  public Message answer() {
    return turns.get(turns.size() - 1).message();
  }

  /** All before the answer. */
  public List<Turn> prompt() {
    return turns.subList(0, turns.size() - 1);
  }

  /** Whether nothing but the answer is learned, as Hone's own tuner does it. */
  boolean onlyAnswerIsLearned() {
    return prompt().stream().noneMatch(Turn::learned);
  }

  /** Whether every message of the assistant is learned. */
  boolean allAnswersAreLearned() {
    return turns.stream().allMatch(turn -> turn.learned() == isAssistant(turn.message()));
  }

  /** One of the other fields; a missing node where there is none. */
  JsonNode param(String name) {
    JsonNode params = Json.read(paramsJson);
    return params == null ? MissingNode.getInstance() : params.path(name);
  }

  private static boolean isAssistant(Message message) {
    return message.role().equals(Message.ASSISTANT);
  }

  /** Names the row and quotes nothing of it. */
  @Override
  public String toString() {
    return "TrainingRow[" + kind().title() + ", " + turns.size() + " messages]";
  }
}
