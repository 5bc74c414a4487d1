package dev.hone.templates;

/** Decodes the escapes of a quoted string the way Python's {@code unicode-escape} codec does. */
final class StringLiteral {
  private StringLiteral() {}

  static String unescape(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i++);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escape = text.charAt(i++);
      switch (escape) {
        case '\n' -> {}
        case '\\', '\'', '"' -> out.append(escape);
        case 'a' -> out.append('\u0007');
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'v' -> out.append('\u000b');
        case 'x' -> i = hex(text, i, 2, out);
        case 'u' -> i = hex(text, i, 4, out);
        case 'U' -> i = hex(text, i, 8, out);
        case 'N' -> i = named(text, i, out);
        case '0', '1', '2', '3', '4', '5', '6', '7' -> i = octal(text, i - 1, out);
        default -> i = other(escape, text, i, out);
      }
    }
    return out.toString();
  }

  /** An unknown escape stays; a non-ASCII one was spelled out by the codec's first half. */
  private static int other(char escape, String text, int after, StringBuilder out) {
    out.append('\\');
    if (escape < 128) {
      out.append(escape);
    } else if (Character.isHighSurrogate(escape) && after < text.length()) {
      out.append("U%08x".formatted(Character.toCodePoint(escape, text.charAt(after))));
      return after + 1;
    } else {
      out.append((escape < 256 ? "x%02x" : "u%04x").formatted((int) escape));
    }
    return after;
  }

  private static int hex(String text, int from, int length, StringBuilder out) {
    int to = from + length;
    if (to > text.length()
        || !text.substring(from, to)
            .chars()
            .allMatch(c -> c < 128 && Character.digit(c, 16) >= 0)) {
      throw new TemplateFailure("truncated escape in string '" + text + "'");
    }
    long codePoint = Long.parseLong(text.substring(from, to), 16);
    if (codePoint > Character.MAX_CODE_POINT) {
      throw new TemplateFailure("illegal Unicode character in string '" + text + "'");
    }
    out.appendCodePoint((int) codePoint);
    return to;
  }

  private static int octal(String text, int from, StringBuilder out) {
    int i = from;
    int value = 0;
    while (i < text.length() && i < from + 3 && text.charAt(i) >= '0' && text.charAt(i) <= '7') {
      value = value * 8 + (text.charAt(i++) - '0');
    }
    out.append((char) value);
    return i;
  }

  private static int named(String text, int from, StringBuilder out) {
    int close = text.indexOf('}', from);
    if (from >= text.length() || text.charAt(from) != '{' || close < 0) {
      throw new TemplateFailure("malformed \\N character escape in string '" + text + "'");
    }
    String name = text.substring(from + 1, close);
    try {
      out.appendCodePoint(Character.codePointOf(name));
    } catch (IllegalArgumentException e) {
      throw new TemplateFailure("unknown Unicode character name '" + name + "'");
    }
    return close + 1;
  }
}
