package dev.hone.cli.report;

import dev.hone.reviews.WordDiff;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The page's part of held-out requests over which somebody disagrees, to read side by side. */
final class DisagreementsSection {
  private static final int REQUEST_CHARS = 1500;
  private static final int ANSWER_CHARS = 700;

  private DisagreementsSection() {}

  static String of(List<VerdictsReport.Disagreement> disagreements) {
    StringBuilder html =
        new StringBuilder(
            "<section><h2>Disagreements to read</h2><p class='lead'>Held-out requests where the"
                + " judge and the truth disagree, where it changed its mind with the order, or"
                + " where it prefers the logged answer. Marked is where the two answers"
                + " differ.</p>");
    for (VerdictsReport.Disagreement one : disagreements) {
      html.append("<div class='sample'><div><pre dir='auto'>")
          .append(Html.shortened(one.request().strip(), REQUEST_CHARS))
          .append("</pre><span class='tag'>")
          .append(Html.text(one.why()))
          .append("</span></div><div>");
      if (one.truth() != null) {
        answer(html, null, "Truth", Html.shortened(one.truth().strip(), ANSWER_CHARS));
      }
      List<WordDiff.Piece> pieces = WordDiff.of(cut(one.logged()), cut(one.tuned()));
      answer(html, one.loggedRight(), Answerer.LOGGED.title(), DiffHtml.first(pieces));
      answer(html, one.tunedRight(), Answerer.TUNED.title(), DiffHtml.second(pieces));
      for (String reason : one.reasons()) {
        html.append("<p class='facts'>Judge: ").append(Html.text(reason)).append("</p>");
      }
      html.append("</div></div>");
    }
    return html.append("</section>\n").toString();
  }

  /** As {@link Html#shortened}, before what is compared is escaped. */
  private static String cut(String answer) {
    String text = answer.strip();
    if (text.length() <= ANSWER_CHARS) {
      return text;
    }
    boolean halved = Character.isHighSurrogate(text.charAt(ANSWER_CHARS - 1));
    return text.substring(0, halved ? ANSWER_CHARS - 1 : ANSWER_CHARS) + "…";
  }

  private static void answer(
      StringBuilder html, @Nullable Boolean right, String who, String escaped) {
    html.append("<div class='")
        .append(right == null ? "answer" : right ? "answer right" : "answer wrong")
        .append("'><span class='who'><span class='mark'>")
        .append(right == null ? "" : right ? "✓" : "✗")
        .append("</span>")
        .append(Html.text(who))
        .append("</span><pre dir='auto'>")
        .append(escaped)
        .append("</pre></div>");
  }
}
