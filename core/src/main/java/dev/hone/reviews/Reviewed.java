package dev.hone.reviews;

import static java.util.Objects.requireNonNull;

import dev.hone.chat.Message;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What one person decided on one review. It is never changed: who thinks again decides again, and a
 * reviewer's latest word counts.
 *
 * @param id tells decisions apart; the same id again is the same decision
 * @param reviewId the {@link Review}
 * @param exampleId its example
 * @param model who proposed the answer
 * @param reviewer who decided
 * @param answer the answer that is right: the proposed one where it was approved, the reviewer's
 *     own where it was edited; else null
 * @param score 1 (useless) to 5 (perfect) where the answer was scored; else null
 * @param note in the reviewer's words, or null
 * @param epochMillis when
 */
public record Reviewed(
    String id,
    String reviewId,
    String exampleId,
    String model,
    String reviewer,
    Kind kind,
    @Nullable Message answer,
    @Nullable Integer score,
    @Nullable String note,
    long epochMillis) {
  public static final int WORST = 1;
  public static final int BEST = 5;

  /** The score from which an answer counts as right. */
  public static final int GOOD = 4;

  /** What can be decided of a proposed answer, alone or beside the logged one. */
  public enum Kind {
    /** It is right as it is. */
    APPROVED,
    /** It is wrong, and the reviewer wrote the right one. */
    EDITED,
    /** It is wrong. */
    REJECTED,
    /** It is as good as the score says. */
    SCORED,
    /** Not told whose is which, the reviewer found it better than the logged one. */
    PROPOSED_BETTER,
    /** Not told whose is which, the reviewer found the logged one better. */
    LOGGED_BETTER,
    /** Not told whose is which, the reviewer found neither better. */
    NEITHER_BETTER;

    /**
     * The kind of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Kind of(String text) {
      for (Kind kind : values()) {
        if (kind.text().equals(text)) {
          return kind;
        }
      }
      throw new IllegalArgumentException(
          "Unknown decision '" + text + "'. Use approved, edited, rejected or scored.");
    }

    /** Whether it compares two answers whose authors were not named: see {@link BlindPair}. */
    public boolean blind() {
      return this == PROPOSED_BETTER || this == LOGGED_BETTER || this == NEITHER_BETTER;
    }

    /** Its name in lower case, as tables hold it. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Reviewed {
    requireNonNull(id, "id");
    requireNonNull(reviewId, "reviewId");
    requireNonNull(exampleId, "exampleId");
    requireNonNull(model, "model");
    requireNonNull(reviewer, "reviewer");
    requireNonNull(kind, "kind");
    boolean namesAnswer = kind == Kind.APPROVED || kind == Kind.EDITED;
    if (namesAnswer != (answer != null)) {
      throw new IllegalArgumentException(
          "Invalid decision '"
              + kind.text()
              + (namesAnswer ? "' without an answer." : "' with an answer.")
              + " Approved and edited ones name the right answer; others name none.");
    }
    if ((kind == Kind.SCORED) != (score != null)
        || (score != null && (score < WORST || score > BEST))) {
      throw new IllegalArgumentException(
          "Invalid score of a decision '"
              + kind.text()
              + "': "
              + score
              + ". Scored ones have 1 to 5; others have none.");
    }
  }

  /** Whether the proposed answer is right by it; a blind decision does not say. */
  public boolean findsRight() {
    return kind == Kind.APPROVED || (score != null && score >= GOOD);
  }

  /**
   * Of a blind decision 1 where the proposed answer is better, a half where neither is, or else 0.
   *
   * @throws IllegalStateException if it is of another kind
   */
  public double preference() {
    return switch (kind) {
      case PROPOSED_BETTER -> 1;
      case NEITHER_BETTER -> 0.5;
      case LOGGED_BETTER -> 0;
      case APPROVED, EDITED, REJECTED, SCORED ->
          throw new IllegalStateException("'" + kind.text() + "' compares no two answers.");
    };
  }

  /** Names it; shows no text. */
  @Override
  public String toString() {
    return "Reviewed(" + kind.text() + " by " + reviewer + " on " + reviewId + ")";
  }
}
