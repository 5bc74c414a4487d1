package dev.hone.verdicts.statistics;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The interval of a mean by drawing again from what was measured (Efron and Tibshirani 1993,
 * chapter 13). Whole groups are drawn, because answers to one session's questions are not
 * independent; the percentiles are taken as far out as few groups ask for (Hesterberg 2015, "What
 * teachers should know about the bootstrap", section 5.3: expanded percentiles).
 */
public final class Bootstrap {
  /** Enough that the ends move by less than the last digit a report prints. */
  public static final int RESAMPLES = 2_000;

  private Bootstrap() {}

  /**
   * One measured value.
   *
   * @param group what is drawn as a whole
   */
  public record Value(String group, double value) {}

  /** As {@link #mean(List, double, double, long)}, of scores from 0 to 1. */
  public static Interval mean(List<Value> values, long seed) {
    return mean(values, 0, 1, seed);
  }

  /**
   * The 95% interval of the mean; the same for the same seed and values, in whatever order they
   * come. Where all groups have the same mean, drawing again would show no doubt at all: then the
   * interval leaves room for the groups of another kind that so many may have missed.
   *
   * @param least below which no value can lie
   * @param most above which no value can lie
   * @throws IllegalArgumentException if there is no value
   */
  public static Interval mean(List<Value> values, double least, double most, long seed) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("An interval needs at least one value; there is none.");
    }
    Map<String, double[]> byGroup = new TreeMap<>();
    for (Value value : values) {
      double[] sum = byGroup.computeIfAbsent(value.group(), group -> new double[2]);
      sum[0] += value.value();
      sum[1]++;
    }
    double[][] groups = byGroup.values().toArray(double[][]::new);
    if (groups.length == 1) {
      return new Interval(least, most);
    }
    double[] means = means(groups, new SplittableRandom(seed));
    if (means[0] == means[RESAMPLES - 1]) {
      double missed = new Proportion(0, groups.length).interval().high();
      double mean = means[0];
      return new Interval(mean - missed * (mean - least), mean + missed * (most - mean));
    }
    double n = groups.length;
    double tail = Quantiles.normalBelow(-Quantiles.student(groups.length) * Math.sqrt(n / (n - 1)));
    return new Interval(
        means[(int) Math.floor(tail * (RESAMPLES - 1))],
        means[(int) Math.ceil((1 - tail) * (RESAMPLES - 1))]);
  }

  /** Means of the drawn again, sorted. */
  private static double[] means(double[][] groups, SplittableRandom random) {
    double[] means = new double[RESAMPLES];
    for (int i = 0; i < RESAMPLES; i++) {
      double sum = 0;
      double count = 0;
      for (int j = 0; j < groups.length; j++) {
        double[] drawn = groups[random.nextInt(groups.length)];
        sum += drawn[0];
        count += drawn[1];
      }
      means[i] = sum / count;
    }
    Arrays.sort(means);
    return means;
  }
}
