package dev.hone.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The loss by step as inline SVG: every logged step faint, its running mean on top, and the loss on
 * examples kept out of training as dots.
 */
final class LossChart {
  private static final int WIDTH = 880;
  private static final int HEIGHT = 270;
  private static final int LEFT = 40;
  private static final int BOTTOM = 26;
  private static final int TOP = 10;
  private static final int RIGHT = 10;

  private LossChart() {}

  /**
   * @param curve [step, loss] in order of steps; at least two points
   * @param validation [step, loss] on examples kept out of training; may be empty
   */
  static String svg(List<List<Double>> curve, List<List<Double>> validation) {
    double lastStep = curve.get(curve.size() - 1).get(0);
    double firstStep = curve.get(0).get(0);
    double highest = curve.stream().mapToDouble(point -> point.get(1)).max().orElse(1);
    double tick = niceTick(highest);
    double top = Math.ceil(highest / tick) * tick;
    double span = Math.max(1, lastStep - firstStep);
    StringBuilder svg =
        new StringBuilder(
            String.format(
                "<svg viewBox='0 0 %d %d' role='img' aria-label='Training loss by step'>",
                WIDTH, HEIGHT));
    for (double value = 0; value <= top + tick / 2; value += tick) {
      double y = y(value, top);
      svg.append(
          String.format(
              Locale.ROOT,
              "<line class='axis' x1='%d' x2='%d' y1='%.1f' y2='%.1f'/><text x='%d' y='%.1f'"
                  + " text-anchor='end'>%s</text>",
              LEFT,
              WIDTH - RIGHT,
              y,
              y,
              LEFT - 8,
              y + 4,
              tick >= 1
                  ? String.format(Locale.ROOT, "%.0f", value)
                  : String.format(Locale.ROOT, tick >= 0.1 ? "%.1f" : "%.2f", value)));
    }
    double stepTick = niceTick(lastStep);
    for (double step = stepTick; step <= lastStep + stepTick / 1000; step += stepTick) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x='%.1f' y='%d' text-anchor='middle'>%s</text>",
              x(step, firstStep, span),
              HEIGHT - 8,
              Figures.count(Math.round(step))));
    }
    List<double[]> smooth = smoothed(curve);
    svg.append("<path class='raw' d='").append(path(curve, firstStep, span, top)).append("'/>");
    String line = linePath(smooth, firstStep, span, top);
    svg.append(
        String.format(
            Locale.ROOT,
            "<path class='area' d='%s L%.1f %.1f L%.1f %.1f Z'/>",
            line,
            x(lastStep, firstStep, span),
            y(0, top),
            x(firstStep, firstStep, span),
            y(0, top)));
    svg.append("<path class='smooth' d='").append(line).append("'/>");
    for (List<Double> point : validation) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle class='validation' cx='%.1f' cy='%.1f' r='4'><title>step %.0f, not learnt from: loss %.4f</title></circle>",
              x(point.get(0), firstStep, span),
              y(Math.min(top, point.get(1)), top),
              point.get(0),
              point.get(1)));
    }
    return svg.append("</svg>").toString();
  }

  /** 1, 2 or 5 times a power of ten, so that there are three to seven ticks. */
  static double niceTick(double highest) {
    if (!(highest > 0)) {
      return 1;
    }
    double raw = highest / 5;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double lead = raw / power;
    return power * (lead < 1.5 ? 1 : lead < 3.5 ? 2 : lead < 7.5 ? 5 : 10);
  }

  /** Mean over a window of a twentieth of the curve around each point. */
  private static List<double[]> smoothed(List<List<Double>> curve) {
    int half = Math.max(1, curve.size() / 40);
    List<double[]> smooth = new ArrayList<>();
    for (int i = 0; i < curve.size(); i++) {
      // The window shrinks evenly towards the ends, so that they are not bent.
      int reach = Math.min(half, Math.min(i, curve.size() - 1 - i));
      double sum = 0;
      for (int j = i - reach; j <= i + reach; j++) {
        sum += curve.get(j).get(1);
      }
      smooth.add(new double[] {curve.get(i).get(0), sum / (2 * reach + 1)});
    }
    return smooth;
  }

  private static String path(List<List<Double>> curve, double first, double span, double top) {
    return linePath(
        curve.stream().map(point -> new double[] {point.get(0), point.get(1)}).toList(),
        first,
        span,
        top);
  }

  private static String linePath(List<double[]> points, double first, double span, double top) {
    StringBuilder path = new StringBuilder();
    for (double[] point : points) {
      path.append(
          String.format(
              Locale.ROOT,
              "%s%.1f %.1f",
              path.length() == 0 ? "M" : " L",
              x(point[0], first, span),
              y(point[1], top)));
    }
    return path.toString();
  }

  private static double x(double step, double first, double span) {
    return LEFT + (step - first) / span * (WIDTH - LEFT - RIGHT);
  }

  private static double y(double loss, double top) {
    return HEIGHT - BOTTOM - loss / top * (HEIGHT - BOTTOM - TOP);
  }
}
