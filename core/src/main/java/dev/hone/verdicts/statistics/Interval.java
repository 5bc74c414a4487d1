package dev.hone.verdicts.statistics;

/**
 * A 95% interval.
 *
 * @param low its lower end
 * @param high its upper end
 */
public record Interval(double low, double high) {
  /** How sure every interval of Hone is. */
  public static final double CONFIDENCE = 0.95;

  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  public double width() {
    return high - low;
  }

  /** As far as it lies between two bounds. */
  Interval within(double least, double most) {
    return new Interval(
        Math.min(most, Math.max(least, low)), Math.max(least, Math.min(most, high)));
  }
}
