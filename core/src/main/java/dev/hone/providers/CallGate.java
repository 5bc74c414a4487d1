package dev.hone.providers;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Says when a request may be sent, so that a job keeps to its rate. Safe for many threads. */
public interface CallGate {
  /** Lets everything through at once. */
  CallGate OPEN = tokens -> CompletableFuture.completedFuture(null);

  /**
   * Asks to send one request, a retry included; the stage completes when it may be sent.
   *
   * @param tokens how many tokens it may take, prompt and answer
   */
  CompletionStage<Void> admit(int tokens);

  /** Tells what an admitted request took in the end: less than asked for, as a rule. */
  default void took(int admittedTokens, long tokens) {}

  /** Tells that the server said 429, and how long it wants to be left alone (zero: not said). */
  default void throttled(Duration pause) {}
}
