package dev.hone.cli.report;

import java.util.Map;

/**
 * Whether the tuned model was shown to be not worse than the logged one by more than a margin, over
 * all held-out requests and in every slice of them.
 *
 * @param margin as a difference of shares: 0.02 is two points
 * @param basis {@link #TRUTH} or {@link #JUDGE}
 * @param passes whether it was shown everywhere
 * @param overall all rows together
 * @param slices by name: {@code task ...}, {@link Report#SEEN_WORDING}, {@link
 *     Report#UNSEEN_WORDING}; without tasks where all rows are of one
 */
public record GateReport(
    double margin, String basis, boolean passes, Finding overall, Map<String, Finding> slices) {
  /** Right by the known truth: differences are of the shares that are right. */
  public static final String TRUTH = "truth";

  /** The judge's pairs: differences are of the tuned model's win rate from a half. */
  public static final String JUDGE = "judge";

  public static final String NOT_WORSE = "not_worse";
  public static final String WORSE = "worse";
  public static final String UNDECIDED = "undecided";

  /**
   * What rows show.
   *
   * @param difference tuned less logged, from -1 to 1
   * @param low of its 95% interval, groups counting as one voice
   * @param high of its 95% interval
   * @param outcome {@link #NOT_WORSE}, {@link #WORSE} or {@link #UNDECIDED}
   * @param rowsNeeded about how many rows it takes to show it, were the models equally good
   */
  public record Finding(
      long rows, double difference, double low, double high, String outcome, long rowsNeeded) {}
}
