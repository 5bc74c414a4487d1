package dev.hone.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The short table on the screen at a run's end. */
public final class ReportTable {
  private ReportTable() {}

  public static String render(Report report) {
    boolean truthKnown = report.accuracyBy().containsKey(Report.ALL);
    StringBuilder text = new StringBuilder();
    List<List<String>> table = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("", truthKnown ? "right" : "as logged", "95%"));
    List<String> groups = new ArrayList<>();
    if (truthKnown) {
      for (String group :
          List.of(Report.OTHER, Report.SYSTEMATIC, Report.SEEN_WORDING, Report.UNSEEN_WORDING)) {
        if (report.accuracyBy().containsKey(group)) {
          groups.add(group);
          head.add(group.replace('_', ' '));
        }
      }
    }
    head.addAll(List.of("tokens in", "out", "USD per 1000"));
    table.add(head);
    for (Answerer model : Answerer.values()) {
      Share all =
          truthKnown
              ? share(report.accuracyBy().get(Report.ALL), model)
              : report.agreementBy().get(model.key());
      Report.Tokens tokens = report.tokens().get(model.key());
      if (all == null && tokens == null) {
        continue;
      }
      List<String> row = new ArrayList<>();
      row.add(model.title());
      row.add(Figures.percent(all));
      row.add(all == null ? Figures.UNKNOWN : Figures.interval(all));
      for (String group : groups) {
        row.add(Figures.percent(share(report.accuracyBy().get(group), model)));
      }
      row.add(tokens == null ? Figures.UNKNOWN : Figures.tokens(tokens.input()));
      row.add(tokens == null ? Figures.UNKNOWN : Figures.tokens(tokens.output()));
      row.add(Figures.usd(report.costPer1000().get(model.key())));
      table.add(row);
    }
    align(text, table);
    text.append('\n');
    Double logged = report.costPer1000().get(Answerer.LOGGED.key());
    Double tuned = report.costPer1000().get(Answerer.TUNED.key());
    if (logged != null && tuned != null && tuned > 0) {
      text.append("Cost: the logged model is ")
          .append(Figures.times(logged, tuned))
          .append(" the tuned one (")
          .append(Sentences.prices(report.prices()))
          .append(").\n");
    } else if (report.prices().logged() == null) {
      text.append("Cost: no price known for the logged model; give --price-in and --price-out.\n");
    }
    if (!truthKnown) {
      text.append("No truth is known for this log: shares are agreement with the logged answers");
      text.append(
          report.heldoutLoss() == null
              ? ".\n"
              : String.format("; held-out loss %.3f.%n", report.heldoutLoss()));
    }
    if (report.judge() != null) {
      text.append(Sentences.judge(report.judge())).append('\n');
    }
    if (report.verdicts() != null) {
      VerdictsTable.append(text, report.verdicts());
    }
    if (report.labels() != null) {
      LabelsTable.append(text, report.labels());
    }
    text.append(
        String.format(
            "Rows: %s calls = %s examples (%s train, %s test) + %s dropped. ",
            Figures.count(report.rows().calls()),
            Figures.count(report.rows().examples()),
            Figures.count(report.rows().train()),
            Figures.count(report.rows().test()),
            Figures.count(
                report.rows().dropped().values().stream().mapToLong(Long::longValue).sum())));
    text.append(
        String.format(
            "Training: %s tokens/s, loss %.3f.%n",
            Figures.count(Math.round(report.train().tokensPerSecond())),
            report.train().finalLoss()));
    String cutShort = Sentences.cutShort(report.train());
    if (!cutShort.isEmpty()) {
      text.append(cutShort).append('\n');
    }
    text.append("Time: ").append(Figures.duration(report.seconds()));
    if (report.peakMemoryMb() != null) {
      text.append("; peak memory ").append(Figures.count(report.peakMemoryMb())).append(" MB");
    }
    text.append(".\n");
    if (report.logs().simulated()) {
      text.append(Sentences.SIMULATED).append('\n');
    }
    return text.toString();
  }

  private static @Nullable Share share(@Nullable Map<String, Share> group, Answerer model) {
    return group == null ? null : group.get(model.key());
  }

  static void align(StringBuilder text, List<List<String>> table) {
    int columns = table.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : table) {
      for (int c = 0; c < columns; c++) {
        widths[c] = Math.max(widths[c], Objects.requireNonNull(row.get(c)).length());
      }
    }
    for (List<String> row : table) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < columns; c++) {
        String cell = row.get(c);
        String pad = " ".repeat(widths[c] - cell.length());
        line.append(c == 0 ? cell + pad : "  " + pad + cell);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
  }
}
