package dev.hone.verdicts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.chat.Completion;
import dev.hone.json.Json;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The mean of the ratings that a model was about to give, weighed by their probability: of the
 * token that is the rating, the likeliest others; those below 1%, and those that are no rating,
 * left out.
 */
final class WeightedRating {
  /** The reply's key for the rating. */
  static final String KEY = "rating";

  private static final Pattern RATING = Pattern.compile("\"" + KEY + "\"\\s*:\\s*(\\d)");
  private static final double LEAST = 0.01;

  private WeightedRating() {}

  /**
   * Reads it; empty where no probabilities were given or none is found.
   *
   * @param most ratings go from 1 to this, at most 9
   */
  static OptionalDouble of(Completion completion, int most) {
    JsonNode logprobs = Json.read(completion.logprobsJson());
    if (logprobs == null) {
      return OptionalDouble.empty();
    }
    JsonNode token = ratingToken(logprobs.path("content"));
    double sum = 0;
    double weight = 0;
    for (JsonNode other : token.path("top_logprobs")) {
      String text = other.path("token").asText().strip();
      double probability = Math.exp(other.path("logprob").asDouble(Double.NEGATIVE_INFINITY));
      if (text.length() == 1 && probability >= LEAST) {
        int rating = text.charAt(0) - '0';
        if (rating >= 1 && rating <= most) {
          sum += rating * probability;
          weight += probability;
        }
      }
    }
    return weight == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / weight);
  }

  /** The token in which the last rating of the reply begins; a missing node where there is none. */
  private static JsonNode ratingToken(JsonNode tokens) {
    StringBuilder text = new StringBuilder();
    tokens.forEach(token -> text.append(token.path("token").asText()));
    int at = -1;
    for (Matcher found = RATING.matcher(text); found.find(); ) {
      at = found.start(1);
    }
    int end = 0;
    for (JsonNode token : tokens) {
      end += token.path("token").asText().length();
      if (at >= 0 && at < end) {
        return token;
      }
    }
    return Json.object().path(KEY);
  }
}
