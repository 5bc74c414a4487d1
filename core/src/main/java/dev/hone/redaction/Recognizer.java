package dev.hone.redaction;

import java.util.List;

/**
 * Finds one kind of personal data in a text. Own recognizers are found by {@link
 * java.util.ServiceLoader} ({@code META-INF/services/dev.hone.redaction.Recognizer}) and need a
 * public no-argument constructor. Stateless, and safe for use by many threads.
 *
 * <p>Texts are untrusted and may be megabytes long: the time must be linear in the text's length.
 * Look for an anchor (an {@code @}, a prefix, a digit at the start of a word) and read a bounded
 * distance from there; a regular expression that starts anew at every char is quadratic.
 */
public interface Recognizer {
  /** What it finds: lower-case letters and digits. Its placeholders are named after it. */
  String kind();

  /** All that is found, by start and not overlapping; empty where there is nothing. */
  List<Span> find(String text);

  /** What two spellings of one value share, so that both get one pseudonym. */
  default String normalized(String value) {
    return value;
  }
}
