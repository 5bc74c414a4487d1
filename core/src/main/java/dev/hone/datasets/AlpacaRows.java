package dev.hone.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads Alpaca rows as LLaMA-Factory does: {@code instruction} and {@code input}, a line break
 * between them, are what the user says, {@code output} the answer, {@code history} pairs before.
 */
final class AlpacaRows {
  private AlpacaRows() {}

  static TrainingRow read(ObjectNode row, DatasetInfo names) {
    String prompt = names.column("prompt", "instruction");
    String query = names.column("query", "input");
    String response = names.column("response", "output");
    String history = names.column("history", "history");
    String system = names.column("system", "system");
    String chosen = names.column("chosen", "chosen");
    String rejected = names.column("rejected", "rejected");
    String judged = names.column("kto_tag", "kto_tag");
    List<Turn> turns = new ArrayList<>();
    if (!row.path(system).asText("").isEmpty()) {
      turns.add(Turn.read(Message.system(row.path(system).asText())));
    }
    boolean compares = row.path(chosen).isTextual() && row.path(rejected).isTextual();
    for (JsonNode pair : row.path(history)) {
      if (pair.size() != 2) {
        throw new IllegalArgumentException("'" + history + "' is not made of pairs");
      }
      turns.add(Turn.read(Message.user(pair.get(0).asText())));
      turns.add(new Turn(Message.assistant(pair.get(1).asText()), !compares));
    }
    String instruction = text(row, prompt);
    String input = text(row, query);
    if (instruction == null && input == null) {
      throw new IllegalArgumentException("the row has no '" + prompt + "'");
    }
    turns.add(
        Turn.read(
            Message.user(
                instruction == null
                    ? input
                    : input == null ? instruction : instruction + "\n" + input)));
    String answer = compares ? text(row, chosen) : text(row, response);
    if (answer == null) {
      throw new IllegalArgumentException("the row has no '" + response + "'");
    }
    turns.add(Turn.of(Message.assistant(answer)));
    JsonNode good = row.path(judged);
    return TrainingRow.of(turns, Conversations.tools(row))
        .withRejected(compares ? Message.assistant(row.path(rejected).textValue()) : null)
        .withGood(good.isBoolean() ? good.booleanValue() : null)
        .withParams(
            Conversations.rest(
                row,
                Set.of(
                    prompt,
                    query,
                    response,
                    history,
                    system,
                    chosen,
                    rejected,
                    judged,
                    Conversations.TOOLS)));
  }

  private static @Nullable String text(ObjectNode row, String column) {
    String text = row.path(column).asText("");
    return text.isEmpty() ? null : text;
  }
}
