package dev.hone.verdicts.statistics;

/**
 * How many pairs it takes to see what one hopes to see: with 80% power, at 95% confidence, by the
 * normal approximation of a share (Fleiss, Levin and Paik 2003, section 2.5).
 */
public final class SampleSize {
  private SampleSize() {}

  /**
   * Pairs with a winner, to see that a model wins that often, and not half the time.
   *
   * @param winRate the true share of pairs that it wins, in (0, 1) and not ½
   */
  public static long decisivePairs(double winRate) {
    return decisivePairs(winRate, 1);
  }

  /**
   * As {@link #decisivePairs(double)}, by a judge that errs: what it sees is nearer to ½.
   *
   * @param judgeAccuracy the share of its verdicts that are right, in (½, 1]
   */
  public static long decisivePairs(double winRate, double judgeAccuracy) {
    check(winRate > 0 && winRate < 1 && winRate != 0.5, "winRate", winRate, "in (0, 1), not 0.5");
    check(judgeAccuracy > 0.5 && judgeAccuracy <= 1, "judgeAccuracy", judgeAccuracy, "in (0.5, 1]");
    double seen = 0.5 + (winRate - 0.5) * (2 * judgeAccuracy - 1);
    double needed =
        (Quantiles.NORMAL * 0.5 + Quantiles.POWER_80 * Math.sqrt(seen * (1 - seen))) / (seen - 0.5);
    return ceil(needed * needed);
  }

  /**
   * Pairs to ask about, so that enough have a winner.
   *
   * @param tieShare the share of pairs that tie, in [0, 1)
   */
  public static long withTies(long decisivePairs, double tieShare) {
    check(tieShare >= 0 && tieShare < 1, "tieShare", tieShare, "in [0, 1)");
    return ceil(decisivePairs / (1 - tieShare));
  }

  /**
   * Pairs to ask about where they come in groups that answer alike (Kish 1965).
   *
   * @param groupSize mean number of pairs in a group, 1 or more
   * @param alike the correlation within a group, in [0, 1]
   */
  public static long withGroups(long pairs, double groupSize, double alike) {
    check(groupSize >= 1, "groupSize", groupSize, "of 1 or more");
    check(alike >= 0 && alike <= 1, "alike", alike, "in [0, 1]");
    return ceil(pairs * (1 + (groupSize - 1) * alike));
  }

  /**
   * Rows to show that a model is not worse by more than a margin, if it is as good.
   *
   * @param margin the loss that is borne, in (0, 1]
   * @param deviation the standard deviation of a row's difference between the models
   */
  public static long notWorse(double margin, double deviation) {
    check(margin > 0 && margin <= 1, "margin", margin, "in (0, 1]");
    double needed = (Quantiles.NORMAL + Quantiles.POWER_80) * deviation / margin;
    return Math.max(1, ceil(needed * needed));
  }

  /** Half the width of the 95% interval of a share near ½ counted that often. */
  public static double halfWidth(long pairs) {
    return Quantiles.NORMAL * 0.5 / Math.sqrt((double) pairs);
  }

  /** The next whole number, where the last bits of the arithmetic do not count. */
  private static long ceil(double value) {
    return (long) Math.ceil(value - 1e-9);
  }

  private static void check(boolean holds, String name, double value, String use) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Invalid " + name + ": " + value + ". Use a number " + use + ".");
    }
  }
}
