package dev.hone.cli.report;

import dev.hone.profile.LogProfile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A log's profile as lines for a terminal. */
public final class ProfileTable {
  private static final int LABEL = 44;
  private static final int LISTED = 10;
  private static final int DAYS = 3;
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}]");

  private ProfileTable() {}

  public static List<String> lines(LogProfile profile) {
    List<String> lines = new ArrayList<>();
    LogProfile.Sum total = profile.total();
    lines.add(
        String.format(
            Locale.ROOT,
            "%s: %,d calls, %,d complete%s",
            plain(profile.source(), 80),
            total.calls(),
            total.complete(),
            profile.from() == null || profile.to() == null
                ? ""
                : ", " + day(profile.from()) + " to " + day(profile.to())));
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d tokens read (%,d cached), %,d written; %s for %,d priced calls",
            total.input(),
            total.cached(),
            total.output(),
            Figures.usd(total.usdIfKnown()),
            total.priced()));
    lines.add(
        String.format(
            Locale.ROOT,
            "%,d calls ask exactly what another did; among complete ones %,d exactly or nearly",
            profile.exactRepeats(),
            profile.nearRepeats()));
    lines.add("");
    lines.add(
        String.format(
            "%-" + LABEL + "s %9s %9s %7s %11s %11s  %s",
            "task",
            "calls",
            "different",
            "static",
            "USD/month",
            "would save",
            "first look"));
    profile.tasks().stream().limit(LISTED).forEach(task -> lines.add(line(task)));
    long more = profile.otherTasks() + Math.max(0, profile.tasks().size() - LISTED);
    if (more > 0) {
      lines.add("and " + more + " smaller tasks");
    }
    lines.add("");
    lines.add(
        String.format(
            "%-" + LABEL + "s %9s %9s %13s %11s", "model", "calls", "complete", "tokens", "USD"));
    profile.models().stream()
        .limit(LISTED)
        .forEach(
            model ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "%-" + LABEL + "s %,9d %,9d %,13d %11s",
                        plain(model.name(), LABEL),
                        model.calls(),
                        model.complete(),
                        model.input() + model.output(),
                        Figures.usd(model.usdIfKnown()))));
    list(lines, "status, calls by:", profile.statuses());
    list(lines, "outcome, calls by:", profile.outcomes());
    list(lines, "days with most calls:", busiest(profile.days()));
    list(
        lines,
        "tools, times called:",
        profile.tools().stream()
            .map(tool -> new LogProfile.Count(tool.name(), tool.called()))
            .toList());
    list(lines, "personal data, calls by kind:", profile.personalData());
    return lines;
  }

  private static List<LogProfile.Count> busiest(List<LogProfile.Sum> days) {
    return days.stream()
        .sorted(Comparator.comparingLong(LogProfile.Sum::calls).reversed())
        .limit(DAYS)
        .map(day -> new LogProfile.Count(day.name(), day.calls()))
        .toList();
  }

  private static void list(List<String> lines, String title, List<LogProfile.Count> counts) {
    if (counts.isEmpty()) {
      return;
    }
    lines.add("");
    lines.add(title);
    counts.stream()
        .limit(LISTED)
        .forEach(
            count ->
                lines.add(
                    String.format(
                        Locale.ROOT, "  %,9d  %s", count.calls(), plain(count.name(), 60))));
    if (counts.size() > LISTED) {
      lines.add("  and " + (counts.size() - LISTED) + " more");
    }
  }

  private static String line(LogProfile.Task task) {
    Double saving = task.worth().monthlySaving();
    return String.format(
        Locale.ROOT,
        "%-" + LABEL + "s %,9d %,9d %7s %11s %11s  %s",
        plain(task.label(), LABEL),
        task.sum().calls(),
        task.distinct(),
        Figures.percent(task.staticShare()),
        Figures.usd(task.worth().monthlyUsd()),
        Figures.usd(saving == null ? null : (Double) Math.max(0, saving)),
        task.worth().verdict().title());
  }

  /** Logged text on a terminal: no control characters, which could move the cursor or worse. */
  private static String plain(String text, int most) {
    String safe = UNPRINTABLE.matcher(text).replaceAll("?");
    return safe.length() <= most ? safe : safe.substring(0, most - 1) + "…";
  }

  private static String day(long epochMillis) {
    return Instant.ofEpochMilli(epochMillis).toString().substring(0, 10);
  }
}
