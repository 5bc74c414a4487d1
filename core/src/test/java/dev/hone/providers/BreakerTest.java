package dev.hone.providers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private final AtomicLong clock = new AtomicLong(1);
  private final Breaker breaker = new Breaker("test", RetryRules.DEFAULT, clock::get);

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }

  /** As ten failures in a row do; fewer where something else came before. */
  private void failUntilLeftAlone() {
    int failures = 0;
    while (breaker.allows()) {
      breaker.failed(1);
      assertThat(++failures).isLessThanOrEqualTo(10);
    }
  }

  @Test
  void aServerThatNeverAnsweredIsGivenUpAfterHalfAMinute() {
    failUntilLeftAlone();
    pass(Duration.ofSeconds(30));
    assertThat(breaker.isBeyondHope()).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(breaker.isBeyondHope()).isTrue();
  }

  @Test
  void oneThatStoppedAnsweringIsWaitedForLonger() {
    assertThat(breaker.allows()).isTrue();
    breaker.succeeded(1);
    failUntilLeftAlone();
    pass(Duration.ofMinutes(10));
    assertThat(breaker.isBeyondHope()).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(breaker.isBeyondHope()).isTrue();
    breaker.succeeded(1);
    assertThat(breaker.isBeyondHope()).isFalse();
  }

  @Test
  void limitsAreFailuresWhenThereIsNothingElseForMinutes() {
    for (int i = 0; i < 120; i++) { // for two minutes
      assertThat(breaker.allows()).isTrue();
      breaker.limited(1);
      pass(Duration.ofSeconds(1));
    }
    assertThat(breaker.isBeyondHope()).isFalse();
    for (int i = 0; i < 10; i++) {
      pass(Duration.ofSeconds(1));
      assertThat(breaker.allows()).isTrue();
      breaker.limited(1);
    }
    assertThat(breaker.allows()).isFalse();
    assertThat(breaker.isBeyondHope()).isTrue();
  }

  @Test
  void aLimitLongAgoSaysNothingOfOneNow() {
    breaker.limited(1);
    pass(Duration.ofHours(1));
    breaker.limited(1);
    assertThat(breaker.isBeyondHope()).isFalse();
    pass(Duration.ofSeconds(1));
    breaker.limited(1);
    breaker.succeeded(1);
    pass(Duration.ofMinutes(3));
    assertThat(breaker.isBeyondHope()).isFalse();
  }
}
