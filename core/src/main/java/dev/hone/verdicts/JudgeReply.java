package dev.hone.verdicts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What a pairwise judge said of the answers as it saw them. Read strictly: the reply is one JSON
 * object with a winner and nothing else, so that a verdict quoted from a candidate is none.
 *
 * @param winner {@code A}, {@code B} or {@code tie}
 */
record JudgeReply(String winner, String reason) {
  static final String TIE = "tie";

  static @Nullable JudgeReply parse(String text) {
    JsonNode node = Json.read(text.strip());
    if (node == null || !node.isObject()) {
      return null;
    }
    String winner = node.path("winner").asText();
    if (!winner.equals("A") && !winner.equals("B") && !winner.equals(TIE)) {
      return null;
    }
    return new JudgeReply(winner, node.path("reason").asText(""));
  }
}
