package dev.hone.verdicts;

import java.util.OptionalDouble;

/** A judge's word on an answer, alone or against another. */
public sealed interface Verdict {
  /** Which of two answers. */
  enum Side {
    FIRST,
    SECOND
  }

  /** Why two answers count as equal. */
  enum TieCause {
    /** The answers are the same; no judge was asked. */
    IDENTICAL,
    /** The judge said so in both orders. */
    SAID,
    /** The judge said one thing in one order and another in the other. */
    DISAGREED
  }

  /**
   * One answer against a reference.
   *
   * @param score the share that agrees, from 0 to 1
   * @param exact whether all of it does
   */
  record Scored(double score, boolean exact, String reason) implements Verdict {}

  /** One of two answers is better, whichever was shown first. */
  record Preferred(Side side, String reason) implements Verdict {}

  /** Neither is. */
  record Tied(TieCause cause, String reason) implements Verdict {}

  /** The judge answered, in both or one of the orders, something that is no verdict. */
  record Unreadable(String judgeText) implements Verdict {}

  /** The judge could not be asked. */
  record Failed(String error) implements Verdict {}

  /**
   * The score of one answer, or of the first of two: 1 where it is preferred, a half for a tie.
   * Empty where there is no verdict.
   */
  default OptionalDouble scoreIfReadable() {
    if (this instanceof Scored scored) {
      return OptionalDouble.of(scored.score());
    }
    if (this instanceof Preferred preferred) {
      return OptionalDouble.of(preferred.side() == Side.FIRST ? 1 : 0);
    }
    return this instanceof Tied ? OptionalDouble.of(0.5) : OptionalDouble.empty();
  }

  /** One word, as tables hold it. */
  default String outcome() {
    if (this instanceof Scored scored) {
      return scored.exact() ? "match" : "mismatch";
    }
    if (this instanceof Preferred preferred) {
      return preferred.side() == Side.FIRST ? "first" : "second";
    }
    if (this instanceof Tied tied) {
      return switch (tied.cause()) {
        case IDENTICAL -> "tie_identical";
        case SAID -> "tie";
        case DISAGREED -> "tie_disagreed";
      };
    }
    return this instanceof Unreadable ? "unreadable" : "failed";
  }

  /** The judge's own words, or what stands for them. */
  default String reasonText() {
    if (this instanceof Scored scored) {
      return scored.reason();
    }
    if (this instanceof Preferred preferred) {
      return preferred.reason();
    }
    if (this instanceof Tied tied) {
      return tied.reason();
    }
    if (this instanceof Unreadable unreadable) {
      return unreadable.judgeText();
    }
    return this instanceof Failed failed ? failed.error() : "";
  }
}
