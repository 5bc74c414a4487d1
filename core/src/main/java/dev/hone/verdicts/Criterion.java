package dev.hone.verdicts;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * A rule that an answer of a task keeps or breaks. Never changed: an edited rule is the next
 * version, so that a check that names {@code order-number@v2} can be read for ever.
 *
 * @param name lower case, digits and hyphens, at most 48 characters
 * @param version 1 or more
 * @param text the rule: one line, that the conversation and the answer are enough to check
 */
public record Criterion(String name, int version, String text) {
  private static final int MAX_CHARS = 500;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,47}");

  public Criterion {
    requireNonNull(text, "text");
    if (!isName(name) || version < 1 || !isText(text)) {
      throw new IllegalArgumentException(
          "Invalid criterion '"
              + name
              + "', version "
              + version
              + ". Use a name of lower-case letters, digits and hyphens, a version of 1 or more,"
              + " and one line of 1 to "
              + MAX_CHARS
              + " characters.");
    }
  }

  /** How steps name it: {@code name@v1}. */
  public String id() {
    return name + "@v" + version;
  }

  /** Whether a text is such a name. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** Whether a text is such a rule. */
  public static boolean isText(String text) {
    return !text.isBlank() && text.length() <= MAX_CHARS && text.lines().count() == 1;
  }
}
