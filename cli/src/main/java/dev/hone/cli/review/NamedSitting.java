package dev.hone.cli.review;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.chat.AnswerText;
import dev.hone.chat.Message;
import dev.hone.cli.report.ReviewPage;
import dev.hone.reviews.Review;
import dev.hone.reviews.Reviewed;
import dev.hone.reviews.Reviewed.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reviews of answers whose authors are named. A decision is {@code
 * {"id":..,"review":..,"decision":..,"answer":..,"score":..,"note":..}}, the last three where there
 * is one.
 */
final class NamedSitting implements Sitting {
  private final Map<String, Review> reviews = new LinkedHashMap<>();
  private final String reviewer;

  NamedSitting(List<Review> reviews, String reviewer) {
    reviews.forEach(review -> this.reviews.put(review.id(), review));
    this.reviewer = reviewer;
  }

  @Override
  public String page(Predicate<Review> open, String nonce) {
    return ReviewPage.render(reviews.values().stream().filter(open).toList(), reviewer, nonce);
  }

  @Override
  public Reviewed decision(JsonNode sent, long epochMillis) {
    SentDecision decision = SentDecision.read(sent);
    Review review = decision.of(reviews);
    Kind kind = Kind.of(decision.decision());
    if (kind.blind()) {
      throw new IllegalArgumentException(
          "Decision '" + kind.text() + "' is on answers whose authors are not named.");
    }
    return new Reviewed(
        decision.id(),
        review.id(),
        review.exampleId(),
        review.model(),
        reviewer,
        kind,
        answer(kind, sent, review),
        kind == Kind.SCORED ? Integer.valueOf(sent.path("score").asInt()) : null,
        decision.note(),
        epochMillis);
  }

  private static @Nullable Message answer(Kind kind, JsonNode sent, Review review) {
    if (kind == Kind.APPROVED) {
      return review.proposed();
    }
    if (kind != Kind.EDITED) {
      return null;
    }
    if (sent.path("answer").asText().isBlank()) {
      throw new IllegalArgumentException("The edited answer is empty. Write it, or reject.");
    }
    return AnswerText.read(sent.path("answer").asText());
  }
}
