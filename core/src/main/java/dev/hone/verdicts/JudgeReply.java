package dev.hone.verdicts;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What a pairwise judge said of the answers as it saw them.
 *
 * @param winner {@code A}, {@code B} or {@code tie}
 */
record JudgeReply(String winner, String reason) {
  static final String TIE = "tie";

  static @Nullable JudgeReply parse(@Nullable String text) {
    JsonNode node = ReplyJson.read(text);
    if (node == null) {
      return null;
    }
    String winner = node.path("winner").asText();
    if (!winner.equals("A") && !winner.equals("B") && !winner.equals(TIE)) {
      return null;
    }
    return new JudgeReply(winner, node.path("reason").asText(""));
  }
}
