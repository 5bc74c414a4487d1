package dev.hone.verdicts.statistics;

import java.util.ArrayList;
import java.util.List;

/**
 * How well a judge that passes or fails answers does what people do. To fail is the positive class:
 * a judge is there to find what is wrong.
 *
 * @param bothFail rows that judge and people fail
 * @param judgeOnly rows that only the judge fails: false alarms
 * @param humanOnly rows that only people fail: missed
 * @param bothPass rows that both pass
 */
public record Alignment(long bothFail, long judgeOnly, long humanOnly, long bothPass) {
  public Alignment {
    if (bothFail < 0 || judgeOnly < 0 || humanOnly < 0 || bothPass < 0) {
      throw new IllegalArgumentException(
          "Invalid counts: "
              + List.of(bothFail, judgeOnly, humanOnly, bothPass)
              + ". Use 0 or more.");
    }
  }

  /** A row that both judged. */
  public record Row(boolean judgePasses, boolean humanPasses) {}

  public static Alignment of(List<Row> rows) {
    long[] counts = new long[4];
    for (Row row : rows) {
      counts[(row.judgePasses() ? 2 : 0) + (row.humanPasses() ? 1 : 0)]++;
    }
    return new Alignment(counts[0], counts[1], counts[2], counts[3]);
  }

  public long rows() {
    return bothFail + judgeOnly + humanOnly + bothPass;
  }

  /** Of what the judge fails, what people fail too. */
  public Proportion precision() {
    return new Proportion(bothFail, bothFail + judgeOnly);
  }

  /** Of what people fail, what the judge fails too. */
  public Proportion recall() {
    return new Proportion(bothFail, bothFail + humanOnly);
  }

  /** The harmonic mean of precision and recall; NaN where nobody fails anything. */
  public double f1() {
    return f1(failedByBothOfFailedByAny().share());
  }

  /** F1 rises with the share of {@link #failedByBothOfFailedByAny}: so does its interval. */
  public Interval f1Interval() {
    Interval share = failedByBothOfFailedByAny().interval();
    return new Interval(f1(share.low()), f1(share.high()));
  }

  private Proportion failedByBothOfFailedByAny() {
    return new Proportion(bothFail, bothFail + judgeOnly + humanOnly);
  }

  private static double f1(double share) {
    return 2 * share / (1 + share);
  }

  /**
   * Agreement and Cohen's kappa.
   *
   * @throws IllegalArgumentException if there is no row
   */
  public Agreement agreement() {
    List<Agreement.Rated> rated = new ArrayList<>();
    add(rated, bothFail, "fail", "fail");
    add(rated, judgeOnly, "fail", "pass");
    add(rated, humanOnly, "pass", "fail");
    add(rated, bothPass, "pass", "pass");
    return Agreement.of(rated);
  }

  private static void add(List<Agreement.Rated> rated, long times, String judge, String human) {
    for (long i = 0; i < times; i++) {
      rated.add(new Agreement.Rated(judge, human));
    }
  }
}
