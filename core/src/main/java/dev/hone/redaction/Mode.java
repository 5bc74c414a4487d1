package dev.hone.redaction;

import java.util.Arrays;
import java.util.Locale;

/** What becomes of personal data of one kind. */
public enum Mode {
  /** Not looked for. */
  OFF,
  /** Counted, and left in the text. */
  MARK,
  /** Replaced by a pseudonym such as {@code [EMAIL_1]}. */
  MASK,
  /** The example that holds it is left out. */
  DROP;

  /** In lower case, as params write it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The mode of that name.
   *
   * @throws IllegalArgumentException if there is no such mode, with those that there are
   */
  public static Mode of(String text) {
    return Arrays.stream(values())
        .filter(mode -> mode.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Unknown mode '" + text + "'. Use off, mark, mask or drop."));
  }
}
