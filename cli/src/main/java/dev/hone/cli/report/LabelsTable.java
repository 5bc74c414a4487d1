package dev.hone.cli.report;

import java.util.ArrayList;
import java.util.List;

/** The part of the screen's table that tells how labels were made anew. */
final class LabelsTable {
  private LabelsTable() {}

  static void append(StringBuilder text, LabelsReport labels) {
    text.append('\n');
    if (!labels.accuracyBy().isEmpty()) {
      List<List<String>> table = new ArrayList<>();
      List<String> head = new ArrayList<>(List.of("Train labels"));
      List<String> before = new ArrayList<>(List.of("as logged"));
      List<String> after = new ArrayList<>(List.of("relabelled"));
      for (String group :
          List.of(
              Report.ALL,
              Report.OTHER,
              Report.SYSTEMATIC,
              Report.SEEN_WORDING,
              Report.UNSEEN_WORDING)) {
        LabelsReport.BeforeAfter shares = labels.accuracyBy().get(group);
        if (shares != null) {
          head.add(group.equals(Report.ALL) ? "right" : group.replace('_', ' '));
          before.add(Figures.percent(shares.before()));
          after.add(Figures.percent(shares.after()));
          if (group.equals(Report.ALL)) {
            head.add("95%");
            before.add(Figures.interval(shares.before()));
            after.add(Figures.interval(shares.after()));
          }
        }
      }
      table.addAll(List.of(head, before, after));
      ReportTable.align(text, table);
    }
    text.append(Sentences.relabelled(labels)).append('\n');
    text.append(Sentences.outcomes(labels)).append('\n');
    text.append(Sentences.labelCosts(labels)).append('\n');
    if (labels.cascade() != null) {
      text.append(Sentences.cascade(labels.cascade())).append('\n');
    }
    if (!labels.criteria().isEmpty()) {
      text.append("Criteria:\n");
      for (LabelsReport.CheckedCriterion criterion : labels.criteria()) {
        text.append("  ")
            .append(criterion.id())
            .append("  ")
            .append(criterion.text())
            .append(" (broken by ")
            .append(Figures.count(criterion.broken()))
            .append(" first answers)\n");
      }
    }
    labels
        .criteriaProblems()
        .forEach(
            (task, problem) ->
                text.append("No criteria for ")
                    .append(task.isEmpty() ? "examples of no task" : task)
                    .append(": ")
                    .append(problem)
                    .append('\n'));
  }
}
