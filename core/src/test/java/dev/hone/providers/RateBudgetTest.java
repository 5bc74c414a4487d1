package dev.hone.providers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateBudgetTest {
  private static final long MINUTE = 60_000_000_000L;
  private final AtomicLong now = new AtomicLong(1_000);

  /** Sends as fast as it may for that long; gives the times. */
  private List<Long> drive(RateBudget budget, int tokens, long nanos) {
    List<Long> sent = new ArrayList<>();
    long end = now.get() + nanos;
    while (now.get() < end) {
      now.addAndGet(budget.reserve(tokens));
      sent.add(now.get());
    }
    return sent;
  }

  private static int mostInAMinute(List<Long> sent) {
    int most = 0;
    int first = 0;
    for (int last = 0; last < sent.size(); last++) {
      while (sent.get(last) - sent.get(first) >= MINUTE) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }

  @Test
  void noMinuteSeesMoreRequestsThanAllowedAndNearlyAllAreUsed() {
    for (int rate : new int[] {1, 7, 60, 600, 5_000}) {
      List<Long> sent = drive(new RateBudget(rate, 0, now::get), 1, 3 * MINUTE);
      assertThat(mostInAMinute(sent))
          .as("%s a minute", rate)
          .isBetween(Math.max(1, rate * 95 / 100), rate);
    }
  }

  @Test
  void aPauseEarnsNoBurst() {
    RateBudget budget = new RateBudget(600, 0, now::get);
    List<Long> sent = new ArrayList<>(drive(budget, 1, MINUTE / 2));
    now.addAndGet(MINUTE / 3);
    sent.addAll(drive(budget, 1, MINUTE));
    assertThat(mostInAMinute(sent)).isLessThanOrEqualTo(600);
  }

  @Test
  void tokensBoundTheRateAndWhatWasNotUsedComesBack() {
    RateBudget budget = new RateBudget(0, 60_000, now::get);
    assertThat(drive(budget, 1_000, MINUTE).size()).isBetween(57, 61);
    RateBudget used = new RateBudget(0, 60_000, now::get);
    Random random = new Random(1);
    long end = now.get() + MINUTE;
    long tokens = 0;
    while (now.get() < end) {
      now.addAndGet(used.reserve(1_000));
      int real = 100 + random.nextInt(300);
      tokens += real;
      used.took(1_000, real);
    }
    assertThat(tokens).isBetween(56_000L, 60_500L);
  }

  @Test
  void slowsDownAfterA429AndComesBack() {
    RateBudget budget = new RateBudget(600, 0, now::get);
    budget.throttled(Duration.ofSeconds(5));
    assertThat(budget.reserve(1)).isBetween(4_999_000_000L, 5_001_000_000L);
    now.addAndGet(5_000_000_000L);
    int slow = drive(budget, 1, 5_000_000_000L).size();
    assertThat(slow).isBetween(38, 47);
    drive(budget, 1, MINUTE);
    assertThat(drive(budget, 1, 10_000_000_000L).size()).isBetween(97, 100);
  }
}
