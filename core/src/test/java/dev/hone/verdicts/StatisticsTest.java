package dev.hone.verdicts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hone.verdicts.Verdict.Side;
import dev.hone.verdicts.Verdict.TieCause;
import dev.hone.verdicts.WinRate.Comparison;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  /** Expected ends from Wilson's formula in another language, 10 digits. */
  @Test
  void wilsonsIntervalHasItsKnownEnds() {
    near(new Proportion(8, 10).interval(), 0.4901624715, 0.9433178485);
    near(new Proportion(0, 10).interval(), 0, 0.2775327998);
    near(new Proportion(10, 10).interval(), 0.7224672002, 1);
    near(new Proportion(450, 500).interval(), 0.8705780904, 0.9233224373);
    assertThat(new Proportion(0, 0).share()).isNaN();
    assertThat(new Proportion(0, 0).interval()).isEqualTo(new Interval(0, 1));
    assertThatThrownBy(() -> new Proportion(3, 2)).hasMessage("Invalid proportion: 3 of 2.");
  }

  private static void near(Interval interval, double low, double high) {
    assertThat(interval.low()).isCloseTo(low, within(1e-9));
    assertThat(interval.high()).isCloseTo(high, within(1e-9));
  }

  @Test
  void bootstrapAgreesWithTheNormalIntervalOfAMean() {
    List<Bootstrap.Value> values = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      values.add(new Bootstrap.Value("g" + i, i % 4 == 0 ? 0 : 1));
    }
    Interval interval = Bootstrap.mean(values, 1);
    double half = 1.96 * Math.sqrt(0.75 * 0.25 / 400);
    assertThat(interval.low()).isCloseTo(0.75 - half, within(0.006));
    assertThat(interval.high()).isCloseTo(0.75 + half, within(0.006));
    assertThat(Bootstrap.mean(values, 1)).isEqualTo(interval);
    assertThat(Bootstrap.mean(values, 2)).isNotEqualTo(interval);
  }

  @Test
  void groupsThatAnswerAlikeWidenTheInterval() {
    List<Bootstrap.Value> apart = new ArrayList<>();
    List<Bootstrap.Value> together = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      double value = (i / 20) % 2;
      apart.add(new Bootstrap.Value("g" + i, value));
      together.add(new Bootstrap.Value("g" + i / 20, value));
    }
    Interval narrow = Bootstrap.mean(apart, 1);
    Interval wide = Bootstrap.mean(together, 1);
    assertThat(wide.high() - wide.low()).isGreaterThan(3 * (narrow.high() - narrow.low()));
  }

  @Test
  void winRateCountsEveryPair() {
    WinRate rate =
        WinRate.of(
            List.of(
                new Comparison("a", new Verdict.Preferred(Side.FIRST, "")),
                new Comparison("b", new Verdict.Preferred(Side.FIRST, "")),
                new Comparison("c", new Verdict.Preferred(Side.SECOND, "")),
                new Comparison("d", new Verdict.Tied(TieCause.IDENTICAL, "")),
                new Comparison("e", new Verdict.Tied(TieCause.SAID, "")),
                new Comparison("f", new Verdict.Tied(TieCause.DISAGREED, "")),
                new Comparison("g", new Verdict.Unreadable("?")),
                new Comparison("h", new Verdict.Failed("!"))),
            7);
    assertThat(rate.wins()).isEqualTo(2);
    assertThat(rate.losses()).isEqualTo(1);
    assertThat(rate.identicalTies() + rate.saidTies() + rate.disagreements()).isEqualTo(3);
    assertThat(rate.unread()).isEqualTo(2);
    assertThat(rate.pairs()).isEqualTo(8);
    assertThat(rate.rate()).isCloseTo(3.5 / 6, within(1e-12));
    assertThat(rate.interval()).isNotNull();
  }

  @Test
  void noVerdictIsNoRate() {
    WinRate none = WinRate.of(List.of(), 1);
    assertThat(none.rate()).isNaN();
    assertThat(none.interval()).isNull();
    assertThatThrownBy(
            () -> WinRate.of(List.of(new Comparison("a", new Verdict.Scored(1, true, ""))), 1))
        .hasMessageContaining("verdicts on pairs");
  }
}
