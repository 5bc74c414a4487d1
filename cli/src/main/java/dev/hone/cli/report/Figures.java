package dev.hone.cli.report;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How numbers are written for people, the same on the screen and on the page. */
final class Figures {
  static final String UNKNOWN = "–";

  private Figures() {}

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * share);
  }

  static String percent(@Nullable Share share) {
    return share == null ? UNKNOWN : percent(share.share());
  }

  static String interval(Share share) {
    return String.format(Locale.ROOT, "%.1f–%.1f%%", 100 * share.low(), 100 * share.high());
  }

  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  static String tokens(double tokens) {
    return String.format(Locale.ROOT, tokens < 100 ? "%,.1f" : "%,.0f", tokens);
  }

  /** USD with the digits that carry meaning, whatever the size. */
  static String usd(@Nullable Double usd) {
    if (usd == null) {
      return UNKNOWN;
    }
    int digits = usd >= 10 || usd == 0 ? 2 : usd >= 0.1 ? 3 : usd >= 0.001 ? 4 : 6;
    return "$" + String.format(Locale.ROOT, "%,." + digits + "f", usd);
  }

  /** How many times {@code dear} is {@code cheap}. */
  static String times(double dear, double cheap) {
    double ratio = dear / cheap;
    return String.format(Locale.ROOT, ratio >= 10 ? "%,.0f×" : "%,.1f×", ratio);
  }

  static String duration(double seconds) {
    long whole = Math.round(seconds);
    if (whole < 60) {
      return seconds < 10 ? String.format(Locale.ROOT, "%.1f s", seconds) : whole + " s";
    }
    return whole < 3600
        ? String.format(Locale.ROOT, "%d min %02d s", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d h %02d min", whole / 3600, whole % 3600 / 60);
  }
}
