package dev.hone.verdicts;

import dev.hone.verdicts.Verdict.Side;
import dev.hone.verdicts.Verdict.TieCause;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Pairs whose truth is known, and a judge with planted faults.
 *
 * @param accuracy the share of verdicts that are right, were there no bias
 * @param position how the place shown first adds to the log-odds of its answer
 * @param length how one standard deviation of length adds to those of the longer answer
 */
record SimulatedPairs(double accuracy, double position, double length) {
  /** The first model's answers are better so often, and longer so often. */
  static final double TRUE_RATE = 0.6;

  static final int PAIRS = 1_000;
  static final int GROUP = 4;
  private static final double LONGER = 0.5;
  private static final double ALIKE = 3; // a group's rate is drawn from a beta of so many rows
  private static final double TIES = 0.05;
  private static final int CHARS = 400;
  private static final int CHARS_DEVIATION = 100;

  /**
   * A pair.
   *
   * @param better 1 where the first answer is better, 0 where the second is
   * @param inOrder what the judge says with the first answer shown first
   */
  record Pair(
      String group,
      double better,
      long firstChars,
      long secondChars,
      Verdict inOrder,
      Verdict swapped) {
    Verdict verdict() {
      return Pairwise.bothOrders(inOrder, swapped);
    }

    double score() {
      return verdict().scoreIfReadable().orElseThrow();
    }
  }

  List<Pair> draw(Random random) {
    List<Pair> pairs = new ArrayList<>();
    double rate = 0;
    for (int i = 0; i < PAIRS; i++) {
      if (i % GROUP == 0) {
        rate = beta(random);
      }
      double better = random.nextDouble() < rate ? 1 : 0;
      double longer = LONGER + random.nextGaussian();
      double lean = Math.log(accuracy / (1 - accuracy)) * (2 * better - 1) + length * longer;
      pairs.add(
          new Pair(
              "g" + i / GROUP,
              better,
              CHARS + Math.round(CHARS_DEVIATION * longer),
              CHARS,
              said(random, lean + position),
              said(random, lean - position)));
    }
    return pairs;
  }

  private static Verdict said(Random random, double logOdds) {
    if (random.nextDouble() < TIES) {
      return new Verdict.Tied(TieCause.SAID, "");
    }
    boolean first = random.nextDouble() < 1 / (1 + Math.exp(-logOdds));
    return new Verdict.Preferred(first ? Side.FIRST : Side.SECOND, "");
  }

  /** A group's rate, its mean the true one: the share of black in an urn drawn from for long. */
  private static double beta(Random random) {
    double black = ALIKE * TRUE_RATE;
    double all = ALIKE;
    for (int i = 0; i < 200; i++) {
      black += random.nextDouble() < black / all ? 1 : 0;
      all++;
    }
    return black / all;
  }
}
