package dev.hone.verdicts.statistics;

import java.util.ArrayList;
import java.util.List;

/**
 * How much a judge goes by the place where an answer stands, from pairs that it was shown in both
 * orders. Each answer stands in each place once, so what the answers are worth cancels.
 *
 * @param flips pairs whose verdict changed with the order, of all pairs
 * @param lean by how much the share of verdicts for the answer shown first exceeds ½; below 0 for a
 *     judge that prefers the second place
 * @param interval the lean's 95% interval, groups drawn whole
 */
public record PositionBias(Proportion flips, double lean, Interval interval) {
  /**
   * What a judge said of a pair in each order.
   *
   * @param group pairs that are not independent
   * @param inOrder the score of the pair's first answer, shown first: 1, ½ for a tie, or 0
   * @param swapped the score of the same answer, shown second
   */
  public record BothOrders(String group, double inOrder, double swapped) {}

  /**
   * Measures.
   *
   * @throws IllegalArgumentException if there is no pair
   */
  public static PositionBias of(List<BothOrders> pairs, long seed) {
    List<Bootstrap.Value> leans = new ArrayList<>();
    long flips = 0;
    double sum = 0;
    for (BothOrders pair : pairs) {
      double lean = (pair.inOrder() - pair.swapped()) / 2;
      leans.add(new Bootstrap.Value(pair.group(), lean));
      flips += pair.inOrder() == pair.swapped() ? 0 : 1;
      sum += lean;
    }
    Interval interval = Bootstrap.mean(leans, -0.5, 0.5, seed);
    return new PositionBias(new Proportion(flips, pairs.size()), sum / pairs.size(), interval);
  }
}
