package dev.hone.verdicts.statistics;

import java.util.List;
import java.util.Optional;

/**
 * How verdicts on pairs go with the answers' lengths, and what the win rate would be were both as
 * long: length-controlled AlpacaEval's regression (Dubois and others 2024, section 3), on the
 * difference in length alone.
 *
 * <p>That longer answers win is no proof of a bias: they may be better. Only people's verdicts on
 * the same pairs tell; put through the same regression, they show how much of the length they
 * reward themselves.
 *
 * @param effect by how much a model's win rate rises above ½ where nothing but length sets its
 *     answers apart, longer by one standard deviation of the differences
 * @param effectInterval the effect's 95% interval
 * @param rate the win rate as it is
 * @param controlledRate the win rate at equal length
 * @param controlledInterval its 95% interval
 */
public record LengthBias(
    double effect,
    Interval effectInterval,
    double rate,
    double controlledRate,
    Interval controlledInterval) {

  /**
   * A verdict on a pair.
   *
   * @param group pairs that are not independent
   * @param score 1 where the first answer is preferred, ½ for a tie, 0 for the second
   * @param firstChars length of the first answer, in characters
   * @param secondChars length of the second
   */
  public record Pair(String group, double score, long firstChars, long secondChars) {}

  /**
   * Measures. Empty where it cannot be told: all pairs differ by as much, or all verdicts are the
   * same, or length tells them apart without a doubt.
   */
  public static Optional<LengthBias> of(List<Pair> pairs) {
    if (pairs.size() < 3) {
      return Optional.empty();
    }
    double deviation = deviation(pairs);
    if (deviation == 0) {
      return Optional.empty();
    }
    double[][] rows = new double[pairs.size()][];
    double[] scores = new double[pairs.size()];
    double sum = 0;
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new double[] {1, Math.tanh(difference(pairs.get(i)) / deviation)};
      scores[i] = pairs.get(i).score();
      sum += scores[i];
    }
    double rate = sum / rows.length;
    return LogisticFit.of(rows, scores, pairs.stream().map(Pair::group).toList())
        .map(fit -> of(fit, rate));
  }

  private static LengthBias of(LogisticFit fit, double rate) {
    Interval slope = fit.interval(1);
    return new LengthBias(
        effect(fit.coefficient(1)),
        new Interval(effect(slope.low()), effect(slope.high())),
        rate,
        LogisticFit.logistic(fit.coefficient(0)),
        LogisticFit.logistic(fit.interval(0)));
  }

  private static double effect(double slope) {
    return LogisticFit.logistic(slope * Math.tanh(1)) - 0.5;
  }

  private static double difference(Pair pair) {
    return pair.firstChars() - (double) pair.secondChars();
  }

  private static double deviation(List<Pair> pairs) {
    double mean = pairs.stream().mapToDouble(LengthBias::difference).average().orElse(0);
    double squares = pairs.stream().mapToDouble(pair -> Math.pow(difference(pair) - mean, 2)).sum();
    return Math.sqrt(squares / pairs.size());
  }
}
