package dev.hone.labels;

import dev.hone.chat.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What calls took.
 *
 * @param calls how many
 * @param usd what they cost, or null where a price is unknown
 */
public record Spent(long calls, long inputTokens, long outputTokens, @Nullable Double usd) {
  public static final Spent NOTHING = new Spent(0, 0, 0, 0.0);

  /** What calls to an agent took together. */
  static Spent of(long calls, Agent agent, Usage usage) {
    return new Spent(
        calls,
        usage.input(),
        usage.output(),
        agent.price() == null ? null : (Double) agent.price().cost(usage));
  }

  public Spent plus(Spent more) {
    return new Spent(
        calls + more.calls,
        inputTokens + more.inputTokens,
        outputTokens + more.outputTokens,
        usd == null || more.usd == null ? null : (Double) (usd + more.usd));
  }

  public long tokens() {
    return inputTokens + outputTokens;
  }
}
