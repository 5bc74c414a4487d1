package dev.hone.estimators.adapters;

import dev.hone.HoneException;
import org.jspecify.annotations.Nullable;

/** Why a training task failed, as the one who called fit should hear it. */
final class TaskFailure {
  private TaskFailure() {}

  /**
   * What to throw for a failed job: Hone's own error out of the layers of Spark's, or Spark's where
   * there is none.
   *
   * @param heard what the progress listener threw, or null
   */
  static RuntimeException asCaller(Throwable failure, @Nullable RuntimeException heard) {
    if (heard != null) {
      return heard;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      boolean ours = cause instanceof HoneException || cause instanceof IllegalArgumentException;
      if (ours && cause instanceof RuntimeException own) {
        return own;
      }
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      return new HoneException("Training was interrupted; no adapter was written.", failure);
    }
    return failure instanceof RuntimeException runtime
        ? runtime
        : new HoneException("Training failed: " + failure, failure);
  }
}
