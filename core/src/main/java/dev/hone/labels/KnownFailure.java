package dev.hone.labels;

import static java.util.Objects.requireNonNull;

/**
 * A logged answer that is known to be wrong.
 *
 * @param row the conversation and that answer
 * @param why what is wrong with it, in words
 */
public record KnownFailure(OriginalAnswer row, String why) {
  public KnownFailure {
    requireNonNull(row, "row");
    requireNonNull(why, "why");
  }
}
