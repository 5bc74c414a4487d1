package dev.hone.profile;

import dev.hone.calls.Price;
import org.jspecify.annotations.Nullable;

/**
 * Whether a task looks worth tuning for: enough examples to learn from, and enough money to save. A
 * first look, not a promise; a run measures.
 *
 * @param verdict in a word
 * @param monthlyUsd what the task costs in thirty days at the log's pace, or null where unknown
 * @param monthlySaving what a small tuned model would save of that, its prompts without their
 *     static text; null where unknown
 */
public record Worth(Verdict verdict, @Nullable Double monthlyUsd, @Nullable Double monthlySaving) {
  /** Different complete requests below which a small model has little to learn from. */
  public static final long MIN_EXAMPLES = 300;

  /** USD a month below which nobody will mind the bill. */
  public static final double MIN_MONTHLY_SAVING = 20;

  private static final double DAYS_A_MONTH = 30;
  private static final double MILLION = 1_000_000;

  /** What a first look says. */
  public enum Verdict {
    YES("worth tuning"),
    FEW_EXAMPLES("few examples"),
    LITTLE_TO_SAVE("little to save"),
    UNKNOWN_COST("cost unknown"),
    NO_TASK("no one task");

    private final String title;

    Verdict(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }
  }

  /** Judges calls that are of no one task: a model cannot be tuned for them together. */
  public static Worth ofNoTask(LogProfile.Sum sum, double days) {
    return new Worth(Verdict.NO_TASK, sum.priced() == 0 ? null : monthly(sum, days), null);
  }

  /**
   * Judges a task.
   *
   * @param days how many days its log spans, at least one
   * @param standIn the price of a model about as small
   */
  public static Worth of(
      LogProfile.Sum sum, long distinct, double staticShare, double days, Price standIn) {
    if (sum.priced() == 0) {
      return new Worth(
          distinct < MIN_EXAMPLES ? Verdict.FEW_EXAMPLES : Verdict.UNKNOWN_COST, null, null);
    }
    double monthly = monthly(sum, days);
    double tokens = sum.counted() == 0 ? 0 : (double) sum.calls() / sum.counted();
    double small =
        (sum.input() * (1 - staticShare) * standIn.input() + sum.output() * standIn.output())
            / MILLION
            * tokens
            * DAYS_A_MONTH
            / days;
    double saving = monthly - small;
    Verdict verdict =
        distinct < MIN_EXAMPLES
            ? Verdict.FEW_EXAMPLES
            : saving < MIN_MONTHLY_SAVING ? Verdict.LITTLE_TO_SAVE : Verdict.YES;
    return new Worth(verdict, monthly, saving);
  }

  /** Calls whose cost is unknown are taken to cost what the others do. */
  private static double monthly(LogProfile.Sum sum, double days) {
    return sum.usd() * sum.calls() / sum.priced() * DAYS_A_MONTH / days;
  }
}
