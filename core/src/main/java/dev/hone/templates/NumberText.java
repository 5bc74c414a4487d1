package dev.hone.templates;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers read from text, as Python's {@code int(text, base)} and {@code float(text)} do. */
final class NumberText {
  private static final Pattern REAL =
      Pattern.compile(
          "[+-]?(\\d+(_\\d+)*(\\.(\\d+(_\\d+)*)?)?|\\.\\d+(_\\d+)*)([eE][+-]?\\d+(_\\d+)*)?");
  private static final int MOST_DIGITS = 4_300;

  private NumberText() {}

  /** The number, or null where the text is none. Base 0 reads the prefix. */
  static @Nullable Object integer(String text, int base) {
    if (base != 0 && (base < 2 || base > 36)) {
      return null;
    }
    String digits = StringMethods.strip(text, PythonText::isSpace, true, true);
    boolean negative = digits.startsWith("-");
    if (negative || digits.startsWith("+")) {
      digits = digits.substring(1);
    }
    int radix = base;
    String lower = digits.toLowerCase(Locale.ROOT);
    int prefixed = lower.startsWith("0x") ? 16 : lower.startsWith("0o") ? 8 : 2;
    boolean hasPrefix = prefixed != 2 || lower.startsWith("0b");
    if (hasPrefix && (base == 0 || base == prefixed)) {
      radix = prefixed;
      digits = digits.substring(digits.startsWith("_", 2) ? 3 : 2);
    } else if (base == 0) {
      radix = 10;
      if (digits.startsWith("0") && !digits.replace("0", "").replace("_", "").isEmpty()) {
        return null;
      }
    }
    if (digits.startsWith("_") || digits.endsWith("_") || digits.contains("__")) {
      return null;
    }
    digits = digits.replace("_", "");
    int base2 = radix;
    if (digits.isEmpty()
        || digits.length() > MOST_DIGITS
        || !digits.codePoints().allMatch(c -> Character.digit(c, base2) >= 0)) {
      return null;
    }
    BigInteger value = new BigInteger(digits, radix);
    return Numbers.narrow(negative ? value.negate() : value);
  }

  static @Nullable Double real(String text) {
    String number = StringMethods.strip(text, PythonText::isSpace, true, true);
    String unsigned =
        number.startsWith("-") || number.startsWith("+") ? number.substring(1) : number;
    double sign = number.startsWith("-") ? -1 : 1;
    switch (unsigned.toLowerCase(Locale.ROOT)) {
      case "inf", "infinity" -> {
        return sign * Double.POSITIVE_INFINITY;
      }
      case "nan" -> {
        return Double.NaN;
      }
      default -> {}
    }
    if (number.length() > MOST_DIGITS || !REAL.matcher(number).matches()) {
      return null;
    }
    return Double.valueOf(number.replace("_", ""));
  }
}
