package dev.hone.verdicts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.verdicts.statistics.Bootstrap;
import dev.hone.verdicts.statistics.CorrectedRate;
import dev.hone.verdicts.statistics.Interval;
import dev.hone.verdicts.statistics.LengthBias;
import dev.hone.verdicts.statistics.PositionBias;
import dev.hone.verdicts.statistics.Proportion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What is left of planted faults: judges that are right 60 to 90% of the time, prefer the place
 * shown first and the longer answer. {@code -Dhone.repeats=1000} prints the table of {@code
 * docs/verdicts.md}.
 */
class JudgeSimulationTest {
  private static final int REPEATS = Integer.getInteger("hone.repeats", 30);
  private static final int LABELLED = 200;
  private static final double POSITION = 0.8;
  private static final double LENGTH = 0.5;

  /** An estimate over the repeats. */
  private static final class Tally {
    private final double truth;
    private double sum;
    private double width;
    private int covered;
    private int count;

    Tally(double truth) {
      this.truth = truth;
    }

    void add(double rate, Interval interval) {
      sum += rate;
      width += interval.width();
      covered += interval.contains(truth) ? 1 : 0;
      count++;
    }

    double bias() {
      return sum / count - truth;
    }

    double coverage() {
      return covered / (double) count;
    }

    String row(String name) {
      return String.format(
          Locale.ROOT,
          "    %-46s %+.3f   %5.1f%%   %.3f",
          name,
          bias(),
          100 * coverage(),
          width / count);
    }
  }

  private record Tallies(
      Tally naive, Tally both, Tally judges, Tally controlled, Tally powered, Tally gladen) {}

  private static Tallies run(SimulatedPairs judge, int repeats) {
    Random random = new Random(20_261_130);
    double judges = judgesOwnRate(judge, random);
    double atEqualLength =
        judgesOwnRate(new SimulatedPairs(judge.accuracy(), judge.position(), 0), random);
    double truth = SimulatedPairs.TRUE_RATE;
    Tallies tallies =
        new Tallies(
            new Tally(truth),
            new Tally(truth),
            new Tally(judges),
            new Tally(atEqualLength),
            new Tally(truth),
            new Tally(truth));
    for (int i = 0; i < repeats; i++) {
      add(tallies, judge.draw(random), random);
    }
    return tallies;
  }

  /** What the judge would say of pairs without end. */
  private static double judgesOwnRate(SimulatedPairs judge, Random random) {
    double sum = 0;
    int draws = 200;
    for (int i = 0; i < draws; i++) {
      sum += judge.draw(random).stream().mapToDouble(SimulatedPairs.Pair::score).sum();
    }
    return sum / draws / SimulatedPairs.PAIRS;
  }

  private static void add(Tallies tallies, List<SimulatedPairs.Pair> pairs, Random random) {
    double score =
        pairs.stream().mapToDouble(p -> p.inOrder().scoreIfReadable().orElseThrow()).sum();
    Proportion naive = new Proportion(Math.round(score), pairs.size());
    tallies.naive().add(naive.share(), naive.interval());

    WinRate rate =
        WinRate.of(
            pairs.stream().map(p -> new WinRate.Comparison(p.group(), p.verdict())).toList(),
            random.nextLong());
    tallies.both().add(rate.rate(), rate.interval());
    tallies.judges().add(rate.rate(), rate.interval());

    LengthBias length =
        LengthBias.of(
                pairs.stream()
                    .map(
                        p ->
                            new LengthBias.Pair(
                                p.group(), p.score(), p.firstChars(), p.secondChars()))
                    .toList())
            .orElseThrow();
    tallies.controlled().add(length.controlledRate(), length.controlledInterval());

    List<Bootstrap.Value> judged =
        pairs.stream().map(p -> new Bootstrap.Value(p.group(), p.score())).toList();
    List<SimulatedPairs.Pair> drawn = new ArrayList<>(pairs);
    Collections.shuffle(drawn, random);
    List<CorrectedRate.Labelled> slice =
        drawn.subList(0, LABELLED).stream()
            .map(p -> new CorrectedRate.Labelled(p.group(), p.score(), p.better()))
            .toList();
    CorrectedRate powered = CorrectedRate.predictionPowered(judged, slice);
    tallies.powered().add(powered.rate(), powered.interval());
    CorrectedRate gladen = CorrectedRate.roganGladen(judged, slice);
    tallies.gladen().add(gladen.rate(), gladen.interval());
  }

  private static void print(SimulatedPairs judge, Tallies tallies) {
    System.out.printf(
        Locale.ROOT,
        "%nright %.0f%%, position %.1f, length %.1f     bias    covers   width%n",
        100 * judge.accuracy(),
        judge.position(),
        judge.length());
    System.out.println(tallies.naive().row("one order, as the truth"));
    System.out.println(tallies.both().row("both orders, as the truth"));
    System.out.println(tallies.judges().row("both orders, as the judge's own rate"));
    System.out.println(tallies.controlled().row("at equal length, as the judge's own rate"));
    System.out.println(tallies.gladen().row("corrected by 200 people's (Rogan-Gladen)"));
    System.out.println(tallies.powered().row("corrected by 200 people's (prediction-powered)"));
  }

  @Test
  void intervalsHoldUnderPlantedFaultsAndTheCorrectedRateIsTheTruth() {
    System.out.println(REPEATS + " repeats of 1,000 pairs, true win rate 60%");
    double least = REPEATS >= 1_000 ? 0.93 : 0.85;
    double most = REPEATS >= 1_000 ? 0.97 : 1;
    double slack = REPEATS >= 1_000 ? 0.01 : 0.025;
    for (double accuracy : new double[] {0.6, 0.7, 0.8, 0.9}) {
      for (double[] biases :
          new double[][] {{0, 0}, {POSITION, 0}, {0, LENGTH}, {POSITION, LENGTH}}) {
        SimulatedPairs judge = new SimulatedPairs(accuracy, biases[0], biases[1]);
        Tallies tallies = run(judge, REPEATS);
        print(judge, tallies);
        assertThat(Math.abs(tallies.powered().bias())).isLessThan(slack);
        assertThat(tallies.powered().coverage()).isBetween(least, most);
        assertThat(tallies.gladen().coverage()).isGreaterThanOrEqualTo(least);
        assertThat(tallies.judges().coverage()).isBetween(least, most);
        assertThat(Math.abs(tallies.controlled().bias())).isLessThan(slack);
        assertThat(tallies.controlled().coverage()).isBetween(least, most);
        if (biases[0] > 0) {
          assertThat(tallies.naive().coverage()).isLessThan(0.8);
        }
      }
    }
  }

  @Test
  void thePlantedPlaceAndLengthAreMeasured() {
    Random random = new Random(3);
    List<SimulatedPairs.Pair> pairs = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      pairs.addAll(new SimulatedPairs(0.8, POSITION, LENGTH).draw(random));
    }
    PositionBias position =
        PositionBias.of(
            pairs.stream()
                .map(
                    p ->
                        new PositionBias.BothOrders(
                            p.group(),
                            p.inOrder().scoreIfReadable().orElseThrow(),
                            p.swapped().scoreIfReadable().orElseThrow()))
                .toList(),
            1);
    assertThat(position.lean()).isBetween(0.1, 0.16);
    assertThat(position.interval().low()).isGreaterThan(0.09);
    assertThat(position.flips().share()).isBetween(0.3, 0.5);
    LengthBias length =
        LengthBias.of(
                pairs.stream()
                    .map(
                        p ->
                            new LengthBias.Pair(
                                p.group(), p.score(), p.firstChars(), p.secondChars()))
                    .toList())
            .orElseThrow();
    assertThat(length.effectInterval().low()).isGreaterThan(0.05);
    assertThat(length.controlledRate()).isLessThan(length.rate() - 0.02);
  }
}
