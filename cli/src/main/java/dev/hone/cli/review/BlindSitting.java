package dev.hone.cli.review;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.cli.report.BlindPage;
import dev.hone.reviews.BlindPair;
import dev.hone.reviews.Review;
import dev.hone.reviews.Reviewed;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Pairs of answers whose authors are not named. The page knows a pair by a random token alone: a
 * review's id is made of its texts in a known order, and would tell which is which. A decision is
 * {@code {"id":..,"review":TOKEN,"decision":"left|right|tie","note":..}}, the note where there is
 * one.
 */
final class BlindSitting implements Sitting {
  private final Map<String, BlindPair> pairs = new LinkedHashMap<>();
  private final String reviewer;

  BlindSitting(List<Review> reviews, String reviewer) {
    reviews.forEach(review -> pairs.put(Tokens.next(), new BlindPair(review, reviewer)));
    this.reviewer = reviewer;
  }

  @Override
  public String page(Predicate<Review> open, String nonce) {
    Map<String, BlindPair> shown = new LinkedHashMap<>(pairs);
    shown.values().removeIf(pair -> !open.test(pair.review()));
    return BlindPage.render(shown, reviewer, nonce);
  }

  @Override
  public Reviewed decision(JsonNode sent, long epochMillis) {
    SentDecision decision = SentDecision.read(sent);
    BlindPair pair = decision.of(pairs);
    Review review = pair.review();
    return new Reviewed(
        decision.id(),
        review.id(),
        review.exampleId(),
        review.model(),
        reviewer,
        pair.kind(BlindPair.Choice.of(decision.decision())),
        null,
        null,
        decision.note(),
        epochMillis);
  }
}
