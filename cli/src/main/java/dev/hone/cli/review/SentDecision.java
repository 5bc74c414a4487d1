package dev.hone.cli.review;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What every decision that a page sends has: {@code {"id":..,"review":..,"decision":..,"note":..}},
 * the note where there is one.
 *
 * @param id tells decisions apart
 * @param review what the page knows the review by
 * @param decision the decision's name
 */
record SentDecision(String id, String review, String decision, @Nullable String note) {
  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if its id is none
   */
  static SentDecision read(JsonNode sent) {
    String id = sent.path("id").asText();
    if (!id.matches("[0-9a-f]{32}")) {
      throw new IllegalArgumentException("Invalid id of a decision; it is 32 hexadecimal digits.");
    }
    String note = sent.path("note").asText();
    return new SentDecision(
        id,
        sent.path("review").asText(),
        sent.path("decision").asText(),
        note.isBlank() ? null : note);
  }

  /**
   * What it decides.
   *
   * @throws IllegalArgumentException if that was not asked
   */
  <T> T of(Map<String, T> asked) {
    T one = asked.get(review);
    if (one == null) {
      throw new IllegalArgumentException("Unknown review. Load the page again.");
    }
    return one;
  }
}
