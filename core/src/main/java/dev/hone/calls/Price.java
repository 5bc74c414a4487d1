package dev.hone.calls;

import dev.hone.chat.Usage;
import java.io.Serializable;
import java.time.LocalDate;

/**
 * What a model's tokens cost, in USD per million.
 *
 * @param model its name in lower case, without provider and date
 * @param input tokens read
 * @param cachedInput tokens read from a cache
 * @param cacheWrite tokens written to a cache
 * @param output tokens written, reasoning included
 * @param asOf the day this was so
 * @param where whose API at which tier
 */
public record Price(
    String model,
    double input,
    double cachedInput,
    double cacheWrite,
    double output,
    LocalDate asOf,
    String where)
    implements Serializable {
  private static final double MILLION = 1_000_000;

  public Price {
    if (!(input >= 0 && cachedInput >= 0 && cacheWrite >= 0 && output >= 0)) {
      throw new IllegalArgumentException("Invalid price of " + model + ": below zero.");
    }
  }

  /** The price of the same tokens by a provider's batch API: half. */
  public Price byBatch() {
    return new Price(
        model,
        input / 2,
        cachedInput / 2,
        cacheWrite / 2,
        output / 2,
        asOf,
        where + ", by batch: half");
  }

  /** What this many tokens cost, in USD. */
  public double cost(Usage usage) {
    long plain = Math.max(0, usage.input() - usage.cached() - usage.cacheWrite());
    return (plain * input
            + usage.cached() * cachedInput
            + usage.cacheWrite() * cacheWrite
            + usage.output() * output)
        / MILLION;
  }
}
