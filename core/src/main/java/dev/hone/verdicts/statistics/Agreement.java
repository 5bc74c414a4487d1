package dev.hone.verdicts.statistics;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far two raters agree, with and without what they would agree on by chance (Cohen 1960; the
 * interval by Fleiss, Cohen and Everitt 1969). Where most answers pass, two raters who never look
 * agree on most: agreement alone flatters, kappa does not.
 *
 * @param same rows on which both say the same
 * @param chance the share on which they would by chance, each keeping how often it says what
 * @param kappa 1 for full agreement, 0 for what chance gives; NaN where both always say one thing
 * @param interval kappa's 95% interval; NaN where kappa is
 */
public record Agreement(Proportion same, double chance, double kappa, Interval interval) {
  /** What each of two raters says of one row. */
  public record Rated(String one, String other) {}

  /**
   * Measures.
   *
   * @throws IllegalArgumentException if there is no row
   */
  public static Agreement of(List<Rated> rows) {
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          "Agreement needs rows that both raters judged; there is none.");
    }
    Map<String, double[]> shares = new TreeMap<>();
    double n = rows.size();
    for (Rated row : rows) {
      shares.computeIfAbsent(row.one(), label -> new double[2])[0] += 1 / n;
      shares.computeIfAbsent(row.other(), label -> new double[2])[1] += 1 / n;
    }
    Proportion same =
        new Proportion(rows.stream().filter(r -> r.one().equals(r.other())).count(), rows.size());
    double chance = shares.values().stream().mapToDouble(s -> s[0] * s[1]).sum();
    if (shares.size() == 1) {
      return new Agreement(same, 1, Double.NaN, new Interval(Double.NaN, Double.NaN));
    }
    double kappa = (same.share() - chance) / (1 - chance);
    return new Agreement(same, chance, kappa, interval(rows, shares, same, chance));
  }

  private static Interval interval(
      List<Rated> rows, Map<String, double[]> shares, Proportion same, double chance) {
    if (same.successes() == same.trials() || same.successes() == 0) {
      // No deviation to measure, which is no proof that there is none: the count's own interval.
      Interval counted = same.interval();
      return new Interval(
          (counted.low() - chance) / (1 - chance), (counted.high() - chance) / (1 - chance));
    }
    double n = rows.size();
    double agreed = same.share();
    double onDiagonal = 0;
    double off = 0;
    for (Rated row : rows) {
      double[] one = shares.get(row.one());
      double[] other = shares.get(row.other());
      if (row.one().equals(row.other())) {
        double weight = 1 - chance - (one[0] + one[1]) * (1 - agreed);
        onDiagonal += weight * weight / n;
      } else {
        double weight = one[1] + other[0];
        off += weight * weight / n;
      }
    }
    double rest = agreed * chance - 2 * chance + agreed;
    double variance =
        (onDiagonal + (1 - agreed) * (1 - agreed) * off - rest * rest)
            / (n * Math.pow(1 - chance, 4));
    double half = Quantiles.NORMAL * Math.sqrt(Math.max(0, variance));
    double kappa = (agreed - chance) / (1 - chance);
    return new Interval(kappa - half, kappa + half).within(-1, 1);
  }
}
