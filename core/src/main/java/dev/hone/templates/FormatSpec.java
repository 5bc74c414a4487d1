package dev.hone.templates;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How one value is laid out, by {@code %} or by {@code format}. Sizes of -1 mean "not given". */
final class FormatSpec {
  private int fill = ' ';
  private char align;
  private char sign = '-';
  private boolean alternate;
  private boolean zero;
  private int width = -1;
  private char grouping;
  private int precision = -1;
  private char type;

  /** Collects the parts of a {@code %} conversion. */
  static final class Builder {
    private final FormatSpec spec = new FormatSpec();

    void flag(char flag) {
      switch (flag) {
        case '-' -> spec.align = '<';
        case '+' -> spec.sign = '+';
        case ' ' -> spec.sign = spec.sign == '+' ? '+' : ' ';
        case '#' -> spec.alternate = true;
        default -> spec.zero = true;
      }
    }

    void width(int width) {
      if (width < -1) {
        spec.align = '<';
      }
      spec.width = Math.abs(width) == 1 && width < 0 ? -1 : Math.abs(width);
    }

    void precision(int precision) {
      spec.precision = precision;
    }

    String percent(Rendering rendering, char type, @Nullable Object value) {
      return spec.percent(rendering, type, value);
    }
  }

  private FormatSpec() {}

  private String percent(Rendering rendering, char type, @Nullable Object value) {
    switch (type) {
      case 's', 'r', 'a' -> {
        String text =
            type == 's' ? PythonText.str(rendering, value) : PythonText.repr(rendering, value);
        return padded(rendering, "", cut(text), '>', false);
      }
      case 'c' -> {
        return padded(rendering, "", character(value), '>', false);
      }
      case 'd', 'i', 'u', 'o', 'x', 'X' -> {
        Object whole =
            value instanceof Double real && "diu".indexOf(type) >= 0 ? whole(real) : value;
        if (!(Types.isInteger(whole) || whole instanceof Boolean)) {
          throw number(type, value, "diu".indexOf(type) >= 0 ? "a real number" : "an integer");
        }
        return integer(rendering, Numbers.big(whole), "iu".indexOf(type) >= 0 ? 'd' : type);
      }
      default -> {
        if (value == null || !Types.isNumber(value)) {
          throw value instanceof Undefined undefined
              ? undefined.failure()
              : new TemplateFailure("must be real number, not " + Types.name(value));
        }
        return real(rendering, Numbers.real(value), type);
      }
    }
  }

  private static TemplateFailure number(char type, @Nullable Object value, String wanted) {
    return new TemplateFailure(
        "%%%s format: %s is required, not %s".formatted(type, wanted, Types.name(value)));
  }

  private static Object whole(double real) {
    if (Double.isNaN(real) || Double.isInfinite(real)) {
      throw new TemplateFailure("cannot convert float " + Numbers.repr(real) + " to integer");
    }
    return Numbers.narrow(new BigDecimal(real).toBigInteger());
  }

  private static String character(@Nullable Object value) {
    if (value instanceof String text && text.codePointCount(0, text.length()) == 1) {
      return text;
    }
    if (value instanceof Long code && code >= 0 && code <= Character.MAX_CODE_POINT) {
      return Character.toString(code.intValue());
    }
    throw new TemplateFailure("c format: an int or one character is required");
  }

  private String cut(String text) {
    return precision >= 0 && text.codePointCount(0, text.length()) > precision
        ? text.substring(0, text.offsetByCodePoints(0, precision))
        : text;
  }

  /** Reads the part of a replacement field after its colon. */
  static FormatSpec parse(String text) {
    FormatSpec spec = new FormatSpec();
    int[] cs = text.codePoints().toArray();
    int i = 0;
    if (cs.length > 1 && isAlign(cs[1])) {
      spec.fill = cs[0];
      spec.align = (char) cs[1];
      i = 2;
    } else if (cs.length > 0 && isAlign(cs[0])) {
      spec.align = (char) cs[0];
      i = 1;
    }
    if (i < cs.length && (cs[i] == '+' || cs[i] == '-' || cs[i] == ' ')) {
      spec.sign = (char) cs[i++];
    }
    if (i < cs.length && cs[i] == '#') {
      spec.alternate = true;
      i++;
    }
    if (i < cs.length && cs[i] == '0') {
      spec.zero = true;
      i++;
    }
    int start = i;
    for (; i < cs.length && cs[i] >= '0' && cs[i] <= '9'; i++) {
      spec.width = size(spec.width, cs[i]);
    }
    spec.width = i == start ? -1 : spec.width;
    if (i < cs.length && (cs[i] == ',' || cs[i] == '_')) {
      spec.grouping = (char) cs[i++];
    }
    if (i < cs.length && cs[i] == '.') {
      start = ++i;
      for (; i < cs.length && cs[i] >= '0' && cs[i] <= '9'; i++) {
        spec.precision = size(spec.precision, cs[i]);
      }
      if (i == start) {
        throw new TemplateFailure("Format specifier missing precision");
      }
    }
    if (i < cs.length) {
      spec.type = (char) cs[i++];
    }
    if (i < cs.length) {
      throw new TemplateFailure("Invalid format specifier '" + text + "'");
    }
    return spec;
  }

  private static boolean isAlign(int c) {
    return c == '<' || c == '>' || c == '=' || c == '^';
  }

  private static int size(int soFar, int digit) {
    int size = Math.max(0, soFar) * 10 + (digit - '0');
    if (size > 10_000_000) {
      throw new TemplateFailure("Too many decimal digits in format string");
    }
    return size;
  }

  /** Python's {@code format(value, spec)}. */
  String format(Rendering rendering, @Nullable Object value) {
    if (value instanceof String text) {
      return text(rendering, text);
    }
    if (value instanceof Double real) {
      return real(rendering, real);
    }
    boolean plain = type == 0 && precision < 0 && value instanceof Boolean;
    if (value != null && Types.isNumber(value) && !plain) {
      return integer(rendering, value);
    }
    if (value instanceof Boolean) {
      return width < 0 && align == 0 ? PythonText.str(rendering, value) : integer(rendering, value);
    }
    if (isEmpty()) {
      return PythonText.str(rendering, value);
    }
    throw new TemplateFailure(
        "unsupported format string passed to " + Types.name(value) + ".__format__");
  }

  private boolean isEmpty() {
    return align == 0
        && sign == '-'
        && !alternate
        && !zero
        && width < 0
        && grouping == 0
        && precision < 0
        && type == 0;
  }

  private String text(Rendering rendering, String text) {
    if ((type != 0 && type != 's') || sign != '-' || alternate || grouping != 0 || align == '=') {
      throw new TemplateFailure("Invalid format specifier for object of type 'str'");
    }
    if (zero) {
      fill = fill == ' ' && align == 0 ? '0' : fill;
    }
    return padded(rendering, "", cut(text), '<', false);
  }

  private String integer(Rendering rendering, Object value) {
    if ("eEfFgG%".indexOf(type) >= 0 && type != 0) {
      return real(rendering, Numbers.real(value));
    }
    if (precision >= 0) {
      throw new TemplateFailure("Precision not allowed in integer format specifier");
    }
    if (type == 'c') {
      return padded(rendering, "", character(value), '<', false);
    }
    if (type != 0 && "bdoxXn".indexOf(type) < 0) {
      throw unknownType(value);
    }
    BigInteger whole = Numbers.big(value);
    char kind = type == 0 || type == 'n' ? 'd' : type;
    String digits = grouped(digits(whole.abs(), kind), kind == 'd' ? 3 : 4);
    return padded(rendering, sign(whole.signum() < 0) + prefix(kind), digits, '>', true);
  }

  private TemplateFailure unknownType(Object value) {
    return new TemplateFailure(
        "Unknown format code '%s' for object of type '%s'".formatted(type, Types.name(value)));
  }

  private String real(Rendering rendering, double value) {
    if (type != 0 && "eEfFgGn%".indexOf(type) < 0) {
      throw unknownType(value);
    }
    boolean negative = value < 0 || 1 / value < 0;
    String digits;
    if (type == 0 && precision < 0) {
      digits = Numbers.repr(Math.abs(value));
    } else {
      char kind = type == 0 || type == 'n' ? 'g' : type;
      digits = RealText.format(Math.abs(value), kind, precision, alternate);
      if (type == 0 && digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
        digits += ".0";
      }
    }
    int point = 0;
    while (point < digits.length() && Character.isDigit(digits.charAt(point))) {
      point++;
    }
    digits = grouped(digits.substring(0, point), 3) + digits.substring(point);
    return padded(rendering, sign(negative), digits, '>', true);
  }

  private String grouped(String digits, int size) {
    if (grouping == 0) {
      return digits;
    }
    StringBuilder out = new StringBuilder(digits);
    for (int i = digits.length() - size; i > 0; i -= size) {
      out.insert(i, grouping);
    }
    return out.toString();
  }

  private String integer(Rendering rendering, BigInteger value, char kind) {
    String digits = digits(value.abs(), kind);
    digits = "0".repeat(Math.min(10_000, Math.max(0, precision - digits.length()))) + digits;
    return padded(rendering, sign(value.signum() < 0) + prefix(kind), digits, '>', true);
  }

  private String real(Rendering rendering, double value, char kind) {
    boolean negative = value < 0 || 1 / value < 0;
    String digits = RealText.format(Math.abs(value), kind, precision, alternate);
    return padded(rendering, sign(negative), digits, '>', true);
  }

  private static String digits(BigInteger value, char kind) {
    return switch (kind) {
      case 'x' -> value.toString(16);
      case 'X' -> value.toString(16).toUpperCase(Locale.ROOT);
      case 'o' -> value.toString(8);
      case 'b' -> value.toString(2);
      default -> value.toString();
    };
  }

  private String sign(boolean negative) {
    return negative ? "-" : sign == '-' ? "" : String.valueOf(sign);
  }

  private String prefix(char kind) {
    return alternate && kind != 'd' ? "0" + kind : "";
  }

  private String padded(
      Rendering rendering, String prefix, String body, char usual, boolean numeric) {
    int length = prefix.length() + body.codePointCount(0, body.length());
    int missing = Math.max(0, width - length);
    rendering.claimText((long) length + missing);
    char side = align != 0 ? align : numeric && zero ? '=' : usual;
    int padding = zero && numeric && align == 0 ? '0' : fill;
    String pad = Character.toString(padding);
    return switch (side) {
      case '<' -> prefix + body + pad.repeat(missing);
      case '^' -> pad.repeat(missing / 2) + prefix + body + pad.repeat(missing - missing / 2);
      case '=' -> prefix + pad.repeat(missing) + body;
      default -> pad.repeat(missing) + prefix + body;
    };
  }
}
