package dev.hone.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an answer is drawn.
 *
 * @param temperature 0 is greedy; above 0 divides the logits
 * @param topP the share of probability kept, in (0, 1]
 * @param maxTokens the most tokens to answer with (&gt; 0)
 * @param seed makes a sampled answer repeatable; null leaves it to the model
 * @param stop texts that end the answer and are not part of it
 */
public record Sampling(
    double temperature, double topP, int maxTokens, @Nullable Long seed, List<String> stop) {
  public static final int DEFAULT_MAX_TOKENS = 256;

  public Sampling {
    if (!(temperature >= 0)) {
      throw new IllegalArgumentException(
          "Invalid temperature: " + temperature + ". Use 0 or more.");
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException("Invalid topP: " + topP + ". Use a share in (0, 1].");
    }
    if (maxTokens <= 0) {
      throw new IllegalArgumentException("Invalid maxTokens: " + maxTokens + ". Use 1 or more.");
    }
    stop = List.copyOf(stop);
  }

  public static Sampling greedy() {
    return greedy(DEFAULT_MAX_TOKENS);
  }

  public static Sampling greedy(int maxTokens) {
    return new Sampling(0, 1, maxTokens, null, List.of());
  }
}
