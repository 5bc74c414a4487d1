package dev.hone.verdicts;

import dev.hone.verdicts.statistics.Bootstrap;
import dev.hone.verdicts.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How often the first of two models was preferred. A tie counts half; a verdict that cannot be read
 * counts as none and is counted here.
 *
 * @param wins the first was better
 * @param losses the second was
 * @param identicalTies the answers were the same
 * @param saidTies the judge found them equal
 * @param disagreements the judge changed its mind with the order: ties too
 * @param unread no verdict: unreadable or failed
 * @param rate wins and half the ties, over all that have a verdict; NaN where none has
 * @param interval the rate's 95% interval, groups drawn whole; null where there is no rate
 */
public record WinRate(
    long wins,
    long losses,
    long identicalTies,
    long saidTies,
    long disagreements,
    long unread,
    double rate,
    @Nullable Interval interval) {

  /**
   * One comparison.
   *
   * @param group what must be drawn as a whole: the example's group key
   */
  public record Comparison(String group, Verdict verdict) {}

  /** Counts verdicts on pairs. */
  public static WinRate of(List<Comparison> comparisons, long seed) {
    long[] counts = new long[6];
    List<Bootstrap.Value> scores = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      counts[kind(comparison.verdict())]++;
      comparison
          .verdict()
          .scoreIfReadable()
          .ifPresent(score -> scores.add(new Bootstrap.Value(comparison.group(), score)));
    }
    double rate = scores.stream().mapToDouble(Bootstrap.Value::value).average().orElse(Double.NaN);
    Interval interval = scores.isEmpty() ? null : Bootstrap.mean(scores, seed);
    return new WinRate(
        counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], rate, interval);
  }

  private static int kind(Verdict verdict) {
    return switch (verdict.outcome()) {
      case "first" -> 0;
      case "second" -> 1;
      case "tie_identical" -> 2;
      case "tie" -> 3;
      case "tie_disagreed" -> 4;
      case "unreadable", "failed" -> 5;
      default ->
          throw new IllegalArgumentException(
              "A win rate needs verdicts on pairs; this one is '" + verdict.outcome() + "'.");
    };
  }

  /** All pairs, with and without a verdict. */
  public long pairs() {
    return wins + losses + identicalTies + saidTies + disagreements + unread;
  }
}
