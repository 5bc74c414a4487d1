package dev.hone.cli.report;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The page's part on labels that were made anew. All text passes through {@link Html}. */
final class LabelsSection {
  private static final int REQUEST_CHARS = 1500;
  private static final int SAID_CHARS = 900;
  private static final int MOST_CRITERIA = 60;

  private final LabelsReport labels;
  private final StringBuilder html = new StringBuilder();

  private LabelsSection(LabelsReport labels) {
    this.labels = labels;
  }

  static String of(LabelsReport labels) {
    return new LabelsSection(labels).section();
  }

  private String section() {
    html.append("<section><h2>Labels made anew</h2><p class='lead'>");
    html.append(Html.text(Sentences.relabelled(labels))).append("</p>");
    if (labels.simulated()) {
      html.append("<p class='notice'><strong>The teacher is simulated.</strong> It is a program")
          .append(" that stands in for a strong model: right on about three of four of its own")
          .append(" drafts, its reviews and checks better than that. Nobody was paid; costs say")
          .append(" what the tokens would have cost. What this shows is that the method works")
          .append(" with such a teacher.</p>");
    }
    accuracy();
    table("What became of the labels", "Rows", labels.outcomes());
    table("Why rewriting ended", "Rows", labels.stopped());
    paragraph(Sentences.labelCosts(labels));
    if (labels.cascade() != null) {
      paragraph(Sentences.cascade(labels.cascade()));
    }
    criteria();
    rows();
    return html.append("</section>\n").toString();
  }

  private void accuracy() {
    if (labels.accuracyBy().isEmpty()) {
      paragraph(
          "No truth is known for this log, so nobody can say how many labels are right; the rows"
              + " below are there to be read.");
      return;
    }
    html.append("<table class='after'><tr><th>Train labels that are right</th><th class='n'>Rows")
        .append("</th><th class='n'>As logged</th><th class='n'>95%</th><th")
        .append(" class='n'>Relabelled</th><th class='n'>95%</th></tr>");
    labels
        .accuracyBy()
        .forEach(
            (group, shares) ->
                row(
                    List.of(
                        group.replace('_', ' '),
                        Figures.count(shares.before().of()),
                        Figures.percent(shares.before()),
                        Figures.interval(shares.before()),
                        Figures.percent(shares.after()),
                        Figures.interval(shares.after()))));
    html.append("</table>");
  }

  private void table(String name, String counted, Map<String, Long> counts) {
    if (counts.isEmpty()) {
      return;
    }
    html.append("<table class='after'><tr><th>")
        .append(Html.text(name))
        .append("</th><th class='n'>")
        .append(Html.text(counted))
        .append("</th></tr>");
    counts.forEach((reason, count) -> row(List.of(reason, Figures.count(count))));
    html.append("</table>");
  }

  private void criteria() {
    if (labels.criteria().isEmpty()) {
      return;
    }
    html.append("<table class='after'><tr><th>Criterion</th><th>Text</th><th class='n'>First")
        .append(" answers that broke it</th></tr>");
    labels.criteria().stream()
        .limit(MOST_CRITERIA)
        .forEach(
            criterion ->
                html.append("<tr><td><code>")
                    .append(Html.text(criterion.id()))
                    .append("</code>")
                    .append(criterion.found() ? "" : " <span class='tag'>was in force</span>")
                    .append("</td><td class='break'>")
                    .append(Html.text(criterion.text()))
                    .append("</td><td class='n'>")
                    .append(Figures.count(criterion.broken()))
                    .append("</td></tr>"));
    html.append("</table>");
    if (labels.criteria().size() > MOST_CRITERIA) {
      paragraph(
          Figures.count(labels.criteria().size() - MOST_CRITERIA) + " more are in report.json.");
    }
    labels
        .criteriaProblems()
        .forEach(
            (task, problem) ->
                paragraph(
                    "No criteria for "
                        + (task.isEmpty() ? "examples of no task" : task)
                        + ": "
                        + problem));
  }

  private void rows() {
    if (labels.samplesShown().isEmpty()) {
      return;
    }
    html.append("<h3 class='after'>Rows side by side</h3>");
    for (LabelsReport.RelabelledRow row : labels.samplesShown()) {
      html.append("<div class='sample'><div><pre dir='auto'>")
          .append(Html.shortened(row.request().strip(), REQUEST_CHARS))
          .append("</pre>");
      if (row.note() != null) {
        html.append("<span class='tag'>").append(Html.text(row.note())).append("</span>");
      }
      html.append("</div><div>");
      if (row.truth() != null) {
        answer(null, "Truth", row.truth());
      }
      answer(row.beforeRight(), "Logged answer", row.before());
      answer(row.afterRight(), "Label", row.after());
      html.append("<details><summary>")
          .append(Html.text(row.outcome()))
          .append(", in ")
          .append(Figures.count(row.steps().size()))
          .append(" steps</summary>");
      row.steps().forEach(this::step);
      html.append("</details></div></div>");
    }
  }

  private void step(LabelsReport.Step step) {
    html.append("<div class='turn'><div class='who'>").append(Html.text(step.kind()));
    if (step.agent() != null) {
      html.append(" <span class='tag'>")
          .append(Html.shortened(step.agent(), 120))
          .append("</span>");
    }
    html.append(" ").append(Html.shortened(step.outcome(), 200)).append("</div>");
    if (!step.failed().isEmpty()) {
      html.append("<p class='facts'>")
          .append(Html.text(String.join(", ", step.failed())))
          .append("</p>");
    }
    if (step.said() != null) {
      html.append("<pre dir='auto'>")
          .append(Html.shortened(step.said(), SAID_CHARS))
          .append("</pre>");
    }
    if (!step.reason().isBlank()) {
      html.append("<p class='facts'>")
          .append(Html.shortened(step.reason(), SAID_CHARS))
          .append("</p>");
    }
    html.append("</div>");
  }

  private void answer(@Nullable Boolean right, String who, String text) {
    html.append("<div class='")
        .append(right == null ? "answer" : right ? "answer right" : "answer wrong")
        .append("'><span class='who'><span class='mark'>")
        .append(right == null ? "" : right ? "\u2713" : "\u2717")
        .append("</span>")
        .append(Html.text(who))
        .append("</span><pre dir='auto'>")
        .append(Html.shortened(text.strip(), SAID_CHARS))
        .append("</pre></div>");
  }

  private void row(List<String> cells) {
    html.append("<tr>");
    for (int i = 0; i < cells.size(); i++) {
      html.append(i == 0 ? "<td class='break'>" : "<td class='n'>")
          .append(Html.text(cells.get(i)))
          .append("</td>");
    }
    html.append("</tr>");
  }

  private void paragraph(String text) {
    html.append("<p class='after'>").append(Html.text(text)).append("</p>");
  }
}
