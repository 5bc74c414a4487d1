package dev.hone.redaction;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The pseudonyms of one conversation: the first e-mail address is {@code [EMAIL_1]} wherever it
 * stands and however it is spelt. Numbered in order of appearance, so a conversation that goes on
 * keeps the numbers of its beginning. Not safe for use by several threads.
 */
final class Pseudonyms {
  private final Map<String, String> given = new HashMap<>();
  private final Map<String, Integer> last = new HashMap<>();
  private final Map<String, String> values = new HashMap<>();

  /**
   * Notes the placeholders that a text already has, so that none of them gets a second meaning:
   * redacting twice changes nothing.
   */
  void reserve(String text) {
    for (int at = text.indexOf('['); at >= 0; at = text.indexOf('[', at + 1)) {
      int kindEnd = at + 1;
      while (kindEnd < text.length() && isKind(text.charAt(kindEnd))) {
        kindEnd++;
      }
      int end = kindEnd + 1;
      while (end < text.length() && end - kindEnd <= 6 && Words.isDigit(text.charAt(end))) {
        end++;
      }
      if (kindEnd > at + 1
          && end > kindEnd + 1
          && end < text.length()
          && text.charAt(kindEnd) == '_'
          && text.charAt(end) == ']') {
        last.merge(
            text.substring(at + 1, kindEnd),
            Integer.valueOf(text.substring(kindEnd + 1, end)),
            Math::max);
      }
    }
  }

  private static boolean isKind(char c) {
    return (c >= 'A' && c <= 'Z') || Words.isDigit(c);
  }

  /**
   * The pseudonym of a value; the same for the same normalised value.
   *
   * @param value as it is spelt here
   */
  String of(String kind, String normalized, String value) {
    String pseudonym =
        given.computeIfAbsent(
            kind + " " + normalized,
            key -> {
              String name = kind.toUpperCase(Locale.ROOT);
              return "[" + name + "_" + last.merge(name, 1, Integer::sum) + "]";
            });
    values.putIfAbsent(pseudonym, value);
    return pseudonym;
  }

  /** The text with the values, as they were spelt first, in the place of the pseudonyms given. */
  String restored(String text) {
    StringBuilder out = null;
    int copied = 0;
    for (int at = text.indexOf('['); at >= 0; at = text.indexOf('[', at + 1)) {
      int end = text.indexOf(']', at);
      if (end < 0) {
        break;
      }
      String value = values.get(text.substring(at, end + 1));
      if (value != null) {
        out = out == null ? new StringBuilder(text.length()) : out;
        out.append(text, copied, at).append(value);
        copied = end + 1;
      }
    }
    return out == null ? text : out.append(text, copied, text.length()).toString();
  }
}
