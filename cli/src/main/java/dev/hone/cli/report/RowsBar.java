package dev.hone.cli.report;

import java.util.Locale;

/** Where the calls went, as one bar: trained on, held out, dropped. */
final class RowsBar {
  private static final int WIDTH = 960;

  private RowsBar() {}

  static String svg(Report.Rows rows) {
    StringBuilder svg =
        new StringBuilder(
            "<svg viewBox='0 0 " + WIDTH + " 44' role='img' aria-label='Where the calls went'>");
    double at = 0;
    long[] counts = {rows.train(), rows.test(), rows.calls() - rows.examples()};
    String[] styles = {"tuned", "few_shot", "dropped pale"};
    String[] names = {"train", "held out", "dropped"};
    for (int i = 0; i < counts.length; i++) {
      double width = rows.calls() == 0 ? 0 : (double) counts[i] / rows.calls() * WIDTH;
      if (width > 0) {
        svg.append(
            String.format(
                Locale.ROOT,
                "<rect class='%s' x='%.1f' y='0' width='%.1f' height='18' rx='3'/>",
                styles[i],
                at,
                Math.max(1, width - 2)));
        String label = names[i] + " " + Figures.count(counts[i]);
        boolean last = at + label.length() * 7 > WIDTH;
        svg.append(
            String.format(
                Locale.ROOT,
                "<text class='big' x='%.1f' y='38'%s>%s</text>",
                last ? (double) WIDTH : at,
                last ? " text-anchor='end'" : "",
                label));
      }
      at += width;
    }
    return svg.append("</svg>").toString();
  }
}
