package dev.hone.reviews;

import dev.hone.chat.Message;
import dev.hone.json.Json;
import java.util.Locale;

/**
 * The two answers of a review as one person sees them who is not told whose they are. Which stands
 * left is as good as random, another for each review and person, and always the same for both.
 */
public record BlindPair(Review review, String reviewer) {
  /** What can be said of the two. */
  public enum Choice {
    LEFT,
    RIGHT,
    TIE;

    /**
     * The choice of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Choice of(String text) {
      for (Choice choice : values()) {
        if (choice.text().equals(text)) {
          return choice;
        }
      }
      throw new IllegalArgumentException("Unknown choice '" + text + "'. Use left, right or tie.");
    }

    /** Its name in lower case. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private boolean proposedIsLeft() {
    String hash = Json.sha256("blind", review.id(), reviewer);
    return Character.digit(hash.charAt(0), 16) < 8;
  }

  public Message left() {
    return proposedIsLeft() ? review.proposed() : review.logged();
  }

  public Message right() {
    return proposedIsLeft() ? review.logged() : review.proposed();
  }

  /** What a choice decides. */
  public Reviewed.Kind kind(Choice choice) {
    if (choice == Choice.TIE) {
      return Reviewed.Kind.NEITHER_BETTER;
    }
    return (choice == Choice.LEFT) == proposedIsLeft()
        ? Reviewed.Kind.PROPOSED_BETTER
        : Reviewed.Kind.LOGGED_BETTER;
  }

  /** Names the review; shows no text and no place. */
  @Override
  public String toString() {
    return "BlindPair(" + review.id() + " for " + reviewer + ")";
  }
}
