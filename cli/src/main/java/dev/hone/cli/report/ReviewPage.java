package dev.hone.cli.report;

import dev.hone.chat.AnswerText;
import dev.hone.reviews.Review;
import dev.hone.reviews.WordDiff;
import java.util.List;

/**
 * The page on which a reviewer decides, one answer at a time, by keyboard or mouse: what was asked,
 * what the log has, what is proposed, and where the two differ.
 */
public final class ReviewPage {
  private static final String KEYS =
      "<kbd>a</kbd> approve <kbd>r</kbd> reject <kbd>e</kbd> edit <kbd>1</kbd>–<kbd>5</kbd> score"
          + " <kbd>n</kbd> note <kbd>j</kbd> next <kbd>k</kbd> back <kbd>q</kbd> end";

  private ReviewPage() {}

  /** What the page may do: run its own script, and send to where it came from. */
  public static String policy(String nonce) {
    return "default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-"
        + nonce
        + "'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
  }

  /**
   * The page, whole.
   *
   * @param reviews in the order to decide them
   * @param nonce names the page's own script to its policy
   */
  public static String render(List<Review> reviews, String reviewer, String nonce) {
    StringBuilder html = ReviewHtml.begin("Reviews", reviewer, nonce);
    reviews.forEach(review -> append(html, review));
    return ReviewHtml.end(html, KEYS, nonce);
  }

  private static void append(StringBuilder html, Review review) {
    ReviewHtml.begin(html, review.id());
    html.append("<h2>")
        .append(Html.text(String.join("; ", review.reasons().words())))
        .append("</h2>")
        .append(ConversationHtml.of(review.conversation()));
    List<WordDiff.Piece> pieces =
        WordDiff.of(ReviewHtml.shown(review.logged()), ReviewHtml.shown(review.proposed()));
    html.append("<div class='two'>");
    ReviewHtml.answer(html, "logged", DiffHtml.first(pieces));
    ReviewHtml.answer(html, "proposed by " + review.model(), DiffHtml.second(pieces));
    html.append("</div><textarea class='edit' hidden spellcheck='false' aria-label='the right")
        .append(" answer; Ctrl+Enter keeps it'>\n") // HTML takes the first line break away
        .append(Html.exact(AnswerText.of(review.proposed())))
        .append("</textarea><p class='hint' hidden><kbd>Ctrl</kbd>+<kbd>Enter</kbd> keeps the")
        .append(" answer, <kbd>Esc</kbd> leaves it</p>");
    ReviewHtml.note(html);
    html.append("<div class='actions'>");
    ReviewHtml.button(html, "a", "approved", "Approve");
    html.append("<button data-key='e'>Edit</button>");
    ReviewHtml.button(html, "r", "rejected", "Reject");
    for (int score = 1; score <= 5; score++) {
      String key = Integer.toString(score);
      ReviewHtml.button(html, key, "scored", key);
    }
    html.append("<span class='said'></span></div></section>\n");
  }
}
