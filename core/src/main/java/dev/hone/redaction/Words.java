package dev.hone.redaction;

/** Where words of a text begin and end, in plain text and inside JSON strings. */
final class Words {
  private Words() {}

  static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  /** Whether a word may begin here; the n of an escaped line break belongs to no word. */
  static boolean startsAt(String text, int at) {
    return at == 0 || !isWord(text.charAt(at - 1)) || isEscape(text, at - 1);
  }

  static boolean endsAt(String text, int at) {
    return at >= text.length() || !isWord(text.charAt(at));
  }

  /** Whether the char is the letter of {@code \n}, {@code \r} or {@code \t} in JSON's spelling. */
  static boolean isEscape(String text, int at) {
    char c = text.charAt(at);
    return at > 0 && text.charAt(at - 1) == '\\' && (c == 'n' || c == 'r' || c == 't');
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isAsciiLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  static boolean isHex(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  /** The digits of a text and nothing else. */
  static String digits(String text) {
    StringBuilder digits = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      if (isDigit(text.charAt(i))) {
        digits.append(text.charAt(i));
      }
    }
    return digits.toString();
  }
}
