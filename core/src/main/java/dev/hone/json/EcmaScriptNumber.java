package dev.hone.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * ECMAScript's Number::toString: the fewest digits that read back as the same double, and of those
 * the closest. (Java 17's own Double.toString is not always the shortest.)
 */
final class EcmaScriptNumber {
  private static final double EXACT_INTEGERS = 1L << 53;
  private static final int MAX_DIGITS = 17;
  private static final RoundingMode[] CLOSEST_FIRST = {
    RoundingMode.HALF_EVEN, RoundingMode.UP, RoundingMode.DOWN
  };

  private EcmaScriptNumber() {}

  /** Writes a finite double; minus zero is {@code 0}. */
  static String format(double value) {
    if (Math.abs(value) < EXACT_INTEGERS && value == Math.rint(value)) {
      return Long.toString((long) value);
    }
    if (value < 0) {
      return "-" + format(-value);
    }
    BigDecimal shortest = shortest(value).stripTrailingZeros();
    String digits = shortest.unscaledValue().toString();
    int count = digits.length();
    int point = count - shortest.scale(); // value = 0.digits * 10^point
    if (count <= point && point <= 21) {
      return digits + "0".repeat(point - count);
    }
    if (0 < point && point <= 21) {
      return digits.substring(0, point) + "." + digits.substring(point);
    }
    if (-6 < point && point <= 0) {
      return "0." + "0".repeat(-point) + digits;
    }
    String exponent = (point - 1 < 0 ? "e-" : "e+") + Math.abs(point - 1);
    return count == 1 ? digits + exponent : digits.charAt(0) + "." + digits.substring(1) + exponent;
  }

  private static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 1; digits < MAX_DIGITS; digits++) {
      // Below a power of two doubles lie closer, so the nearest decimal can miss where another
      // hits.
      for (RoundingMode rounding : CLOSEST_FIRST) {
        BigDecimal rounded = exact.round(new MathContext(digits, rounding));
        if (rounded.doubleValue() == value) {
          return rounded;
        }
      }
    }
    return exact.round(new MathContext(MAX_DIGITS, RoundingMode.HALF_EVEN));
  }
}
