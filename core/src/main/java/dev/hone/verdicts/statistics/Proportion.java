package dev.hone.verdicts.statistics;

/**
 * A share that was counted, with the interval that counting so many allows.
 *
 * @param successes how many did
 * @param trials out of how many
 */
public record Proportion(long successes, long trials) {
  public Proportion {
    if (successes < 0 || trials < successes) {
      throw new IllegalArgumentException(
          "Invalid proportion: " + successes + " of " + trials + ".");
    }
  }

  /** The share, from 0 to 1; NaN where nothing was tried. */
  public double share() {
    return trials == 0 ? Double.NaN : successes / (double) trials;
  }

  /**
   * Wilson's interval, which stays inside 0 to 1 and is right for few trials; all of it for none.
   */
  public Interval interval() {
    if (trials == 0) {
      return new Interval(0, 1);
    }
    double z = Quantiles.NORMAL;
    double n = trials;
    double p = share();
    double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
    double half = z * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n);
    return new Interval(
        successes == 0 ? 0 : Math.max(0, centre - half),
        successes == trials ? 1 : Math.min(1, centre + half));
  }
}
