package dev.hone.verdicts.statistics;

import java.util.List;

/**
 * A win or pass rate of many rows that a judge decided, corrected by the few of them that people
 * decided too. The few must have been drawn at random, not picked for being doubtful.
 *
 * @param rate the corrected rate
 * @param interval its 95% interval: what both samples leave open
 * @param judgeRate the rate by the judge alone
 * @param humanRate the rate by people alone, on the rows they decided
 * @param judged rows that the judge decided
 * @param labelled rows that people decided
 */
public record CorrectedRate(
    double rate,
    Interval interval,
    double judgeRate,
    double humanRate,
    long judged,
    long labelled) {
  /** Rows that people must have decided at least. */
  public static final int LEAST_LABELLED = 10;

  /**
   * A row that the judge and people decided.
   *
   * @param group rows that are not independent
   * @param judge the judge's score, from 0 to 1
   * @param human people's score, from 0 to 1
   */
  public record Labelled(String group, double judge, double human) {}

  /**
   * Prediction-powered inference (Angelopoulos and others 2023; with the weight of Angelopoulos,
   * Duchi and Zrnic 2023, "PPI++"; the regression estimator of double sampling, Cochran 1977,
   * section 12.7). People's rate on the slice, moved by what the judge says the slice lacks to be
   * like the whole. Right whatever the judge's biases are, and never worse than people's rate
   * alone: a judge that is worth nothing gets the weight 0.
   *
   * @param judged the judge's score of every row, the slice's included
   * @param slice drawn at random from those rows
   * @throws IllegalArgumentException if the slice has fewer than 10 rows
   */
  public static CorrectedRate predictionPowered(
      List<Bootstrap.Value> judged, List<Labelled> slice) {
    check(slice);
    Moments m = Moments.of(judged, slice);
    double weight = m.judgeVariance() == 0 ? 0 : m.covariance() / m.judgeVariance();
    double rate = m.human() + weight * (m.all() - m.judge());
    GroupedCovariance error = new GroupedCovariance(1);
    double n = slice.size();
    double fewer = Math.sqrt(n / (n - 2)); // mean and weight were fitted to the same rows
    for (Labelled row : slice) {
      double residual = row.human() - m.human() - weight * (row.judge() - m.judge());
      error.add(row.group(), fewer * residual / n);
    }
    for (Bootstrap.Value row : judged) {
      error.add(row.group(), weight * (row.value() - m.all()) / judged.size());
    }
    double half = Quantiles.student(m.sliceGroups()) * Math.sqrt(error.covariance()[0][0]);
    Interval interval = new Interval(rate - half, rate + half);
    if (half == 0) {
      // People and judge said one thing of all: room for what so few may have missed.
      double missed = new Proportion(0, m.sliceGroups()).interval().high();
      interval = new Interval(rate - missed * rate, rate + missed * (1 - rate));
    }
    return result(rate, interval, m, judged, slice);
  }

  /**
   * Rogan and Gladen's estimator (1978): how the judge scores what people prefer and what they do
   * not, solved for the rate; the interval is Fieller's (1954), which holds also where the judge is
   * hardly better than chance: then it is everything. Against {@link #predictionPowered} it needs
   * only that the judge errs as often on the slice as on the rest; so the slice may hold more wins
   * or fewer, for example be another model's.
   *
   * @param judged the judge's score of every row
   * @param slice rows with people's scores, among those rows or not
   * @throws IllegalArgumentException if the slice has fewer than 10 rows
   */
  public static CorrectedRate roganGladen(List<Bootstrap.Value> judged, List<Labelled> slice) {
    check(slice);
    Moments m = Moments.of(judged, slice);
    if (m.humanVariance() == 0) {
      return result(Double.NaN, new Interval(0, 1), m, judged, slice);
    }
    double n = slice.size();
    double slope = m.covariance() / m.humanVariance();
    double constant = m.judge() - slope * m.human();
    GroupedCovariance error = new GroupedCovariance(2);
    double fewer = Math.sqrt(n / (n - 2));
    for (Labelled row : slice) {
      double residual = fewer * (row.judge() - constant - slope * row.human()) / n;
      double ofSlope = residual * (row.human() - m.human()) / m.humanVariance();
      error.add(row.group(), -(residual - m.human() * ofSlope), ofSlope);
    }
    for (Bootstrap.Value row : judged) {
      error.add(row.group(), (row.value() - m.all()) / judged.size(), 0);
    }
    double rate = (m.all() - constant) / slope;
    Interval interval =
        fieller(m.all() - constant, slope, error.covariance(), Quantiles.student(m.sliceGroups()));
    return result(rate, interval, m, judged, slice);
  }

  /** All x for which top - x * bottom may be 0; its hull where it falls into two parts. */
  private static Interval fieller(double top, double bottom, double[][] c, double t) {
    double a = bottom * bottom - t * t * c[1][1];
    double b = top * bottom - t * t * c[0][1];
    double d = top * top - t * t * c[0][0];
    double root = b * b - a * d;
    if (!(a > 0) || !(root >= 0)) {
      return new Interval(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }
    return new Interval((b - Math.sqrt(root)) / a, (b + Math.sqrt(root)) / a);
  }

  private static void check(List<Labelled> slice) {
    if (slice.size() < LEAST_LABELLED) {
      throw new IllegalArgumentException(
          "People decided "
              + slice.size()
              + " rows; to correct a judge takes at least "
              + LEAST_LABELLED
              + ", and 100 to 200 to be of use. Have more rows reviewed.");
    }
  }

  private static CorrectedRate result(
      double rate,
      Interval interval,
      Moments m,
      List<Bootstrap.Value> judged,
      List<Labelled> slice) {
    return new CorrectedRate(
        Double.isNaN(rate) ? rate : Math.min(1, Math.max(0, rate)),
        interval.within(0, 1),
        m.all(),
        m.human(),
        judged.size(),
        slice.size());
  }

  /** Means, variances and the covariance of the scores. */
  private record Moments(
      double all,
      double judge,
      double human,
      double judgeVariance,
      double humanVariance,
      double covariance,
      int sliceGroups) {
    static Moments of(List<Bootstrap.Value> judged, List<Labelled> slice) {
      double all = judged.stream().mapToDouble(Bootstrap.Value::value).average().orElse(Double.NaN);
      double judge = slice.stream().mapToDouble(Labelled::judge).average().orElse(Double.NaN);
      double human = slice.stream().mapToDouble(Labelled::human).average().orElse(Double.NaN);
      double judgeSquares = 0;
      double humanSquares = 0;
      double products = 0;
      for (Labelled row : slice) {
        judgeSquares += (row.judge() - judge) * (row.judge() - judge);
        humanSquares += (row.human() - human) * (row.human() - human);
        products += (row.judge() - judge) * (row.human() - human);
      }
      int n = slice.size();
      return new Moments(
          all,
          judge,
          human,
          judgeSquares / n,
          humanSquares / n,
          products / n,
          (int) slice.stream().map(Labelled::group).distinct().count());
    }
  }
}
