package dev.hone.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.chat.AnswerText;
import dev.hone.json.Json;
import dev.hone.reviews.Review;
import dev.hone.reviews.WordDiff;
import java.util.List;

/**
 * The page on which a reviewer decides, one answer at a time, by keyboard or mouse: what was asked,
 * what the log has, what is proposed, and where the two differ.
 */
public final class ReviewPage {
  private static final String KEYS =
      "<p class='keys'><kbd>a</kbd> approve <kbd>r</kbd> reject <kbd>e</kbd> edit"
          + " <kbd>1</kbd>–<kbd>5</kbd> score <kbd>n</kbd> note <kbd>j</kbd> next"
          + " <kbd>k</kbd> back <kbd>q</kbd> end</p>";

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
    StringBuilder html =
        new StringBuilder(
            Page.begin("Reviews", ReviewPage.policy(nonce), Page.resource("review.css")));
    html.append("<p class='eyebrow'><b>Hone</b> reviews by ")
        .append(Html.text(reviewer))
        .append("</p><h1 id='title'></h1>")
        .append("<p id='state' class='lead' role='status'></p>");
    for (Review review : reviews) {
      append(html, review);
    }
    html.append("<footer>").append(KEYS).append("</footer><script nonce='");
    html.append(nonce).append("'>").append(Page.resource("review.js")).append("</script>");
    return html.append(Page.end()).toString();
  }

  private static void append(StringBuilder html, Review review) {
    html.append("<section class='review' hidden data-id='")
        .append(Html.text(review.id()))
        .append("'><h2>")
        .append(Html.text(String.join("; ", review.reasons().words())))
        .append("</h2>")
        .append(ConversationHtml.of(review.conversation()));
    String logged = shown(AnswerText.of(review.logged()));
    String proposed = shown(AnswerText.of(review.proposed()));
    List<WordDiff.Piece> pieces = WordDiff.of(logged, proposed);
    html.append("<div class='two'>");
    side(html, "logged", DiffHtml.first(pieces));
    side(html, "proposed by " + review.model(), DiffHtml.second(pieces));
    html.append("</div><textarea class='edit' hidden spellcheck='false' aria-label='the right")
        .append(" answer; Ctrl+Enter keeps it'>\n") // HTML takes the first line break away
        .append(Html.exact(AnswerText.of(review.proposed())))
        .append("</textarea><p class='hint' hidden><kbd>Ctrl</kbd>+<kbd>Enter</kbd> keeps the")
        .append(" answer, <kbd>Esc</kbd> leaves it</p>")
        .append("<input class='note' placeholder='note' aria-label='note'>")
        .append("<div class='actions'><button data-key='a'>Approve</button><button")
        .append(" data-key='e'>Edit</button><button data-key='r'>Reject</button>");
    for (int score = 1; score <= 5; score++) {
      html.append("<button data-key='").append(score).append("'>").append(score);
      html.append("</button>");
    }
    html.append("<span class='said'></span></div></section>\n");
  }

  private static void side(StringBuilder html, String title, String escaped) {
    html.append("<div><h3>").append(Html.shortened(title, 80)).append("</h3><pre dir='auto'>");
    html.append(escaped).append("</pre></div>");
  }

  /** JSON field by field, so that fields stand below each other. */
  private static String shown(String answer) {
    JsonNode json = answer.startsWith("{") || answer.startsWith("[") ? Json.read(answer) : null;
    return json == null ? answer : json.toPrettyString();
  }
}
