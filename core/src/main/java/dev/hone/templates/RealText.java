package dev.hone.templates;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Floats in the formats e, f, g and % of C and Python; exact, rounded half to even. */
final class RealText {
  /** More digits than any float has. */
  private static final int MOST_PRECISION = 2_000;

  private RealText() {}

  /** The digits of a value that is not negative. */
  static String format(double value, char type, int precision, boolean alternate) {
    if (precision > MOST_PRECISION) {
      throw new TemplateFailure("a precision of more than " + MOST_PRECISION);
    }
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      String special = Double.isNaN(value) ? "nan" : "inf";
      return Character.isUpperCase(type) ? special.toUpperCase(Locale.ROOT) : special;
    }
    BigDecimal exact = new BigDecimal(value);
    int digits = precision < 0 ? 6 : precision;
    return switch (type) {
      case 'f', 'F' -> fixed(exact, digits, alternate);
      case '%' -> fixed(exact.movePointRight(2), digits, alternate) + "%";
      case 'e', 'E' -> exponential(exact, digits, alternate, type);
      default -> general(exact, Math.max(1, digits), alternate, type);
    };
  }

  private static String fixed(BigDecimal value, int digits, boolean alternate) {
    String text = value.setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
    return alternate && digits == 0 ? text + "." : text;
  }

  private static BigDecimal rounded(BigDecimal value, int digits) {
    return value.round(new MathContext(digits, RoundingMode.HALF_EVEN));
  }

  private static int exponent(BigDecimal value) {
    return value.signum() == 0 ? 0 : value.precision() - value.scale() - 1;
  }

  private static String exponential(BigDecimal value, int digits, boolean alternate, char type) {
    BigDecimal rounded = rounded(value, digits + 1);
    int exponent = exponent(rounded);
    String mantissa = fixed(rounded.movePointLeft(exponent), digits, alternate);
    return mantissa + type + (exponent < 0 ? '-' : '+') + "%02d".formatted(Math.abs(exponent));
  }

  private static String general(BigDecimal value, int digits, boolean alternate, char type) {
    int exponent = exponent(rounded(value, digits));
    boolean isFixed = exponent >= -4 && exponent < digits;
    String text =
        isFixed
            ? fixed(value, digits - 1 - exponent, alternate)
            : exponential(value, digits - 1, alternate, type == 'G' ? 'E' : 'e');
    if (alternate) {
      return text;
    }
    int mantissaEnd = isFixed ? text.length() : text.indexOf(type == 'G' ? 'E' : 'e');
    return trimmed(text.substring(0, mantissaEnd)) + text.substring(mantissaEnd);
  }

  private static String trimmed(String mantissa) {
    if (mantissa.indexOf('.') < 0) {
      return mantissa;
    }
    int end = mantissa.length();
    while (mantissa.charAt(end - 1) == '0') {
      end--;
    }
    return mantissa.substring(0, mantissa.charAt(end - 1) == '.' ? end - 1 : end);
  }
}
