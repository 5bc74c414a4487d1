package dev.hone.providers;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps the rate of this process alone, where no coordinator shares it out. */
public final class PacedGate implements CallGate {
  private static final Map<Connection, PacedGate> OF_CONNECTIONS = new ConcurrentHashMap<>();

  private final RateBudget budget;

  public PacedGate(RateBudget budget) {
    this.budget = budget;
  }

  /** The one gate of this process to that connection; open where it has no bounds. */
  public static CallGate of(Connection connection) {
    return connection.requestsPerMinute() == 0 && connection.tokensPerMinute() == 0
        ? CallGate.OPEN
        : OF_CONNECTIONS.computeIfAbsent(
            connection,
            one -> new PacedGate(new RateBudget(one.requestsPerMinute(), one.tokensPerMinute())));
  }

  @Override
  public CompletionStage<Void> admit(int tokens) {
    return after(budget.reserve(tokens));
  }

  /** A stage that completes then. */
  public static CompletionStage<Void> after(long nanos) {
    if (nanos <= 0) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<Void> admitted = new CompletableFuture<>();
    Timers.laterNanos(nanos, () -> admitted.complete(null));
    return admitted;
  }

  @Override
  public void took(int admittedTokens, long tokens) {
    budget.took(admittedTokens, tokens);
  }

  @Override
  public void throttled(Duration pause) {
    budget.throttled(pause);
  }
}
