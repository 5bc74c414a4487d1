package dev.hone.verdicts;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The interval of a mean by drawing again from what was measured. Whole groups are drawn, because
 * answers to one session's questions are not independent.
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

  /**
   * The 95% percentile interval of the mean; the same for the same seed and values.
   *
   * @throws IllegalArgumentException if there is no value
   */
  public static Interval mean(List<Value> values, long seed) {
    if (values.isEmpty()) {
      throw new IllegalArgumentException("An interval needs at least one value; there is none.");
    }
    Map<String, double[]> byGroup = new LinkedHashMap<>();
    for (Value value : values) {
      double[] sum = byGroup.computeIfAbsent(value.group(), group -> new double[2]);
      sum[0] += value.value();
      sum[1]++;
    }
    double[][] groups = byGroup.values().toArray(double[][]::new);
    SplittableRandom random = new SplittableRandom(seed);
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
    double tail = (1 - Interval.CONFIDENCE) / 2;
    return new Interval(
        means[(int) Math.floor(tail * (RESAMPLES - 1))],
        means[(int) Math.ceil((1 - tail) * (RESAMPLES - 1))]);
  }
}
