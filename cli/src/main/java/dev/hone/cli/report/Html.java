package dev.hone.cli.report;

/** Text made safe for HTML and SVG. Everything that was logged passes through here. */
final class Html {
  private Html() {}

  /** Escapes markup, and shows characters that would hide or reorder text as their code points. */
  static String text(String raw) {
    StringBuilder safe = new StringBuilder(raw.length() + 16);
    raw.codePoints().forEach(point -> append(safe, point));
    return safe.toString();
  }

  /** Escapes markup and changes nothing else: for text that is edited and sent back. */
  static String exact(String raw) {
    StringBuilder safe = new StringBuilder(raw.length() + 16);
    for (int i = 0; i < raw.length(); i++) {
      char at = raw.charAt(i);
      switch (at) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(at);
      }
    }
    return safe.toString();
  }

  /** The first characters of a long text, then an ellipsis; escaped. */
  static String shortened(String raw, int maxChars) {
    if (raw.length() <= maxChars) {
      return text(raw);
    }
    int end = Character.isHighSurrogate(raw.charAt(maxChars - 1)) ? maxChars - 1 : maxChars;
    return text(raw.substring(0, end)) + "…";
  }

  private static void append(StringBuilder safe, int point) {
    switch (point) {
      case '&' -> safe.append("&amp;");
      case '<' -> safe.append("&lt;");
      case '>' -> safe.append("&gt;");
      case '"' -> safe.append("&quot;");
      case '\'' -> safe.append("&#39;");
      case '\n', '\t' -> safe.append((char) point);
      default -> {
        int type = Character.getType(point);
        if (type == Character.CONTROL || type == Character.FORMAT || type == Character.SURROGATE) {
          safe.append(String.format("[U+%04X]", point));
        } else {
          safe.appendCodePoint(point);
        }
      }
    }
  }
}
