package dev.hone.labels;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How a new answer is made, cheapest first. */
public enum RelabelMode {
  /** One model is asked anew: one call a row, and two where its answer differs. */
  SINGLE("single"),
  /** Several drafts, of which the judge names the best. */
  BEST_OF_N("best-of-n"),
  /** Drafts, a review, and an answer written from both. */
  MIXTURE("mixture");

  private final String text;

  RelabelMode(String text) {
    this.text = text;
  }

  /** As params and options write it. */
  public String text() {
    return text;
  }

  /**
   * The mode of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static RelabelMode of(String text) {
    return Arrays.stream(values())
        .filter(mode -> mode.text.equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Unknown mode of relabelling '"
                        + text
                        + "'. There are "
                        + Arrays.stream(values())
                            .map(RelabelMode::text)
                            .collect(Collectors.joining(", "))
                        + "."));
  }
}
