package dev.hone.cli.report;

import java.util.ArrayList;
import java.util.List;

/** The page's part on what each model keeps of the criteria. */
final class CriteriaSection {
  private static final int MOST_CRITERIA = 60;

  private CriteriaSection() {}

  static String of(CriteriaReport criteria) {
    StringBuilder html = new StringBuilder("<section><h2>Criteria by model</h2><p class='lead'>");
    html.append(Html.text(VerdictSentences.criteria(criteria))).append("</p>");
    if (criteria.problem() != null) {
      html.append("<p class='notice'>The first without a verdict: ")
          .append(Html.shortened(criteria.problem(), 300))
          .append("</p>");
    }
    if (!criteria.criteria().isEmpty()) {
      table(html, criteria);
    }
    return html.append("</section>\n").toString();
  }

  private static void table(StringBuilder html, CriteriaReport criteria) {
    List<Answerer> models = new ArrayList<>();
    html.append("<table class='criteria'><tr><th>Criterion</th>");
    for (Answerer model : Answerer.values()) {
      if (criteria.criteria().stream().anyMatch(one -> one.kept().containsKey(model.key()))) {
        models.add(model);
        html.append("<th class='n'>").append(Html.text(model.title())).append("</th>");
      }
    }
    html.append("</tr>");
    boolean manyTasks =
        criteria.criteria().stream().map(CriteriaReport.Kept::task).distinct().count() > 1;
    criteria.criteria().stream()
        .limit(MOST_CRITERIA)
        .forEach(
            one -> {
              html.append("<tr><td class='break'><code>")
                  .append(Html.text(one.id()))
                  .append("</code> ")
                  .append(manyTasks ? "<span class='tag'>" + Html.text(task(one)) + "</span> " : "")
                  .append(Html.text(one.text()))
                  .append("</td>");
              models.forEach(model -> cell(html, criteria, one, model));
              html.append("</tr>");
            });
    html.append(
            "</table><p class='facts after'>Share of answers that keep it, over the 95% interval")
        .append(" (Wilson). What a model keeps least is marked.");
    if (criteria.criteria().size() > MOST_CRITERIA) {
      html.append(' ')
          .append(Figures.count(criteria.criteria().size() - MOST_CRITERIA))
          .append(" more criteria are in report.json.");
    }
    html.append("</p>");
  }

  private static String task(CriteriaReport.Kept one) {
    return one.task().isEmpty() ? "no task" : one.task();
  }

  private static void cell(
      StringBuilder html, CriteriaReport criteria, CriteriaReport.Kept one, Answerer model) {
    Share share = one.kept().get(model.key());
    if (share == null) {
      html.append("<td class='n'>").append(Figures.UNKNOWN).append("</td>");
      return;
    }
    boolean worst =
        share.right() < share.of() && one.equals(VerdictSentences.worstOf(criteria, model));
    html.append(worst ? "<td class='n loses'>" : "<td class='n'>")
        .append(Figures.percent(share))
        .append("<small>")
        .append(Figures.interval(share))
        .append("</small></td>");
  }
}
