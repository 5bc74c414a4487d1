package dev.hone.cli.review;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.chat.AnswerText;
import dev.hone.chat.Message;
import dev.hone.reviews.Review;
import dev.hone.reviews.Reviewed;
import dev.hone.reviews.Reviewed.Kind;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A decision as the page sends it: {@code {"id":..,"review":..,"decision":..,"answer":..,
 * "score":..,"note":..}}, the last three where there is one.
 */
final class SentDecision {
  private SentDecision() {}

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it decides nothing that was asked
   */
  static Reviewed read(
      JsonNode sent, Map<String, Review> reviews, String reviewer, long epochMillis) {
    String id = sent.path("id").asText();
    if (!id.matches("[0-9a-f]{32}")) {
      throw new IllegalArgumentException("Invalid id of a decision; it is 32 hexadecimal digits.");
    }
    Review review = reviews.get(sent.path("review").asText());
    if (review == null) {
      throw new IllegalArgumentException("Unknown review. Load the page again.");
    }
    Kind kind = Kind.of(sent.path("decision").asText());
    return new Reviewed(
        id,
        review.id(),
        review.exampleId(),
        review.model(),
        reviewer,
        kind,
        answer(kind, sent, review),
        kind == Kind.SCORED ? Integer.valueOf(sent.path("score").asInt()) : null,
        sent.path("note").asText().isBlank() ? null : sent.path("note").asText(),
        epochMillis);
  }

  private static @Nullable Message answer(Kind kind, JsonNode sent, Review review) {
    return switch (kind) {
      case APPROVED -> review.proposed();
      case EDITED -> {
        if (sent.path("answer").asText().isBlank()) {
          throw new IllegalArgumentException("The edited answer is empty. Write it, or reject.");
        }
        yield AnswerText.read(sent.path("answer").asText());
      }
      case REJECTED, SCORED -> null;
      case PROPOSED_BETTER, LOGGED_BETTER, NEITHER_BETTER ->
          throw new IllegalArgumentException(
              "Decision '" + kind.text() + "' is one on answers that are not named.");
    };
  }
}
