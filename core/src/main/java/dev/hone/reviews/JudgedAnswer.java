package dev.hone.reviews;

import static java.util.Objects.requireNonNull;

import dev.hone.verdicts.Verdict;
import dev.hone.verdicts.Verdict.TieCause;
import org.jspecify.annotations.Nullable;

/**
 * A judge's verdict on an answer that people may have been asked about, as a run wrote it down.
 *
 * @param runId the run
 * @param judge who judged
 * @param model whose answer
 * @param otherModel whose answer it was held against
 * @param reviewId the {@link Review} of the same answers
 * @param group what is not independent of it
 * @param outcome {@link Verdict#outcome}
 * @param score from 0 to 1; null where there is no verdict
 * @param epochMillis when
 */
public record JudgedAnswer(
    String runId,
    String judge,
    String model,
    String otherModel,
    String reviewId,
    String group,
    String outcome,
    @Nullable Double score,
    long epochMillis) {
  public JudgedAnswer {
    requireNonNull(runId, "runId");
    requireNonNull(judge, "judge");
    requireNonNull(model, "model");
    requireNonNull(otherModel, "otherModel");
    requireNonNull(reviewId, "reviewId");
    requireNonNull(group, "group");
    requireNonNull(outcome, "outcome");
  }

  /** Whether the judge lets the answer pass: of two, whether it does not prefer the other one. */
  public boolean passes() {
    return isOfOne() ? outcome.equals(Verdict.PASS) : score != null && score >= 0.5;
  }

  /** Whether it is the judge's own choice between two answers that differ. */
  boolean chooses() {
    return score != null && !isOfOne() && !outcome.equals(TieCause.IDENTICAL.outcome());
  }

  private boolean isOfOne() {
    return outcome.equals(Verdict.PASS) || outcome.equals(Verdict.FAIL);
  }
}
