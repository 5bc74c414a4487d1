package dev.hone.verdicts.statistics;

import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;

/** Where 97.5% of a distribution lies below: what 95% intervals are made of. */
final class Quantiles {
  /** Of the normal distribution. */
  static final double NORMAL = 1.959963984540054;

  /** Below which 80% of a normal distribution lies: the power that samples are planned for. */
  static final double POWER_80 = 0.8416212335729143;

  private static final NormalDistribution STANDARD = new NormalDistribution(null, 0, 1);

  private Quantiles() {}

  /**
   * Of Student's distribution, for an estimate from so many groups; beyond all bounds for one.
   *
   * @param groups independent groups that the estimate rests on
   */
  static double student(int groups) {
    return groups < 2
        ? Double.POSITIVE_INFINITY
        : new TDistribution(null, groups - 1.0)
            .inverseCumulativeProbability((1 + Interval.CONFIDENCE) / 2);
  }

  /** The share of a normal distribution below a value. */
  static double normalBelow(double value) {
    return STANDARD.cumulativeProbability(value);
  }
}
