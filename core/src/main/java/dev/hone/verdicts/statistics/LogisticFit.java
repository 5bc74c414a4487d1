package dev.hone.verdicts.statistics;

import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularMatrixException;

/**
 * Logistic regression of scores from 0 to 1 (Papke and Wooldridge 1996: a tie is the score ½), with
 * a covariance that holds where rows of one group move together (Liang and Zeger 1986, with the
 * correction for few groups that Stata and statsmodels make).
 */
final class LogisticFit {
  private static final int MAX_STEPS = 50;
  private static final double TOLERANCE = 1e-10;

  /** A probability of one in ten thousand millions: the scores are told apart without a doubt. */
  private static final double NO_LIMIT = 23;

  private final double[] coefficients;
  private final double[][] covariance;
  private final int groups;

  private LogisticFit(double[] coefficients, double[][] covariance, int groups) {
    this.coefficients = coefficients;
    this.covariance = covariance;
    this.groups = groups;
  }

  /**
   * Fits by Newton's steps. Empty where there is no answer: a column says nothing of its own, or
   * the columns tell the scores apart without a doubt, so that coefficients grow without limit.
   *
   * @param rows the columns' values, row by row
   */
  static Optional<LogisticFit> of(double[][] rows, double[] scores, List<String> groups) {
    int size = rows[0].length;
    double[] beta = new double[size];
    RealMatrix inverse = null;
    for (int step = 0; step < MAX_STEPS; step++) {
      double[] gradient = new double[size];
      double[][] information = new double[size][size];
      for (int r = 0; r < rows.length; r++) {
        double p = logistic(dot(beta, rows[r]));
        for (int i = 0; i < size; i++) {
          gradient[i] += (scores[r] - p) * rows[r][i];
          for (int j = 0; j < size; j++) {
            information[i][j] += p * (1 - p) * rows[r][i] * rows[r][j];
          }
        }
      }
      try {
        inverse =
            new LUDecomposition(new Array2DRowRealMatrix(information, false))
                .getSolver()
                .getInverse();
      } catch (SingularMatrixException e) {
        return Optional.empty();
      }
      double[] move = inverse.operate(new ArrayRealVector(gradient, false)).toArray();
      double largest = 0;
      for (int i = 0; i < size; i++) {
        beta[i] += move[i];
        largest = Math.max(largest, Math.abs(move[i]));
        if (!(Math.abs(beta[i]) < NO_LIMIT)) {
          return Optional.empty();
        }
      }
      if (largest < TOLERANCE) {
        return Optional.of(sandwich(rows, scores, groups, beta, inverse));
      }
    }
    return Optional.empty();
  }

  private static LogisticFit sandwich(
      double[][] rows, double[] scores, List<String> groups, double[] beta, RealMatrix inverse) {
    int size = beta.length;
    GroupedCovariance filling = new GroupedCovariance(size);
    for (int r = 0; r < rows.length; r++) {
      double residual = scores[r] - logistic(dot(beta, rows[r]));
      double[] influence = new double[size];
      for (int i = 0; i < size; i++) {
        influence[i] = residual * rows[r][i];
      }
      filling.add(groups.get(r), influence);
    }
    double n = rows.length;
    double g = filling.groups();
    double correction = g / (g - 1) * (n - 1) / (n - size);
    RealMatrix covariance =
        inverse
            .multiply(new Array2DRowRealMatrix(filling.covariance(), false))
            .multiply(inverse)
            .scalarMultiply(correction);
    return new LogisticFit(beta, covariance.getData(), filling.groups());
  }

  /** The coefficient of a column. */
  double coefficient(int column) {
    return coefficients[column];
  }

  /** The 95% interval of a coefficient; everything where there is but one group. */
  Interval interval(int column) {
    double half =
        groups < 2
            ? Double.POSITIVE_INFINITY
            : Quantiles.student(groups) * Math.sqrt(covariance[column][column]);
    return new Interval(coefficients[column] - half, coefficients[column] + half);
  }

  static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  /** The interval of a probability from that of its log-odds. */
  static Interval logistic(Interval logOdds) {
    return new Interval(logistic(logOdds.low()), logistic(logOdds.high()));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
