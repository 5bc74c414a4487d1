package dev.hone.engine;

import dev.hone.chat.Completion;
import org.jspecify.annotations.Nullable;

/**
 * What became of one request of a batch: a completion or an error, never both.
 *
 * @param completion the answer, or null where there is an error
 * @param error why there is no answer, or null
 * @param seconds this request's share of the machine's time: the batch's wall time spread over its
 *     requests
 */
public record Answered(@Nullable Completion completion, @Nullable String error, double seconds) {
  public Answered {
    if ((completion == null) == (error == null)) {
      throw new IllegalArgumentException(
          "An answer is a completion or an error, not both or neither.");
    }
  }

  static Answered of(Completion completion, double seconds) {
    return new Answered(completion, null, seconds);
  }

  static Answered refused(String error) {
    return new Answered(null, error, 0);
  }
}
