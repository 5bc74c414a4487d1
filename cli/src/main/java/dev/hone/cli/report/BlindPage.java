package dev.hone.cli.report;

import dev.hone.reviews.BlindPair;
import dev.hone.reviews.WordDiff;
import java.util.List;
import java.util.Map;

/**
 * The page on which a reviewer says which of two answers is better and is not told whose they are:
 * nothing on it depends on that, neither words nor marks nor the names of elements.
 */
public final class BlindPage {
  private static final String QUESTION = "Which answer is better?";

  private static final String KEYS =
      "<kbd>←</kbd> left is better <kbd>→</kbd> right is better <kbd>t</kbd> neither <kbd>n</kbd>"
          + " note <kbd>j</kbd> next <kbd>k</kbd> back <kbd>q</kbd> end";

  private BlindPage() {}

  /**
   * The page, whole.
   *
   * @param pairs in the order to decide them, by what the page is to know them by
   * @param nonce names the page's own script to its policy
   */
  public static String render(Map<String, BlindPair> pairs, String reviewer, String nonce) {
    StringBuilder html = ReviewHtml.begin(QUESTION, reviewer, nonce);
    pairs.forEach((token, pair) -> append(html, token, pair));
    return ReviewHtml.end(html, KEYS, nonce);
  }

  private static void append(StringBuilder html, String token, BlindPair pair) {
    ReviewHtml.begin(html, token);
    html.append("<h2>")
        .append(QUESTION)
        .append("</h2>")
        .append(ConversationHtml.of(pair.review().conversation()));
    List<WordDiff.Piece> pieces =
        WordDiff.of(ReviewHtml.shown(pair.left()), ReviewHtml.shown(pair.right()));
    html.append("<div class='two'>");
    ReviewHtml.answer(html, "left", DiffHtml.marked(pieces, WordDiff.In.FIRST));
    ReviewHtml.answer(html, "right", DiffHtml.marked(pieces, WordDiff.In.SECOND));
    html.append("</div>");
    ReviewHtml.note(html);
    html.append("<div class='actions'>");
    ReviewHtml.button(html, "ArrowLeft", "left", "Left is better");
    ReviewHtml.button(html, "t", "tie", "Neither");
    ReviewHtml.button(html, "ArrowRight", "right", "Right is better");
    html.append("<span class='said'></span></div></section>\n");
  }
}
