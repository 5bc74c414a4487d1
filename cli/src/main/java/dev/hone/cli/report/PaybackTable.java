package dev.hone.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@link Payback} as lines for a terminal, and its words and figures for the page. */
public final class PaybackTable {
  private static final int LABEL = 38;
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}]");

  private PaybackTable() {}

  public static List<String> lines(Payback payback) {
    List<String> lines = new ArrayList<>();
    lines.add(
        line(
            "task",
            "calls/month",
            "USD/month",
            "tuned reaches",
            "USD/month",
            "once, USD",
            "pays after"));
    for (Payback.Task task : payback.tasks()) {
      Payback.Measured measured = task.measured();
      lines.add(
          line(
              plain(task.label()),
              Figures.count(Math.round(task.monthlyCalls())),
              Figures.usd(task.monthlyUsd()),
              measured == null ? Figures.UNKNOWN : reached(measured),
              Figures.usd(task.tunedMonthlyUsd()),
              Figures.usd(measured == null ? null : measured.onceUsd()),
              after(task)));
    }
    if (payback.otherTasks() > 0) {
      lines.add("and " + payback.otherTasks() + " smaller tasks");
    }
    if (payback.tasks().stream().anyMatch(task -> task.measured() == null)) {
      lines.add("Not measured: bin/hone run --logs " + payback.source() + " tunes a model.");
    }
    return lines;
  }

  private static String line(String... cells) {
    return String.format("%-" + LABEL + "s %11s %11s %21s %11s %11s  %s", (Object[]) cells)
        .stripTrailing();
  }

  /** The share with its interval. */
  static String reached(Payback.Measured measured) {
    return Figures.percent(measured.reached()) + " (" + Figures.interval(measured.reached()) + ")";
  }

  /** When it pays, or why nobody can say. */
  static String after(Payback.Task task) {
    Double saving = task.monthlySaving();
    OptionalDouble days = task.days();
    if (task.measured() == null) {
      return "not measured";
    }
    if (days.isPresent()) {
      return days.getAsDouble() < 1
          ? "less than a day"
          : String.format(Locale.ROOT, "%,.0f days", Math.ceil(days.getAsDouble()));
    }
    return saving != null && saving <= 0 ? "never: it costs more" : "unknown: " + missing(task);
  }

  private static String missing(Payback.Task task) {
    Payback.Measured measured = task.measured();
    return task.monthlyUsd() == null
        ? "no price of the calls"
        : isUnknown(measured == null ? null : measured.usdPerAnswer())
            ? "no price of an answer"
            : "no price of the labels";
  }

  private static boolean isUnknown(@Nullable Double usd) {
    return usd == null;
  }

  private static String plain(String label) {
    String safe = UNPRINTABLE.matcher(label).replaceAll("?");
    return safe.length() <= LABEL ? safe : safe.substring(0, LABEL - 1) + "…";
  }
}
