package dev.hone.templates;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The filters over numbers. */
final class NumberFilters {
  private static final String[] DECIMAL_UNITS = {"kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"};
  private static final String[] BINARY_UNITS = {
    "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"
  };

  private NumberFilters() {}

  static @Nullable Object integer(Rendering rendering, @Nullable Object value, Arguments given) {
    @Nullable Object[] bound = given.bind("int", 0, "default", "base");
    Object otherwise = bound[0] == Missing.VALUE ? 0L : bound[0];
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (value instanceof String text) {
      rendering.chargeText(text.length());
      int base = bound[1] == Missing.VALUE ? 10 : Numbers.integer(bound[1], "base");
      Object parsed = NumberText.integer(text, base);
      Double real = parsed == null ? NumberText.real(text) : null;
      return parsed != null ? parsed : real == null ? otherwise : whole(real, otherwise);
    }
    if (value instanceof Double real) {
      return whole(real, otherwise);
    }
    return value != null && Types.isNumber(value) ? Numbers.narrow(Numbers.big(value)) : otherwise;
  }

  private static @Nullable Object whole(double real, @Nullable Object otherwise) {
    return Double.isNaN(real) || Double.isInfinite(real)
        ? otherwise
        : Numbers.narrow(new BigDecimal(real).toBigInteger());
  }

  static @Nullable Object real(Rendering rendering, @Nullable Object value, Arguments given) {
    Object bound = given.bind("float", 0, "default")[0];
    Object otherwise = bound == Missing.VALUE ? 0.0 : bound;
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (value instanceof String text) {
      rendering.chargeText(text.length());
      Double parsed = NumberText.real(text);
      return parsed == null ? otherwise : parsed;
    }
    return value != null && Types.isNumber(value) ? Numbers.real(value) : otherwise;
  }

  static Object absolute(Rendering rendering, @Nullable Object value, Arguments given) {
    given.bind("abs", 0);
    Object number = number(value, "abs()");
    return number instanceof Double real
        ? (Object) Math.abs(real)
        : Numbers.narrow(Numbers.big(number).abs());
  }

  static Object round(Rendering rendering, @Nullable Object value, Arguments given) {
    @Nullable Object[] bound = given.bind("round", 0, "precision", "method");
    int precision = bound[0] == Missing.VALUE ? 0 : Numbers.integer(bound[0], "precision");
    Object method = bound[1] == Missing.VALUE ? "common" : bound[1];
    Object number = number(value, "round");
    if ("common".equals(method)) {
      return round(number, precision);
    }
    if (!"ceil".equals(method) && !"floor".equals(method)) {
      throw new TemplateFailure("method must be common, ceil or floor");
    }
    Object scale = Numbers.power(10L, (long) precision);
    double scaled = Numbers.real(Numbers.multiply(number, scale));
    Object whole =
        Numbers.narrow(
            new BigDecimal("ceil".equals(method) ? Math.ceil(scaled) : Math.floor(scaled))
                .toBigInteger());
    return Numbers.divide(whole, scale);
  }

  /** Half to even, on the exact value, as Python's round. */
  private static Object round(Object number, int precision) {
    if (number instanceof Double real) {
      if (Double.isNaN(real) || Double.isInfinite(real) || precision > 400) {
        return real;
      }
      BigDecimal rounded =
          new BigDecimal(real).setScale(Math.max(-400, precision), RoundingMode.HALF_EVEN);
      return Math.copySign(rounded.doubleValue(), real);
    }
    BigInteger whole = Numbers.big(number);
    if (precision >= 0) {
      return Numbers.narrow(whole);
    }
    return Numbers.narrow(
        new BigDecimal(whole)
            .setScale(Math.max(-10_000, precision), RoundingMode.HALF_EVEN)
            .toBigInteger());
  }

  static String fileSize(Rendering rendering, @Nullable Object value, Arguments given) {
    Object bound = given.bind("filesizeformat", 0, "binary")[0];
    boolean binary = bound != Missing.VALUE && Types.isTrue(bound);
    double bytes =
        value instanceof String text
            ? realOrFail(text)
            : Numbers.real(number(value, "filesizeformat"));
    int base = binary ? 1024 : 1000;
    if (bytes == 1) {
      return "1 Byte";
    }
    if (bytes < base) {
      return (long) bytes + " Bytes";
    }
    String[] units = binary ? BINARY_UNITS : DECIMAL_UNITS;
    double unit = base;
    int i = 0;
    while (i < units.length - 1 && bytes >= unit * base) {
      unit *= base;
      i++;
    }
    return String.format(Locale.ROOT, "%s %s", fixed(bytes / unit), units[i]);
  }

  private static String fixed(double value) {
    return new BigDecimal(value).setScale(1, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static double realOrFail(String text) {
    Double parsed = NumberText.real(text);
    if (parsed == null) {
      throw new TemplateFailure("could not convert string to float: '" + text + "'");
    }
    return parsed;
  }

  private static Object number(@Nullable Object value, String what) {
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (value == null || !Types.isNumber(value)) {
      throw new TemplateFailure("bad operand type for " + what + ": '" + Types.name(value) + "'");
    }
    return value;
  }
}
