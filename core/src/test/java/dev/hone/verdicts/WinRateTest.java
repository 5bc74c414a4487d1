package dev.hone.verdicts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hone.verdicts.Verdict.Side;
import dev.hone.verdicts.Verdict.TieCause;
import dev.hone.verdicts.WinRate.Comparison;
import java.util.List;
import org.junit.jupiter.api.Test;

class WinRateTest {
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
