package dev.hone.cli.report;

import dev.hone.profile.LogProfile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A log's profile as lines for a terminal. */
public final class ProfileTable {
  private static final int LABEL = 44;
  private static final int LISTED = 10;
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
    if (!profile.personalData().isEmpty()) {
      lines.add("");
      lines.add("personal data, calls by kind:");
      profile
          .personalData()
          .forEach(
              kind ->
                  lines.add(
                      String.format(
                          Locale.ROOT, "  %,9d  %s", kind.calls(), plain(kind.name(), 60))));
    }
    return lines;
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
