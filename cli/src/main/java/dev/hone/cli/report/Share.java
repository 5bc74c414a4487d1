package dev.hone.cli.report;

import dev.hone.verdicts.statistics.Proportion;

/**
 * A counted share with its 95% interval (Wilson's).
 *
 * @param right how many held
 * @param of how many there were (&gt; 0)
 * @param share right / of
 * @param low the interval's lower end, in [0, 1]
 * @param high its upper end, in [0, 1]
 */
public record Share(long right, long of, double share, double low, double high) {
  /** That many of so many, at least one. */
  public static Share of(long right, long of) {
    if (of <= 0) {
      throw new IllegalArgumentException("Invalid share: " + right + " of " + of + ".");
    }
    Proportion proportion = new Proportion(right, of);
    return new Share(
        right, of, proportion.share(), proportion.interval().low(), proportion.interval().high());
  }
}
