package dev.hone.examples;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;

/**
 * A text that calls of a task share, and what leaving it out would save.
 *
 * @param text the text
 * @param calls how many calls hold it
 * @param occurrences how often it stands in them
 */
public record StaticSpan(String text, long calls, long occurrences) {
  /** Of English in common tokenizers; other scripts take more tokens, and more bytes. */
  private static final double BYTES_PER_TOKEN = 4;

  public StaticSpan {
    requireNonNull(text, "text");
    if (calls < 0 || occurrences < calls) {
      throw new IllegalArgumentException(
          "Invalid counts: " + calls + " calls, " + occurrences + " occurrences.");
    }
  }

  /** About how many tokens the text is: a quarter of its bytes in UTF-8. */
  public long approximateTokens() {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    return Math.max(1, Math.round(bytes / BYTES_PER_TOKEN));
  }

  /** About how many tokens leaving it out of all these calls saves. */
  public long approximateTokensSaved() {
    return occurrences * approximateTokens();
  }
}
