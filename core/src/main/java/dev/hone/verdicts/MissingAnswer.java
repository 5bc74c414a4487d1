package dev.hone.verdicts;

import org.jspecify.annotations.Nullable;

/** Verdicts on answers that are not there, for which nobody is asked. */
public final class MissingAnswer {
  /** The reason of such verdicts. */
  public static final String REASON = "no answer";

  private MissingAnswer() {}

  /** It has failed. */
  public static Verdict failed() {
    return new Verdict.Scored(0, false, REASON);
  }

  /**
   * It has lost to any other; two that are both missing are the same. Null where both are there.
   */
  public static @Nullable Verdict ofPair(boolean firstIsThere, boolean secondIsThere) {
    if (firstIsThere && secondIsThere) {
      return null;
    }
    return firstIsThere == secondIsThere
        ? new Verdict.Tied(Verdict.TieCause.IDENTICAL, REASON)
        : new Verdict.Preferred(firstIsThere ? Verdict.Side.FIRST : Verdict.Side.SECOND, REASON);
  }
}
