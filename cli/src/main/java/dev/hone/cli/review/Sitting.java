package dev.hone.cli.review;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.reviews.Review;
import dev.hone.reviews.Reviewed;
import java.util.List;
import java.util.function.Predicate;

/** What one reviewer is asked on a page, and how what the page sends back is read. */
public sealed interface Sitting permits NamedSitting, BlindSitting {
  /** Shows who proposes an answer; it is approved, edited, rejected or scored. */
  static Sitting named(List<Review> reviews, String reviewer) {
    return new NamedSitting(reviews, reviewer);
  }

  /** Shows two answers and not whose they are; one is better, or neither. */
  static Sitting blind(List<Review> reviews, String reviewer) {
    return new BlindSitting(reviews, reviewer);
  }

  /**
   * The page, whole.
   *
   * @param open which reviews to show
   * @param nonce names the page's own script to its policy
   */
  String page(Predicate<Review> open, String nonce);

  /**
   * A decision that the page sent.
   *
   * @throws IllegalArgumentException if it decides nothing that was asked
   */
  Reviewed decision(JsonNode sent, long epochMillis);
}
