package dev.hone.providers;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Leaves a server alone that fails most of the time, and tries it with a few requests after a
 * while. Limits and refusals do not count as failures. Safe for many threads.
 */
final class Breaker {
  private static final int LAST_CALLS = 50;
  private static final int FEWEST_CALLS = 25;
  private static final float FAILURE_PERCENT = 75;
  private static final int TRIALS = 3;
  private static final Duration ALONE = Duration.ofSeconds(5);

  private final CircuitBreaker breaker;
  private final long hopeNanos;

  /** When it opened first without a success since; 0 where it is whole. */
  private final AtomicLong brokenSince = new AtomicLong();

  /**
   * @param hope how long requests wait for a broken server together; after that they fail at once
   */
  Breaker(String name, Duration hope) {
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
    hopeNanos = hope.toNanos();
  }

  /** Whether a request may be sent now; then one of the three below must be told. */
  boolean allows() {
    boolean allowed = breaker.tryAcquirePermission();
    if (!allowed) {
      brokenSince.compareAndSet(0, System.nanoTime() | 1);
    }
    return allowed;
  }

  boolean isBeyondHope() {
    long since = brokenSince.get();
    return since != 0 && System.nanoTime() - since > hopeNanos;
  }

  void succeeded(long nanos) {
    brokenSince.set(0);
    breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
  }

  void failed(long nanos) {
    breaker.onError(nanos, TimeUnit.NANOSECONDS, new IllegalStateException("failed"));
  }

  void ignore() {
    breaker.releasePermission();
  }
}
