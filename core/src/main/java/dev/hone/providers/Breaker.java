package dev.hone.providers;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Leaves a server alone that fails most of the time, and tries it with a few requests after a
 * while. Refusals do not count as failures; limits do once there was nothing else for minutes, as
 * when a quota is used up. Safe for many threads.
 */
final class Breaker {
  private static final int LAST_CALLS = 50;
  private static final int FEWEST_CALLS = 10;
  private static final float FAILURE_PERCENT = 75;
  private static final int TRIALS = 3;
  private static final Duration ALONE = Duration.ofSeconds(5);

  /** A limit is of a minute; one that holds for so long is none that passes. */
  private static final Duration LONGEST_LIMIT = Duration.ofMinutes(2);

  private final CircuitBreaker breaker;
  private final RetryRules rules;
  private final LongSupplier clock;
  private volatile boolean answered;

  /** When it opened first without an answer since; 0 where it is whole. */
  private final AtomicLong brokenSince = new AtomicLong();

  /** When the first limit came without an answer since; 0 for none. */
  private final AtomicLong limitedSince = new AtomicLong();

  private volatile long limitedLast;

  Breaker(String name, RetryRules rules) {
    this(name, rules, System::nanoTime);
  }

  Breaker(String name, RetryRules rules, LongSupplier clock) {
    breaker =
        CircuitBreaker.of(
            name,
            CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(LAST_CALLS)
                .minimumNumberOfCalls(FEWEST_CALLS)
                .failureRateThreshold(FAILURE_PERCENT)
                .waitDurationInOpenState(ALONE)
                .permittedNumberOfCallsInHalfOpenState(TRIALS)
                .build());
    this.rules = rules;
    this.clock = clock;
  }

  /** Whether a request may be sent now; then one of the four below must be told. */
  boolean allows() {
    boolean allowed = breaker.tryAcquirePermission();
    if (!allowed) {
      brokenSince.compareAndSet(0, clock.getAsLong() | 1);
    }
    return allowed;
  }

  /**
   * Whether all have waited long enough together for a server that is left alone: then requests
   * fail at once, and the few that try it go on.
   */
  boolean isBeyondHope() {
    Duration hope = rules.longestWait();
    if (!answered && rules.longestUnanswered().compareTo(hope) < 0) {
      hope = rules.longestUnanswered();
    }
    return lasts(brokenSince.get(), hope) || isLimitedForGood();
  }

  private boolean isLimitedForGood() {
    long since = limitedSince.get();
    return since != 0 && limitedLast - since > LONGEST_LIMIT.toNanos();
  }

  private boolean lasts(long since, Duration most) {
    return since != 0 && clock.getAsLong() - since > most.toNanos();
  }

  void succeeded(long nanos) {
    answered = true;
    brokenSince.set(0);
    limitedSince.set(0);
    breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
  }

  void failed(long nanos) {
    breaker.onError(nanos, TimeUnit.NANOSECONDS, new IllegalStateException("failed"));
  }

  /** The server is there and wants less to do. */
  void limited(long nanos) {
    long now = clock.getAsLong() | 1;
    if (limitedSince.get() == 0 || lasts(limitedLast, LONGEST_LIMIT)) { // the last ones were others
      limitedSince.set(now);
    }
    limitedLast = now;
    if (isLimitedForGood()) {
      failed(nanos);
    } else {
      ignore();
    }
  }

  void ignore() {
    breaker.releasePermission();
  }
}
