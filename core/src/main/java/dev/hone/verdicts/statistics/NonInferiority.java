package dev.hone.verdicts.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether a model may take another's place: shown, with 95% confidence, to be not worse by more
 * than a margin, overall and in every slice. A model that was not shown to be worse is not let
 * through for that; it needs more rows. Every slice must pass for the model to, so no slice's
 * interval has to be widened for there being many (Berger 1982, intersection-union).
 *
 * @param margin the loss that is borne, as a difference of scores from 0 to 1: 0.02 is two points
 * @param overall all rows together
 * @param slices by name
 */
public record NonInferiority(double margin, Finding overall, Map<String, Finding> slices) {
  /** What rows show. */
  public enum Outcome {
    /** The interval lies above the margin. */
    NOT_WORSE,
    /** The interval lies below it. */
    WORSE,
    /** It holds the margin: these rows cannot tell. */
    UNDECIDED
  }

  /**
   * A row that both models answered.
   *
   * @param slice the part of the traffic it belongs to
   * @param group rows that are not independent
   * @param difference the new model's score less the old one's, from -1 to 1: for a verdict on the
   *     pair, how far its score lies above ½, so that the mean is what the win rate has above ½
   */
  public record Row(String slice, String group, double difference) {}

  /**
   * What the rows of a slice show.
   *
   * @param difference the mean
   * @param interval its 95% interval, groups drawn whole
   * @param rowsNeeded about how many rows it takes to show it, were the models equally good
   */
  public record Finding(
      long rows, double difference, Interval interval, Outcome outcome, long rowsNeeded) {}

  /**
   * Weighs.
   *
   * @param margin in (0, 1)
   * @throws IllegalArgumentException if there is no row
   */
  public static NonInferiority of(List<Row> rows, double margin, long seed) {
    if (!(margin > 0 && margin < 1)) {
      throw new IllegalArgumentException(
          "Invalid margin: "
              + margin
              + ". Use a difference of scores in (0, 1): 0.02 is 2 points.");
    }
    Map<String, List<Bootstrap.Value>> bySlice = new TreeMap<>();
    List<Bootstrap.Value> all = new ArrayList<>();
    for (Row row : rows) {
      Bootstrap.Value value = new Bootstrap.Value(row.group(), row.difference());
      all.add(value);
      bySlice.computeIfAbsent(row.slice(), slice -> new ArrayList<>()).add(value);
    }
    Finding overall = finding(all, margin, seed);
    Map<String, Finding> slices = new TreeMap<>();
    bySlice.forEach((slice, values) -> slices.put(slice, finding(values, margin, seed)));
    return new NonInferiority(margin, overall, Map.copyOf(slices));
  }

  /** Whether the new model may take the old one's place. */
  public boolean passes() {
    return overall.outcome() == Outcome.NOT_WORSE
        && slices.values().stream().allMatch(f -> f.outcome() == Outcome.NOT_WORSE);
  }

  private static Finding finding(List<Bootstrap.Value> values, double margin, long seed) {
    double mean = values.stream().mapToDouble(Bootstrap.Value::value).average().orElse(Double.NaN);
    Interval interval = Bootstrap.mean(values, -1, 1, seed);
    Outcome outcome =
        interval.low() > -margin
            ? Outcome.NOT_WORSE
            : interval.high() < -margin ? Outcome.WORSE : Outcome.UNDECIDED;
    // What the interval's width says of one row, its group's company included.
    double deviation = interval.width() / 2 / Quantiles.NORMAL * Math.sqrt((double) values.size());
    return new Finding(
        values.size(), mean, interval, outcome, SampleSize.notWorse(margin, deviation));
  }
}
