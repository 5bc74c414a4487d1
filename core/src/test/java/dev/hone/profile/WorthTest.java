package dev.hone.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hone.calls.Price;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class WorthTest {
  private static final Price SMALL =
      new Price("small", 0.1, 0.1, 0.1, 0.4, LocalDate.of(2025, 7, 4), "test");

  @Test
  void savesWhatTheSmallModelDoesNotCost() {
    // 1,000 calls in 10 days for $20: $60 a month. Small: 1M tokens x 0.25 left, and 0.1M out.
    Worth worth = Worth.of(sum(1000, 1000, 20), 1000, 0.75, 10, SMALL);
    assertThat(worth.monthlyUsd()).isEqualTo(60, within(1e-9));
    assertThat(worth.monthlySaving()).isEqualTo(60 - 3 * (0.025 + 0.04), within(1e-9));
    assertThat(worth.verdict()).isEqualTo(Worth.Verdict.YES);
  }

  @Test
  void reckonsCallsOfUnknownCostLikeTheOthers() {
    assertThat(Worth.of(sum(1000, 500, 20), 1000, 0, 10, SMALL).monthlyUsd())
        .isEqualTo(120, within(1e-9));
  }

  @Test
  void saysWhyNot() {
    assertThat(Worth.of(sum(1000, 1000, 20), 299, 0, 10, SMALL).verdict())
        .isEqualTo(Worth.Verdict.FEW_EXAMPLES);
    assertThat(Worth.of(sum(1000, 1000, 1), 300, 0, 10, SMALL).verdict())
        .isEqualTo(Worth.Verdict.LITTLE_TO_SAVE);
    Worth unknown = Worth.of(sum(1000, 0, 0), 300, 0, 10, SMALL);
    assertThat(unknown.verdict()).isEqualTo(Worth.Verdict.UNKNOWN_COST);
    assertThat(unknown.monthlySaving()).isNull();
    Worth mixed = Worth.ofNoTask(sum(1000, 1000, 20), 10);
    assertThat(mixed.verdict()).isEqualTo(Worth.Verdict.NO_TASK);
    assertThat(mixed.monthlyUsd()).isEqualTo(60, within(1e-9));
    assertThat(mixed.monthlySaving()).isNull();
    assertThat(Worth.ofNoTask(sum(1000, 0, 0), 10).monthlyUsd()).isNull();
  }

  private static LogProfile.Sum sum(long calls, long priced, double usd) {
    return new LogProfile.Sum(
        "t", calls, calls, calls, 1_000_000, 0, 100_000, priced, usd, null, null);
  }
}
