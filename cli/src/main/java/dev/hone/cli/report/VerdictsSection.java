package dev.hone.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The page's part on who beats whom, and how far the judge can be believed. */
final class VerdictsSection {
  private final VerdictsReport verdicts;
  private final StringBuilder html = new StringBuilder();

  private VerdictsSection(VerdictsReport verdicts) {
    this.verdicts = verdicts;
  }

  /**
   * The part.
   *
   * @param judge the verdict on the tuned model against the logged one, or null where there is none
   */
  static String of(VerdictsReport verdicts, Report.@Nullable Judge judge) {
    return new VerdictsSection(verdicts).section(judge);
  }

  private String section(Report.@Nullable Judge judge) {
    html.append("<section><h2>Who beats whom</h2>");
    if (judge != null) {
      html.append("<p class='lead'>").append(Html.text(Sentences.judge(judge)));
      html.append(
          " Each pair was judged in both orders; a judge that changes its mind with the order has"
              + " called a tie, and the same answers tie without asking.</p>");
    }
    GateReport gate = verdicts.gate();
    if (gate != null) {
      html.append("<p class='gate ")
          .append(gate.passes() ? "passed" : "open")
          .append("'><b>May it take over? ")
          .append(VerdictSentences.mayTakeOver(gate))
          .append("</b> ")
          .append(Html.text(VerdictSentences.gate(gate)))
          .append("</p>");
    }
    if (VerdictSentences.decided(verdicts)) {
      matrix();
    } else if (!verdicts.pairs().isEmpty()) {
      paragraph("The judge found no answer better than another: there is nobody to rank.");
    }
    bias();
    counts();
    return html.append("</section>\n").toString();
  }

  private void matrix() {
    List<String> models = models();
    html.append("<table class='matrix after'><tr><th>Preferred to</th>");
    for (String model : models) {
      html.append("<th class='n'>").append(Html.text(Answerer.title(model))).append("</th>");
    }
    boolean rated = !verdicts.strengths().isEmpty();
    html.append(rated ? "<th class='n'>Strength</th></tr>" : "</tr>");
    for (String model : models) {
      html.append("<tr><th>").append(Html.text(Answerer.title(model))).append("</th>");
      for (String other : models) {
        cell(model, other);
      }
      if (rated) {
        strength(model);
      }
      html.append("</tr>");
    }
    html.append("</table>");
    html.append("<p class='facts after'>");
    html.append(
            "How often the answer of the model on the left was preferred to that of the model above,"
                + " ties counted half; below it the 95% interval, requests of one session counting as"
                + " one voice. Coloured where the interval leaves no doubt."
                + (rated
                    ? " Strength puts all in one order (Bradley–Terry): 1,000 is the logged model, 100"
                        + " more win 64% of the pairs."
                    : ""))
        .append("</p>");
  }

  /** By strength, then as a run names them. */
  private List<String> models() {
    List<String> models = new ArrayList<>();
    verdicts.strengths().forEach(strength -> models.add(strength.model()));
    for (Answerer model : Answerer.values()) {
      boolean compared =
          verdicts.pairs().stream()
              .anyMatch(
                  pair -> pair.model().equals(model.key()) || pair.other().equals(model.key()));
      if (compared && !models.contains(model.key())) {
        models.add(model.key());
      }
    }
    return models;
  }

  private void cell(String model, String other) {
    for (VerdictsReport.Pair pair : verdicts.pairs()) {
      Double share = pair.share();
      Double low = pair.low();
      Double high = pair.high();
      if (share == null || low == null || high == null) {
        continue;
      }
      if (pair.model().equals(model) && pair.other().equals(other)) {
        cell(share, low, high, pair.pairs() - pair.unread());
        return;
      }
      if (pair.model().equals(other) && pair.other().equals(model)) {
        cell(1 - share, 1 - high, 1 - low, pair.pairs() - pair.unread());
        return;
      }
    }
    html.append("<td class='n'>").append(model.equals(other) ? "" : Figures.UNKNOWN);
    html.append("</td>");
  }

  private void cell(double share, double low, double high, long pairs) {
    html.append(
        String.format(
            Locale.ROOT,
            "<td class='n%s' title='%s pairs'>%s<small>%.1f–%.1f%%</small></td>",
            low > 0.5 ? " beats" : high < 0.5 ? " loses" : "",
            Figures.count(pairs),
            Figures.percent(share),
            100 * low,
            100 * high));
  }

  private void strength(String model) {
    for (VerdictsReport.Strength strength : verdicts.strengths()) {
      if (strength.model().equals(model)) {
        html.append(
            String.format(
                Locale.ROOT,
                "<td class='n'>%,.0f<small>%s</small></td>",
                strength.elo(),
                model.equals(Answerer.LOGGED.key())
                    ? "fixed"
                    : String.format(
                        Locale.ROOT,
                        "wins %.1f–%.1f%%",
                        100 * strength.low(),
                        100 * strength.high())));
        return;
      }
    }
    html.append("<td class='n'>")
        .append(Figures.UNKNOWN)
        .append("<small>always or never preferred</small></td>");
  }

  private void bias() {
    if (verdicts.positionBias() != null) {
      paragraph(VerdictSentences.position(verdicts.positionBias()));
    }
    if (verdicts.lengthBias() != null) {
      paragraph(VerdictSentences.length(verdicts.lengthBias()));
    }
  }

  private void counts() {
    if (verdicts.pairs().isEmpty()) {
      return;
    }
    html.append("<details><summary>Counts of all pairs</summary><table><tr><th>Pair</th>");
    for (String head :
        List.of(
            "Requests", "Not answered", "The same", "Won", "Lost", "Tied", "Flipped", "Unread")) {
      html.append("<th class='n'>").append(head).append("</th>");
    }
    html.append("</tr>");
    for (VerdictsReport.Pair pair : verdicts.pairs()) {
      html.append("<tr><td>")
          .append(Html.text(Answerer.title(pair.model())))
          .append(" against ")
          .append(Html.text(Answerer.title(pair.other())))
          .append("</td>");
      for (long count :
          new long[] {
            verdicts.requests(),
            pair.unanswered(),
            pair.identical(),
            pair.wins(),
            pair.losses(),
            pair.ties(),
            pair.flips(),
            pair.unread()
          }) {
        html.append("<td class='n'>").append(Figures.count(count)).append("</td>");
      }
      html.append("</tr>");
    }
    html.append("</table></details>");
  }

  private void paragraph(String text) {
    html.append("<p class='after'>").append(Html.text(text)).append("</p>");
  }
}
