package dev.hone.templates;

/** Finding text in text, in time that grows with both lengths and not with their product. */
final class StringSearch {
  /** Up to this length the plain search is fast enough whatever the text. */
  private static final int SHORT = 32;

  private StringSearch() {}

  static int indexOf(Rendering rendering, String text, String part, int from) {
    rendering.chargeText((long) Math.max(0, text.length() - from) + part.length());
    return indexOf(text, part, from);
  }

  /** For callers that paid for the whole text already and go on from the last match. */
  static int indexOf(String text, String part, int from) {
    return part.length() <= SHORT ? text.indexOf(part, from) : knuthMorrisPratt(text, part, from);
  }

  static int lastIndexOf(Rendering rendering, String text, String part, int from) {
    if (part.length() <= SHORT) {
      int at = text.lastIndexOf(part, from);
      rendering.chargeText(from - Math.max(0, at) + (long) part.length());
      return at;
    }
    String head = text.substring(0, Math.min(text.length(), from + part.length()));
    String reversed = new StringBuilder(head).reverse().toString();
    int index = indexOf(rendering, reversed, new StringBuilder(part).reverse().toString(), 0);
    return index < 0 ? -1 : head.length() - index - part.length();
  }

  private static int knuthMorrisPratt(String text, String part, int from) {
    int[] border = new int[part.length() + 1];
    border[0] = -1;
    for (int i = 0, k = -1; i < part.length(); ) {
      while (k >= 0 && part.charAt(i) != part.charAt(k)) {
        k = border[k];
      }
      border[++i] = ++k;
    }
    for (int i = from, matched = 0; i < text.length(); i++) {
      while (matched >= 0 && text.charAt(i) != part.charAt(matched)) {
        matched = border[matched];
      }
      if (++matched == part.length()) {
        return i + 1 - matched;
      }
    }
    return -1;
  }
}
