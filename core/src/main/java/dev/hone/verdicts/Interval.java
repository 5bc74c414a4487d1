package dev.hone.verdicts;

/**
 * A 95% interval.
 *
 * @param low its lower end
 * @param high its upper end
 */
public record Interval(double low, double high) {
  /** How sure every interval of Hone is. */
  public static final double CONFIDENCE = 0.95;
}
