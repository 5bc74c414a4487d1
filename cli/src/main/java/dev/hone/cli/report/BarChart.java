package dev.hone.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Horizontal bars as inline SVG: a name, a bar on a track, an optional interval, a figure. */
final class BarChart {
  private static final int WIDTH = 460;
  private static final int ROW = 27;
  private static final int LABEL = 108;

  private final List<String> rows = new ArrayList<>();
  private final double full;
  private final int label;
  private final int track;

  /**
   * @param full the value that fills the whole track (&gt; 0)
   * @param figureChars room for the figures, in characters
   */
  BarChart(double full, int figureChars) {
    this(full, figureChars, LABEL);
  }

  /**
   * As {@link #BarChart(double, int)}.
   *
   * @param labelWidth room for the names, in the drawing's units of about a seventh of a character
   */
  BarChart(double full, int figureChars, int labelWidth) {
    this.full = full;
    this.label = labelWidth;
    this.track = WIDTH - label - 12 - 8 * figureChars;
  }

  /** One value of something that is no model of ours. */
  void named(String name, String style, double value, String figure) {
    row(name, figure, List.of(bar(style, 0, value)), null);
  }

  /** A share of one with its interval as a whisker. */
  void share(Answerer model, Share share) {
    row(model.title(), Figures.percent(share), List.of(bar(model.key(), 0, share.share())), share);
  }

  /** One value. */
  void value(Answerer model, double value, String figure) {
    row(model.title(), figure, List.of(bar(model.key(), 0, value)), null);
  }

  /** Two values, one after the other; the second is paler. */
  void stacked(Answerer model, double first, double second, String figure) {
    row(
        model.title(),
        figure,
        List.of(bar(model.key(), 0, first), bar(model.key() + " pale", first, second)),
        null);
  }

  String svg(String title) {
    return String.format(
            Locale.ROOT,
            "<svg viewBox='0 0 %d %d' role='img' aria-label='%s'>",
            WIDTH,
            rows.size() * ROW,
            Html.text(title))
        + String.join("", rows)
        + "</svg>";
  }

  private String bar(String style, double from, double length) {
    double x = label + scaled(from);
    double width = Math.max(length > 0 ? 2 : 0, Math.min(track - scaled(from), scaled(length)));
    return String.format(
        Locale.ROOT,
        "<rect class='%s' x='%.1f' y='%%d' width='%.1f' height='15' rx='3'/>",
        style,
        x,
        width);
  }

  private void row(String name, String figure, List<String> bars, @Nullable Share interval) {
    int top = rows.size() * ROW + 6;
    StringBuilder row = new StringBuilder();
    row.append(
        String.format("<text class='big' x='0' y='%d'>%s</text>", top + 12, Html.text(name)));
    row.append(
        String.format(
            "<rect class='track' x='%d' y='%d' width='%d' height='15' rx='3'/>",
            label, top, track));
    for (String bar : bars) {
      row.append(String.format(bar, top));
    }
    if (interval != null) {
      double low = label + scaled(interval.low());
      double high = label + scaled(interval.high());
      row.append(
          String.format(
              Locale.ROOT,
              "<path class='whisker' d='M%.1f %d v7 M%.1f %.1f h%.1f M%.1f %d v7'><title>95%%: %s, %s of %s</title></path>",
              low,
              top + 4,
              low,
              top + 7.5,
              high - low,
              high,
              top + 4,
              Figures.interval(interval),
              Figures.count(interval.right()),
              Figures.count(interval.of())));
    }
    row.append(
        String.format(
            "<text class='ink big' x='%d' y='%d' text-anchor='end'>%s</text>",
            WIDTH, top + 12, Html.text(figure)));
    rows.add(row.toString());
  }

  private double scaled(double value) {
    return Math.min(1, value / full) * track;
  }
}
