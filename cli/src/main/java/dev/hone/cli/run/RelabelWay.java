package dev.hone.cli.run;

import dev.hone.labels.RelabelMode;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How a run makes its labels anew, as {@code --relabel-mode} names it; the dearest first. */
public enum RelabelWay {
  /** Drafts, a review, and an answer written from both. */
  MIXTURE(RelabelMode.MIXTURE),
  /** Several drafts, of which the judge names the best. */
  BEST_OF_N(RelabelMode.BEST_OF_N),
  /** One model asked anew. */
  SINGLE(RelabelMode.SINGLE),
  /** A cheap model's votes where they agree enough, the mixture elsewhere. */
  CASCADE(RelabelMode.MIXTURE),
  /** What most logged answers to the same request say; asks no model. */
  CONSENSUS(null);

  private final @Nullable RelabelMode mode;

  RelabelWay(@Nullable RelabelMode mode) {
    this.mode = mode;
  }

  /** How rows are answered that a model is asked about; null where none is. */
  @Nullable RelabelMode mode() {
    return mode;
  }

  /** As options and reports write it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** All names, for a sentence. */
  static String names() {
    return Arrays.stream(values()).map(RelabelWay::text).collect(Collectors.joining(", "));
  }

  /**
   * The way of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static RelabelWay of(String text) {
    return Arrays.stream(values())
        .filter(way -> way.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Unknown --relabel-mode '" + text + "'. There are " + names() + "."));
  }
}
