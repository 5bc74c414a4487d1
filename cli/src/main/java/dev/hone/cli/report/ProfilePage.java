package dev.hone.cli.report;

import dev.hone.calls.LoggedCall;
import dev.hone.profile.LogProfile;
import dev.hone.profile.Worth;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A log's profile as one HTML page. All logged text is escaped. */
public final class ProfilePage {
  private static final int NAME_CHARS = 34;
  private static final int NAME_WIDTH = 230;

  private final LogProfile profile;
  private final Map<String, LoggedCall> samples;
  private final StringBuilder html = new StringBuilder();

  private ProfilePage(LogProfile profile, Map<String, LoggedCall> samples) {
    this.profile = profile;
    this.samples = samples;
  }

  /**
   * The page, whole.
   *
   * @param samples the calls that the profile's tasks name as samples, by id; those missing are
   *     left out
   */
  public static String render(LogProfile profile, Map<String, LoggedCall> samples) {
    return new ProfilePage(profile, samples).page();
  }

  private String page() {
    html.append(Page.begin("Profile of " + profile.source()));
    header();
    tasks();
    days();
    models();
    outcomes();
    personalData();
    tools();
    samples();
    html.append("<footer>Written by Hone. Costs are list prices of the day the price table names")
        .append("; days are UTC.</footer>");
    return html.append(Page.end()).toString();
  }

  private void header() {
    LogProfile.Sum total = profile.total();
    long yes =
        profile.tasks().stream().filter(t -> t.worth().verdict() == Worth.Verdict.YES).count();
    html.append("<p class='eyebrow'><b>Hone</b> profile of ").append(Html.text(profile.source()));
    if (profile.from() != null && profile.to() != null) {
      html.append(" · ").append(day(profile.from())).append(" to ").append(day(profile.to()));
    }
    html.append("</p><h1>")
        .append(
            yes == 0
                ? "No task of this log looks worth tuning yet"
                : yes == 1
                    ? "One task of this log looks worth tuning"
                    : yes + " tasks of this log look worth tuning")
        .append("</h1><p class='lead'>A first look, by counting alone: no model was asked and")
        .append(" nothing was trained.</p><div class='tiles'>");
    tile(
        "tile first",
        "Calls",
        Figures.count(total.calls()),
        Figures.percent(share(total.complete(), total.calls())) + " can become examples");
    tile(
        "tile",
        "Cost",
        Figures.usd(total.usdIfKnown()),
        total.priced() == total.calls()
            ? "all calls priced"
            : Figures.count(total.calls() - total.priced()) + " calls of unknown cost not counted");
    tile(
        "tile",
        "Tokens",
        Figures.count(total.input() + total.output()),
        Figures.count(total.input())
            + " read ("
            + Figures.count(total.cached())
            + " cached), "
            + Figures.count(total.output())
            + " written");
    tile(
        "tile",
        "Repeats",
        Figures.percent(share(profile.nearRepeats(), total.calls())),
        Figures.count(profile.exactRepeats())
            + " exact, "
            + Figures.count(profile.nearRepeats())
            + " exact or near among complete calls");
    html.append("</div>\n");
  }

  private void tile(String style, String name, String value, String more) {
    html.append("<div class='")
        .append(style)
        .append("'><div class='name'>")
        .append(Html.text(name));
    html.append("</div><div class='value'>").append(Html.text(value));
    html.append("</div><div class='more'>").append(Html.text(more)).append("</div></div>");
  }

  private void tasks() {
    title(
        "Tasks, and which look worth tuning",
        "Calls with one task tag, or of one prompt template, are a task. The stand-in for a small tuned"
            + " model is the list price of "
            + profile.standIn().model()
            + " ("
            + profile.standIn().asOf()
            + "), reading prompts without the text that all of a task share. Worth tuning: at least "
            + Worth.MIN_EXAMPLES
            + " different complete requests, and at least "
            + Figures.usd(Worth.MIN_MONTHLY_SAVING)
            + " a month to save.");
    html.append(
        "<table><tr><th>Task</th><th class='n'>Calls</th><th class='n'>Different</th><th"
            + " class='n'>Same answer when asked again</th><th class='n'>Static text</th><th"
            + " class='n'>USD a month</th><th class='n'>Would save</th><th>First look</th></tr>");
    for (LogProfile.Task task : profile.tasks()) {
      html.append("<tr><td class='break'>").append(Html.shortened(task.label(), 80));
      cell(Figures.count(task.sum().calls()));
      cell(Figures.count(task.distinct()));
      cell(task.agreement() == null ? Figures.UNKNOWN : Figures.percent(task.agreement()));
      cell(Figures.percent(task.staticShare()));
      cell(Figures.usd(task.worth().monthlyUsd()));
      cell(Figures.usd(saving(task)));
      html.append("</td><td>")
          .append(
              task.worth().verdict() == Worth.Verdict.YES
                  ? "<b class='yes'>" + task.worth().verdict().title() + "</b>"
                  : task.worth().verdict().title())
          .append("</td></tr>");
    }
    html.append("</table>");
    if (profile.otherTasks() > 0) {
      html.append("<p class='after'>and ")
          .append(Figures.count(profile.otherTasks()))
          .append(" smaller tasks</p>");
    }
    html.append("</section>\n");
  }

  private static @Nullable Double saving(LogProfile.Task task) {
    Double saving = task.worth().monthlySaving();
    return saving == null ? null : (Double) Math.max(0, saving);
  }

  private void cell(String figure) {
    html.append("</td><td class='n'>").append(Html.text(figure));
  }

  private void days() {
    List<DayChart.Day> calls = new ArrayList<>();
    List<DayChart.Day> usd = new ArrayList<>();
    for (LogProfile.Sum day : profile.days()) {
      if (!day.name().equals("-")) {
        calls.add(new DayChart.Day(day.name(), (double) day.calls(), Figures.count(day.calls())));
        usd.add(new DayChart.Day(day.name(), day.usd(), Figures.usd(day.usdIfKnown())));
      }
    }
    if (calls.isEmpty()) {
      return;
    }
    title("Day by day", "");
    html.append("<h3>Calls</h3>").append(DayChart.svg("Calls by day", calls));
    if (profile.total().priced() > 0) {
      html.append("<h3 class='after'>USD</h3>").append(DayChart.svg("USD by day", usd));
    }
    html.append("</section>\n");
  }

  private void models() {
    title("Models", "");
    html.append("<div class='two'><div><h3>Calls</h3>");
    double most = profile.models().stream().mapToDouble(LogProfile.Sum::calls).max().orElse(1);
    BarChart calls = new BarChart(Math.max(1, most), 9, NAME_WIDTH);
    profile
        .models()
        .forEach(
            model ->
                calls.named(
                    shortName(model.name()),
                    "logged",
                    (double) model.calls(),
                    Figures.count(model.calls())));
    html.append(calls.svg("Calls by model")).append("</div><div><h3>USD</h3>");
    double dearest = profile.models().stream().mapToDouble(LogProfile.Sum::usd).max().orElse(0);
    BarChart usd = new BarChart(dearest > 0 ? dearest : 1, 10, NAME_WIDTH);
    profile
        .models()
        .forEach(
            model ->
                usd.named(
                    shortName(model.name()), "base", model.usd(), Figures.usd(model.usdIfKnown())));
    html.append(usd.svg("USD by model")).append("</div></div>");
    html.append(
        "<table class='after'><tr><th>Model</th><th class='n'>Complete</th><th class='n'>Tokens"
            + " read</th><th class='n'>Tokens written</th><th class='n'>Median seconds</th><th"
            + " class='n'>95% within</th></tr>");
    for (LogProfile.Sum model : profile.models()) {
      html.append("<tr><td class='break'>").append(Html.shortened(model.name(), 80));
      cell(Figures.count(model.complete()));
      cell(Figures.count(model.input()));
      cell(Figures.count(model.output()));
      cell(seconds(model.medianMillis()));
      cell(seconds(model.p95Millis()));
      html.append("</td></tr>");
    }
    html.append("</table></section>\n");
  }

  private void outcomes() {
    title(
        "What became of the calls",
        "A call that no example can be made of keeps its row and its reason.");
    html.append("<div class='two'><div><h3>Outcome</h3>");
    counts(profile.outcomes());
    html.append("</div><div><h3>HTTP status</h3>");
    counts(profile.statuses());
    html.append("</div></div></section>\n");
  }

  private void counts(List<LogProfile.Count> counts) {
    html.append("<table>");
    for (LogProfile.Count count : counts) {
      html.append("<tr><td class='break'>").append(Html.shortened(count.name(), 200));
      cell(Figures.count(count.calls()));
      html.append("</td></tr>");
    }
    html.append("</table>");
  }

  private void personalData() {
    title(
        "Personal data",
        profile.personalData().isEmpty()
            ? "No recogniser found any in these calls."
            : "Calls in which a recogniser found something, by kind. Recognisers miss some and"
                + " err on some.");
    counts(profile.personalData());
    html.append("</section>\n");
  }

  private void tools() {
    if (profile.tools().isEmpty()) {
      return;
    }
    title("Tools", "Calls that offered a tool, and how often it was called.");
    html.append("<table><tr><th>Tool</th><th class='n'>Offered</th><th class='n'>Called</th></tr>");
    for (LogProfile.Tool tool : profile.tools()) {
      html.append("<tr><td class='break'>").append(Html.shortened(tool.name(), 120));
      cell(Figures.count(tool.offered()));
      cell(Figures.count(tool.called()));
      html.append("</td></tr>");
    }
    html.append("</table></section>\n");
  }

  private void samples() {
    List<LogProfile.Task> shown =
        profile.tasks().stream()
            .filter(task -> task.sampleIds().stream().anyMatch(samples::containsKey))
            .toList();
    if (shown.isEmpty()) {
      return;
    }
    title("Calls to read", "Some of each task, as they were logged.");
    for (LogProfile.Task task : shown) {
      html.append("<details><summary>")
          .append(Html.shortened(task.label(), 80))
          .append("</summary>");
      for (String id : task.sampleIds()) {
        LoggedCall call = samples.get(id);
        if (call != null) {
          html.append(ConversationHtml.of(call));
        }
      }
      html.append("</details>");
    }
    html.append("</section>\n");
  }

  private void title(String title, String lead) {
    html.append("<section><h2>").append(Html.text(title)).append("</h2><p class='lead'>");
    html.append(Html.text(lead)).append("</p>");
  }

  private static String seconds(@Nullable Double millis) {
    return millis == null ? Figures.UNKNOWN : Figures.duration(millis / 1000);
  }

  private static String shortName(String name) {
    return name.length() <= NAME_CHARS ? name : name.substring(0, NAME_CHARS - 1) + "…";
  }

  private static double share(long part, long of) {
    return of == 0 ? 0 : (double) part / of;
  }

  private static String day(long epochMillis) {
    return Instant.ofEpochMilli(epochMillis).toString().substring(0, 10);
  }
}
