package dev.hone.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.chat.AnswerText;
import dev.hone.chat.Message;
import dev.hone.json.Json;

/** What the pages on which reviewers decide are made of. Their script reads the buttons. */
final class ReviewHtml {
  private ReviewHtml() {}

  /** All before the reviews. */
  static StringBuilder begin(String title, String reviewer, String nonce) {
    return new StringBuilder(
            Page.begin(title, ReviewPage.policy(nonce), Page.resource("review.css")))
        .append("<p class='eyebrow'><b>Hone</b> reviews by ")
        .append(Html.text(reviewer))
        .append("</p><h1 id='title'></h1>")
        .append("<p id='state' class='lead' role='status'></p>");
  }

  /** All after them; the page, whole. */
  static String end(StringBuilder html, String keys, String nonce) {
    html.append("<footer><p class='keys'>").append(keys).append("</p></footer><script nonce='");
    html.append(nonce).append("'>").append(Page.resource("review.js")).append("</script>");
    return html.append(Page.end()).toString();
  }

  /** Begins one of the reviews. */
  static void begin(StringBuilder html, String id) {
    html.append("<section class='review' hidden data-id='").append(Html.text(id)).append("'>");
  }

  /** An answer with its heading. */
  static void answer(StringBuilder html, String title, String escaped) {
    html.append("<div><h3>").append(Html.shortened(title, 80)).append("</h3><pre dir='auto'>");
    html.append(escaped).append("</pre></div>");
  }

  static void note(StringBuilder html) {
    html.append("<input class='note' placeholder='note' aria-label='note'>");
  }

  /**
   * A button that decides.
   *
   * @param key on the keyboard that does the same, as the DOM calls it
   */
  static void button(StringBuilder html, String key, String decision, String label) {
    html.append("<button data-key='").append(key).append("' data-decision='").append(decision);
    html.append("'>").append(label).append("</button>");
  }

  /** An answer as text; JSON field by field, so that fields stand below each other. */
  static String shown(Message answer) {
    String text = AnswerText.of(answer);
    JsonNode json = text.startsWith("{") || text.startsWith("[") ? Json.read(text) : null;
    return json == null ? text : json.toPrettyString();
  }
}
