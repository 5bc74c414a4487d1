package dev.hone.redaction;

import static java.util.Objects.requireNonNull;

/**
 * A piece of a text that a recognizer found.
 *
 * @param kind what it is: {@code email}, {@code card}, ...
 * @param start its first char
 * @param end the char behind its last
 */
public record Span(String kind, int start, int end) {
  public Span {
    requireNonNull(kind, "kind");
    if (start < 0 || end <= start) {
      throw new IllegalArgumentException(
          "Invalid span of kind " + kind + ": " + start + " to " + end + ".");
    }
  }

  /** Chars covered. */
  public int length() {
    return end - start;
  }

  /** What it covers of the text it was found in. */
  public String of(String text) {
    return text.substring(start, end);
  }
}
