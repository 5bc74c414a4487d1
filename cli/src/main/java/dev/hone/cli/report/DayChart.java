package dev.hone.cli.report;

import java.util.List;
import java.util.Locale;

/** Columns over days as inline SVG: one column a day, its figure on hovering. */
final class DayChart {
  private static final int WIDTH = 960;
  private static final int HEIGHT = 190;
  private static final int LEFT = 56;
  private static final int BOTTOM = 24;
  private static final int TOP = 8;

  /**
   * One day.
   *
   * @param name yyyy-mm-dd
   * @param value the column's height
   * @param figure what hovering tells
   */
  record Day(String name, double value, String figure) {}

  private DayChart() {}

  /**
   * @param days in order, at least one
   */
  static String svg(String title, List<Day> days) {
    double highest = days.stream().mapToDouble(Day::value).max().orElse(1);
    double tick = LossChart.niceTick(highest);
    double full = Math.max(tick, Math.ceil(highest / tick) * tick);
    StringBuilder svg =
        new StringBuilder(
            String.format(
                "<svg viewBox='0 0 %d %d' role='img' aria-label='%s'>",
                WIDTH, HEIGHT, Html.text(title)));
    for (double value = 0; value <= full + tick / 2; value += tick) {
      double y = HEIGHT - BOTTOM - value / full * (HEIGHT - BOTTOM - TOP);
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class='axis' x1='%d' x2='%d' y1='%.1f' y2='%.1f'/><text x='%d' y='%.1f' text-anchor='end'>%s</text>",
              LEFT,
              WIDTH,
              y,
              y,
              LEFT - 8,
              y + 4,
              tick >= 1
                  ? Figures.count(Math.round(value))
                  : String.format(Locale.ROOT, "%.2f", value)));
    }
    double step = (double) (WIDTH - LEFT) / days.size();
    int every = Math.max(1, (int) Math.ceil(86 / step)); // room for a date
    for (int i = 0; i < days.size(); i++) {
      Day day = days.get(i);
      double x = LEFT + i * step;
      double height = day.value() / full * (HEIGHT - BOTTOM - TOP);
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect class='tuned' x='%.1f' y='%.1f' width='%.1f' height='%.1f' rx='2'><title>%s: %s</title></rect>",
              x + step * 0.08,
              HEIGHT - BOTTOM - height,
              Math.min(64, step * 0.84),
              height,
              Html.text(day.name()),
              Html.text(day.figure())));
      if (i % every == 0 && (days.size() - i) * step > 60) {
        svg.append(
            String.format(
                Locale.ROOT,
                "<text x='%.1f' y='%d'>%s</text>",
                x + step * 0.08,
                HEIGHT - 6,
                Html.text(day.name())));
      }
    }
    return svg.append("</svg>").toString();
  }
}
