package dev.hone.engine;

import static java.util.Objects.requireNonNull;

/**
 * How a local model is run.
 *
 * @param precision the number format of weights and arithmetic
 * @param maxBatch the most requests decoded together (1 or more)
 */
public record EngineOptions(Precision precision, int maxBatch) {
  /** Decoding gains little beyond this on a CPU, and the cache grows with it. */
  public static final int DEFAULT_MAX_BATCH = 32;

  public EngineOptions {
    requireNonNull(precision, "precision");
    if (maxBatch < 1) {
      throw new IllegalArgumentException("Invalid maxBatch: " + maxBatch + ". Use 1 or more.");
    }
  }

  public static EngineOptions defaults() {
    return new EngineOptions(Precision.AUTO, DEFAULT_MAX_BATCH);
  }

  public EngineOptions withPrecision(Precision newPrecision) {
    return new EngineOptions(newPrecision, maxBatch);
  }

  public EngineOptions withMaxBatch(int newMaxBatch) {
    return new EngineOptions(precision, newMaxBatch);
  }
}
