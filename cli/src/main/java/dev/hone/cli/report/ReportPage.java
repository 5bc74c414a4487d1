package dev.hone.cli.report;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The report as one HTML page that needs nothing beside it: no script, no font, no request. Logged
 * text and model output are escaped, and the page's policy forbids scripts as well.
 */
public final class ReportPage {
  private static final int REQUEST_CHARS = 1500;
  private static final int ANSWER_CHARS = 700;
  private static final int MOST_TASKS = 20;

  private final Report report;
  private final boolean truthKnown;
  private final StringBuilder html = new StringBuilder();

  private ReportPage(Report report) {
    this.report = report;
    this.truthKnown = report.accuracyBy().containsKey(Report.ALL);
  }

  public static String render(Report report) {
    return new ReportPage(report).page();
  }

  private String page() {
    html.append(Page.begin("Hone run " + report.run()));
    header();
    tiles();
    accuracy();
    VerdictsReport verdicts = report.verdicts();
    if (verdicts != null) {
      html.append(VerdictsSection.of(verdicts, report.judge()));
      if (verdicts.criteria() != null) {
        html.append(CriteriaSection.of(verdicts.criteria()));
      }
    }
    if (report.labels() != null) {
      html.append(LabelsSection.of(report.labels()));
    }
    training();
    cost();
    rows();
    samples();
    if (verdicts != null && !verdicts.disagreements().isEmpty()) {
      html.append(DisagreementsSection.of(verdicts.disagreements()));
    }
    measured();
    html.append("<footer>Written by Hone, ").append(Html.text(report.created()));
    html.append(". The same numbers are in <code>report.json</code> beside this page.</footer>");
    return html.append(Page.end()).toString();
  }

  private void header() {
    html.append("<p class='eyebrow'><b>Hone</b> run ").append(Html.text(report.run()));
    html.append(" · ").append(Html.text(report.logs().source()));
    if (report.logs().from() != null && report.logs().to() != null) {
      html.append(" · calls of ").append(Html.text(day(report.logs().from())));
      html.append(" to ").append(Html.text(day(report.logs().to())));
    }
    html.append("</p><h1>").append(Html.text(headline())).append("</h1>");
    html.append("<p class='lead'>").append(Html.text(lead())).append("</p>");
    if (report.logs().simulated()) {
      html.append("<p class='notice'><strong>").append(Html.text(Sentences.SIMULATED));
      html.append(
          "</strong> The truth it knows is used here only to score"
              + (report.labels() != null && report.labels().cascade() != null
                  ? ", and of some train rows to set the cascade's threshold"
                  : "")
              + "; nothing was trained on it.");
      html.append(
          " What this run shows is that the method works on such a log, not what it does on"
              + " yours: ");
      html.append("<code>bin/hone run --logs YOUR_TABLE</code> shows that.</p>");
    }
    html.append('\n');
  }

  private String headline() {
    Share tuned = overall(Answerer.TUNED);
    Share logged = overall(Answerer.LOGGED);
    String ratio = costRatio();
    if (tuned == null) {
      return "No held-out answer could be judged";
    }
    String cost = ratio == null ? "" : ", at 1/" + ratio.replace("×", "") + " of the cost";
    if (truthKnown && logged != null) {
      return String.format(
          Locale.ROOT,
          "The tuned model is right on %s of held-out requests, the logged model on %s%s",
          Figures.percent(tuned),
          Figures.percent(logged),
          cost);
    }
    return String.format(
        Locale.ROOT,
        "The tuned model gives the logged answer on %s of held-out requests%s",
        Figures.percent(tuned),
        cost);
  }

  private String lead() {
    String logged = report.logs().model() == null ? "the logged model" : report.logs().model();
    Share asked = overall(Answerer.TUNED);
    return String.format(
        Locale.ROOT,
        "%s logged calls to %s became %s examples; a LoRA adapter was fitted to %s of them in %s"
            + " and judged on %s of the %s held out, none of which it had seen.",
        Figures.count(report.rows().calls()),
        logged,
        Figures.count(report.rows().examples()),
        Figures.count(report.rows().train()),
        Figures.duration(report.train().seconds()),
        asked == null || asked.of() == report.rows().test() ? "all" : Figures.count(asked.of()),
        Figures.count(report.rows().test()));
  }

  private void tiles() {
    html.append("<div class='tiles'>");
    for (Answerer model : List.of(Answerer.TUNED, Answerer.LOGGED)) {
      Share share = overall(model);
      if (share != null) {
        String name = model.title() + (truthKnown ? ", right" : ", as logged");
        String more =
            "95%: " + Figures.interval(share) + " of " + Figures.count(share.of()) + " requests";
        tile(model == Answerer.TUNED ? "tile first" : "tile", name, Figures.percent(share), more);
      }
    }
    Double tuned = report.costPer1000().get(Answerer.TUNED.key());
    Double logged = report.costPer1000().get(Answerer.LOGGED.key());
    tile(
        "tile",
        "Cost of 1,000 answers",
        Figures.usd(tuned),
        logged == null
            ? "no price known for the logged model"
            : "logged model: " + Figures.usd(logged));
    tile(
        "tile",
        "This run",
        Figures.duration(report.seconds()),
        report.peakMemoryMb() == null
            ? "peak memory not told by this system"
            : "peak memory " + Figures.count(report.peakMemoryMb()) + " MB");
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

  private void accuracy() {
    Map<String, Map<String, Share>> groups = new LinkedHashMap<>();
    if (truthKnown) {
      title(
          "Right answers",
          "Share of held-out requests answered exactly as the known truth says, with 95% intervals"
              + " (Wilson). JSON is compared by value, other text to the character.");
      group(groups, "All held-out requests", Report.ALL);
      group(groups, "Outside the systematic slip", Report.OTHER);
      group(groups, "Systematic slip", Report.SYSTEMATIC);
      group(groups, "Wordings seen in training", Report.SEEN_WORDING);
      group(groups, "Wordings never seen", Report.UNSEEN_WORDING);
    } else {
      title(
          "Agreement with the log",
          "No truth is known for this log, so this is the share of held-out requests answered"
              + " exactly as the logged model did, with 95% intervals (Wilson). It is not accuracy:"
              + " where the log is wrong, agreeing with it is wrong too.");
      groups.put("All held-out requests", report.agreementBy());
    }
    if (!report.fields().isEmpty()) {
      groups.put(
          truthKnown ? "JSON answers, field by field" : "JSON answers, fields as logged",
          report.fields());
    }
    html.append("<div class='panels'>");
    groups.forEach(
        (name, shares) -> {
          BarChart chart = new BarChart(1, 6);
          long of = 0;
          for (Answerer model : Answerer.values()) {
            Share share = shares.get(model.key());
            if (share != null) {
              chart.share(model, share);
              of = Math.max(of, share.of());
            }
          }
          html.append("<div><h3>")
              .append(Html.text(name))
              .append(" (")
              .append(Figures.count(of))
              .append(")</h3>");
          html.append(chart.svg(name)).append("</div>");
        });
    html.append("</div>");
    if (report.heldoutLoss() != null) {
      html.append(
          String.format(
              Locale.ROOT,
              "<p class='lead' style='margin-top:16px'>Held-out loss of the tuned model on logged"
                  + " answers: %.3f per token.</p>",
              report.heldoutLoss()));
    }
    if (report.judge() != null && report.verdicts() == null) {
      html.append("<p style='margin:16px 0 0;font-size:15px'>")
          .append(Html.text(Sentences.judge(report.judge())));
      html.append(
          " Each pair was judged in both orders; a judge that changes its mind with the order has"
              + " called a tie.</p>");
    }
    unanswered();
    canAndCannot();
    html.append("</section>\n");
  }

  private void unanswered() {
    report
        .unanswered()
        .forEach(
            (model, reasons) ->
                reasons.forEach(
                    (reason, count) ->
                        html.append("<p style='margin:8px 0 0;font-size:14px'>")
                            .append(Html.text(Answerer.title(model)))
                            .append(": ")
                            .append(Figures.count(count))
                            .append(" requests without an answer, counted as not right: ")
                            .append(Html.shortened(reason, 300))
                            .append("</p>")));
  }

  private void canAndCannot() {
    html.append(
        "<div class='can'><div><h3>What tuning on logs mends</h3><p>Random slips. A logged model"
            + " that now and then forgets a step errs differently each time; averaged over many"
            + " examples the right answer wins, and the tuned model can be right more often than"
            + " the model it learned from.</p></div>");
    html.append(
        "<div><h3>What it cannot mend</h3><p>A systematic slip. What the log always gets wrong the"
            + " tuned model learns as if it were right"
            + (report.accuracyBy().containsKey(Report.SYSTEMATIC)
                ? ": see the bars for the systematic slip. "
                : ". ")
            + "Mending that needs better labels: relabelling or review before training.</p></div>");
    if (report.accuracyBy().containsKey(Report.UNSEEN_WORDING)) {
      html.append(
          "<div><h3>How far it carries</h3><p>Held-out requests in wordings that training never saw"
              + " are scored apart: the distance between the two is how much the tuned model leans"
              + " on familiar phrases.</p></div>");
    }
    html.append("</div>");
  }

  private void training() {
    Report.Train train = report.train();
    title(
        "Training",
        String.format(
            Locale.ROOT,
            "Loss over answer tokens by step: %s steps, %s tokens, %s tokens a second, final loss"
                + " %.3f.",
            Figures.count(train.steps()),
            Figures.count(train.tokens()),
            Figures.count(Math.round(train.tokensPerSecond())),
            train.finalLoss()));
    String cutShort = Sentences.cutShort(train);
    if (!cutShort.isEmpty()) {
      html.append("<p style='margin:10px 0 0;font-size:14px'>").append(cutShort).append("</p>");
    }
    if (train.curve().size() >= 2) {
      html.append("<div style='max-width:900px'>")
          .append(LossChart.svg(train.curve(), train.validation()))
          .append("</div>");
    }
    if (!train.validation().isEmpty()) {
      html.append("<p style='margin:10px 0 0;font-size:14px'>Dots: loss on the ")
          .append("examples kept out of training. The adapter of step ")
          .append(Figures.count(train.keptStep()))
          .append(", the lowest, was kept.</p>");
    }
    train
        .skipped()
        .forEach(
            (reason, count) ->
                html.append("<p style='margin:10px 0 0;font-size:14px'>Left out of training: ")
                    .append(Figures.count(count))
                    .append(" examples, ")
                    .append(Html.text(reason))
                    .append("</p>"));
    html.append("</section>\n");
  }

  private void cost() {
    title("Tokens and cost", Sentences.costs(report));
    html.append("<div class='two'><div><h3>Tokens of a request: read, then written (paler)</h3>");
    double most =
        report.tokens().values().stream().mapToDouble(t -> t.input() + t.output()).max().orElse(1);
    BarChart tokens = new BarChart(Math.max(most, 1), 12);
    for (Answerer model : Answerer.values()) {
      Report.Tokens mean = report.tokens().get(model.key());
      if (mean != null) {
        tokens.stacked(
            model,
            mean.input(),
            mean.output(),
            Figures.tokens(mean.input()) + " + " + Figures.tokens(mean.output()));
      }
    }
    html.append(tokens.svg("Tokens of a request"))
        .append("</div><div><h3>USD per 1,000 answers</h3>");
    double dearest =
        report.costPer1000().values().stream()
            .filter(java.util.Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .max()
            .orElse(1);
    BarChart costs = new BarChart(dearest > 0 ? dearest : 1, 9);
    for (Answerer model : Answerer.values()) {
      Double usd = report.costPer1000().get(model.key());
      if (usd != null) {
        costs.value(model, usd, Figures.usd(usd));
      }
    }
    html.append(costs.svg("USD per 1,000 answers")).append("</div></div></section>\n");
  }

  private void rows() {
    Report.Rows rows = report.rows();
    title(
        "Where the calls went",
        String.format(
            Locale.ROOT,
            "%s calls = %s examples (%s to train on, %s held out) + %s dropped, each with its"
                + " reason. No row is lost.",
            Figures.count(rows.calls()),
            Figures.count(rows.examples()),
            Figures.count(rows.train()),
            Figures.count(rows.test()),
            Figures.count(rows.calls() - rows.examples())));
    html.append(RowsBar.svg(rows));
    html.append(
        "<table style='margin-top:14px'><tr><th>Dropped because</th><th class='n'>Calls</th></tr>");
    rows.dropped().entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .forEach(
            entry ->
                html.append("<tr><td class='break'>")
                    .append(Html.shortened(entry.getKey(), 240))
                    .append("</td><td class='n'>")
                    .append(Figures.count(entry.getValue()))
                    .append("</td></tr>"));
    html.append("</table>");
    stages(rows);
    pruned(rows);
    border(rows);
    tasks(rows);
    html.append("</section>\n");
  }

  private void stages(Report.Rows rows) {
    if (!rows.stages().isEmpty()) {
      html.append(
          "<table style='margin-top:14px'><tr><th>Stage</th><th class='n'>In</th><th"
              + " class='n'>Kept</th><th class='n'>Left out</th><th>Why</th></tr>");
      for (Report.StageRows stage : rows.stages()) {
        html.append("<tr><td>").append(Html.text(stage.stage()));
        for (long count : new long[] {stage.in(), stage.kept(), stage.in() - stage.kept()}) {
          html.append("</td><td class='n'>").append(Figures.count(count));
        }
        html.append("</td><td class='break'>").append(why(stage)).append("</td></tr>");
      }
      html.append("</table>");
    }
    if (!rows.personalData().isEmpty()) {
      html.append("<p>Personal data in the calls: ");
      html.append(
          rows.personalData().entrySet().stream()
              .map(kind -> Figures.count(kind.getValue()) + " of kind " + Html.text(kind.getKey()))
              .collect(Collectors.joining(", ")));
      html.append(". Keys, cards and bank accounts are masked; the rest stays as logged.</p>");
    }
  }

  private void pruned(Report.Rows rows) {
    if (rows.pruned().isEmpty()) {
      return;
    }
    html.append(
        "<table style='margin-top:14px'><tr><th>Text left out of every prompt</th><th"
            + " class='n'>Examples</th><th class='n'>Tokens saved, about</th></tr>");
    for (Report.PrunedText text : rows.pruned()) {
      html.append("<tr><td class='break'>")
          .append(Html.shortened(text.text(), 160))
          .append("</td><td class='n'>")
          .append(Figures.count(text.calls()))
          .append("</td><td class='n'>")
          .append(Figures.count(text.tokensSaved()))
          .append("</td></tr>");
    }
    html.append("</table>");
  }

  /** Why a stage left rows out, the most frequent reason first. */
  private static String why(Report.StageRows stage) {
    return stage.dropped().entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(reason -> Figures.count(reason.getValue()) + " " + Html.shortened(reason.getKey(), 80))
        .collect(Collectors.joining("<br>"));
  }

  private void border(Report.Rows rows) {
    Report.Border border = rows.border();
    if (border != null) {
      html.append("<p>").append(Html.text(Sentences.border(border, rows.test()))).append("</p>");
    }
  }

  private void tasks(Report.Rows rows) {
    if (rows.tasks().size() > 1) {
      html.append(
          "<table style='margin-top:14px'><tr><th>Task</th><th class='n'>Examples</th></tr>");
      rows.tasks().entrySet().stream()
          .limit(MOST_TASKS)
          .forEach(task -> row(task.getKey(), Figures.count(task.getValue())));
      if (rows.tasks().size() > MOST_TASKS) {
        row(Figures.count(rows.tasks().size() - MOST_TASKS) + " more tasks", "in report.json");
      }
      html.append("</table>");
    }
  }

  private void samples() {
    if (report.samples().isEmpty()) {
      return;
    }
    title(
        "Answers side by side",
        "Held-out requests. A tick is an answer exactly as "
            + (truthKnown ? "the truth says." : "the log has it."));
    for (Report.Sample sample : report.samples()) {
      html.append("<div class='sample'><div><pre dir='auto'>");
      html.append(Html.shortened(sample.request().strip(), REQUEST_CHARS)).append("</pre>");
      if (sample.note() != null) {
        html.append("<span class='tag'>").append(Html.text(sample.note())).append("</span>");
      }
      html.append("</div><div>");
      if (sample.truth() != null) {
        answer("answer", "", "Truth", sample.truth());
      }
      for (Answerer model : Answerer.values()) {
        String answer = sample.answers().get(model.key());
        if (answer != null) {
          Boolean right = sample.right().get(model.key());
          answer(
              right == null ? "answer" : right ? "answer right" : "answer wrong",
              right == null ? "" : right ? "✓" : "✗",
              model.title(),
              answer);
        }
      }
      html.append("</div></div>");
    }
    html.append("</section>\n");
  }

  private void answer(String style, String mark, String who, String text) {
    html.append("<div class='").append(style).append("'><span class='who'><span class='mark'>");
    html.append(mark).append("</span>").append(Html.text(who)).append("</span><pre dir='auto'>");
    html.append(Html.shortened(text.strip(), ANSWER_CHARS)).append("</pre></div>");
  }

  private void measured() {
    title("How this was measured", "");
    html.append("<div class='two'><div><h3>Steps</h3><table>");
    report.secondsByStep().forEach((step, seconds) -> row(step, Figures.duration(seconds)));
    html.append("</table></div><div><h3>Settings</h3><table>");
    report.settings().forEach(this::row);
    row("adapter", report.adapter());
    html.append("</table></div></div>");
    html.append("<p style='margin:18px 0 0;font-size:14.5px'>Costs: ")
        .append(Html.text(Sentences.prices(report.prices())));
    html.append(
        ". The tuned model's seconds were measured on the machine that made this report. Try it:"
            + " <code>bin/hone ask ");
    html.append(Html.text(report.adapter())).append(" \"...\"</code></p></section>\n");
  }

  private void row(String name, String value) {
    html.append("<tr><td>")
        .append(Html.text(name))
        .append("</td><td class='n break' style='white-space:normal'>");
    html.append(Html.text(value)).append("</td></tr>");
  }

  private void title(String title, String lead) {
    html.append("<section><h2>").append(Html.text(title)).append("</h2><p class='lead'>");
    html.append(Html.text(lead)).append("</p>");
  }

  private void group(Map<String, Map<String, Share>> groups, String name, String key) {
    Map<String, Share> shares = report.accuracyBy().get(key);
    if (shares != null && !shares.isEmpty()) {
      groups.put(name, shares);
    }
  }

  private @Nullable Share overall(Answerer model) {
    Map<String, Share> shares =
        truthKnown ? report.accuracyBy().get(Report.ALL) : report.agreementBy();
    return shares == null ? null : shares.get(model.key());
  }

  private @Nullable String costRatio() {
    Double tuned = report.costPer1000().get(Answerer.TUNED.key());
    Double logged = report.costPer1000().get(Answerer.LOGGED.key());
    return tuned == null || logged == null || tuned <= 0 || logged <= tuned
        ? null
        : Figures.times(logged, tuned);
  }

  private static String day(@Nullable String instant) {
    return instant == null ? "" : instant.length() > 10 ? instant.substring(0, 10) : instant;
  }
}
