package dev.hone.verdicts.statistics;

import java.util.HashMap;
import java.util.Map;

/**
 * The covariance of estimates whose error is a sum over rows, where rows of one group move
 * together: the sums of each group, squared and added (Liang and Zeger 1986, the sandwich's
 * filling).
 */
final class GroupedCovariance {
  private final int size;
  private final Map<String, double[]> sums = new HashMap<>();

  /**
   * @param size how many estimates
   */
  GroupedCovariance(int size) {
    this.size = size;
  }

  /**
   * Adds a row.
   *
   * @param influence how much the row moves each estimate
   */
  void add(String group, double... influence) {
    double[] sum = sums.computeIfAbsent(group, name -> new double[size]);
    for (int i = 0; i < size; i++) {
      sum[i] += influence[i];
    }
  }

  int groups() {
    return sums.size();
  }

  /** Size by size. */
  double[][] covariance() {
    double[][] out = new double[size][size];
    for (double[] sum : sums.values()) {
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          out[i][j] += sum[i] * sum[j];
        }
      }
    }
    return out;
  }
}
