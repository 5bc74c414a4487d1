package dev.hone.cli.report;

import java.util.List;

/** {@link Payback} as a page that a person who pays the bills can read. */
public final class PaybackPage {
  private PaybackPage() {}

  /** The page, whole. */
  public static String render(Payback payback) {
    StringBuilder html = new StringBuilder(Page.begin("Payback of " + payback.source()));
    html.append("<p class='eyebrow'><b>Hone</b> payback of ")
        .append(Html.text(payback.source()))
        .append("</p><h1>")
        .append(headline(payback.tasks()))
        .append("</h1><p class='lead'>What each task of this log costs today, and what a small")
        .append(" model tuned for it costs and can do, where a run has measured it. Months are of")
        .append(" thirty days at the log's pace.</p>");
    if (payback.tasks().stream()
        .anyMatch(task -> task.measured() != null && task.measured().simulated())) {
      html.append("<p class='notice'>A run below used a sample log or a simulated teacher: its")
          .append(" figures show the method, not your money.</p>");
    }
    html.append("<section><table><tr><th>Task</th><th class='n'>Calls a month</th><th")
        .append(" class='n'>USD a month today</th><th class='n'>Tuned model reaches</th><th")
        .append(" class='n'>USD a month tuned</th><th class='n'>Getting there, once</th><th")
        .append(" class='n'>Pays after</th></tr>");
    payback.tasks().forEach(task -> row(html, task));
    html.append("</table>");
    if (payback.otherTasks() > 0) {
      html.append("<p class='facts'>and ")
          .append(Figures.count(payback.otherTasks()))
          .append(" smaller tasks</p>");
    }
    html.append("</section>");
    notes(html, payback.tasks());
    return html.append(Page.end()).toString();
  }

  private static String headline(List<Payback.Task> tasks) {
    long pays = tasks.stream().filter(task -> task.days().isPresent()).count();
    return pays == 0
        ? "No task of this log is known to pay yet"
        : pays == 1
            ? "Tuning pays for one task of this log"
            : "Tuning pays for " + pays + " tasks of this log";
  }

  private static void row(StringBuilder html, Payback.Task task) {
    Payback.Measured measured = task.measured();
    html.append("<tr><td class='break'>").append(Html.shortened(task.label(), 80));
    cell(html, Figures.count(Math.round(task.monthlyCalls())));
    cell(html, Figures.usd(task.monthlyUsd()));
    cell(html, measured == null ? Figures.UNKNOWN : PaybackTable.reached(measured));
    cell(html, Figures.usd(task.tunedMonthlyUsd()));
    cell(html, Figures.usd(measured == null ? null : measured.onceUsd()));
    cell(html, PaybackTable.after(task));
    html.append("</td></tr>");
  }

  private static void cell(StringBuilder html, String text) {
    html.append("</td><td class='n'>").append(Html.text(text));
  }

  private static void notes(StringBuilder html, List<Payback.Task> tasks) {
    html.append("<section><h2>Where the figures come from</h2><table>");
    for (Payback.Task task : tasks) {
      Payback.Measured measured = task.measured();
      if (measured != null) {
        html.append("<tr><th>").append(Html.shortened(task.label(), 60)).append("</th><td>");
        html.append(Html.text(note(measured))).append("</td></tr>");
      }
    }
    html.append("</table><p class='facts'>The interval is a 95% one. Spending today is by the")
        .append(" prices of the log's models; calls of unknown price are taken to cost what the")
        .append(" others do. Getting there is the run's hours on its machine and the new labels;")
        .append(" people's time, and what a judge that costs money was paid, are not in it")
        .append(" (SELECT * FROM hone_spend() tells the latter).</p></section>");
  }

  private static String note(Payback.Measured measured) {
    StringBuilder note = new StringBuilder("Run ").append(measured.run()).append(": ");
    note.append(Figures.count(measured.reached().right()))
        .append(" of ")
        .append(Figures.count(measured.reached().of()))
        .append(" held-out requests ")
        .append(measured.byTruth() ? "answered rightly" : "answered exactly as the log did");
    Share logged = measured.logged();
    if (logged != null) {
      note.append(" (the logged answers: ").append(Figures.percent(logged)).append(")");
    }
    if (measured.otherTasks() > 0) {
      note.append("; ").append(measured.otherTasks()).append(" smaller tasks are in that figure");
    }
    note.append("; machine ").append(Figures.usd(measured.machineUsd()));
    note.append(", labels ").append(Figures.usd(measured.labelsUsd()));
    return note.append(measured.simulated() ? "; made-up log or teacher." : ".").toString();
  }
}
