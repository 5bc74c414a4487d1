package dev.hone.providers;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Spreads requests and tokens evenly over time, so that no minute sees more of them than allowed.
 * It aims a little below the bound, for requests do not arrive at the same pace as they are sent.
 * After a 429 it slows down by a fifth and comes back by and by. Safe for many threads.
 */
public final class RateBudget {
  private static final double AIM = 0.985;
  private static final double MINUTE_NANOS = 60e9;
  private static final double SLOWER = 0.8;
  private static final double SLOWEST = 0.1;
  private static final double FASTER_A_SECOND = 0.01;
  private static final double SECOND_NANOS = 1e9;

  private final double requestNanos;
  private final double tokenNanos;
  private final LongSupplier clock;
  private double nextRequest;
  private double nextToken;
  private double pace = 1;
  private double paceAt;

  /**
   * @param requestsPerMinute 0 for no bound
   * @param tokensPerMinute 0 for no bound
   */
  public RateBudget(int requestsPerMinute, int tokensPerMinute) {
    this(requestsPerMinute, tokensPerMinute, System::nanoTime);
  }

  RateBudget(int requestsPerMinute, int tokensPerMinute, LongSupplier clock) {
    this.requestNanos = nanos(requestsPerMinute);
    this.tokenNanos = nanos(tokensPerMinute);
    this.clock = clock;
    this.nextRequest = clock.getAsLong();
    this.nextToken = nextRequest;
    this.paceAt = nextRequest;
  }

  private static double nanos(int perMinute) {
    return perMinute == 0 ? 0 : MINUTE_NANOS / (perMinute * AIM);
  }

  /** Takes the next place for a request; gives the nanoseconds until it may be sent. */
  public synchronized long reserve(int tokens) {
    double now = clock.getAsLong();
    pace = Math.min(1, pace + (now - paceAt) / SECOND_NANOS * FASTER_A_SECOND);
    paceAt = now;
    double place = Math.max(now, Math.max(nextRequest, nextToken));
    // Spaced by the slowest of the bounds even where requests came late: no burst makes up for it.
    nextRequest = place + requestNanos / pace;
    nextToken = place + tokens * tokenNanos / pace;
    return (long) Math.ceil(place - now);
  }

  /** Gives back the tokens of a request that took fewer than were reserved. */
  public synchronized void took(int reserved, long tokens) {
    nextToken -= Math.max(0, reserved - tokens) * tokenNanos / pace;
  }

  /** Slows down, and stops for as long as the server asked. */
  public synchronized void throttled(Duration pause) {
    double now = clock.getAsLong();
    if (now - paceAt >= 0 && pace > SLOWEST) {
      pace = Math.max(SLOWEST, pace * SLOWER);
    }
    paceAt = now;
    nextRequest = Math.max(nextRequest, now + pause.toNanos());
  }
}
