package dev.hone.reviews;

import dev.hone.verdicts.Verdict;
import java.util.Optional;

/** Which verdicts leave a doubt that people should settle, and which doubt. */
public final class Doubt {
  /** The score from which an answer that fails fails by little. */
  private static final double NEARLY = 0.5;

  private Doubt() {}

  /**
   * The doubt in a few words; none where the verdict is clear. A judge that could not be asked is
   * no doubt about an answer.
   */
  public static Optional<String> of(Verdict verdict) {
    if (verdict instanceof Verdict.Tied tied) {
      return Optional.ofNullable(
          switch (tied.cause()) {
            case IDENTICAL -> null;
            case SAID -> "the judge finds neither better";
            case DISAGREED -> "the judge changed its mind with the order";
            case DIVIDED -> "the jury is divided";
          });
    }
    if (verdict instanceof Verdict.Checked checked && !checked.passed()) {
      return Optional.of("breaks " + String.join(", ", checked.failed()));
    }
    if (verdict instanceof Verdict.Scored scored && !scored.passed() && scored.score() >= NEARLY) {
      return Optional.of("fails by little");
    }
    return verdict instanceof Verdict.Unreadable
        ? Optional.of("the judge gave no verdict")
        : Optional.empty();
  }
}
