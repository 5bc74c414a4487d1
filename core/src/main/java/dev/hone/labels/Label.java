package dev.hone.labels;

import static java.util.Objects.requireNonNull;

import dev.hone.chat.Message;
import org.jspecify.annotations.Nullable;

/**
 * The answer an example teaches.
 *
 * @param exampleId the example it belongs to
 * @param answer the assistant's message to learn
 * @param origin {@link #LOGGED}, {@link #RELABELLED} or {@link #REVIEWED}
 * @param author the model or the person it came from, or null where unknown
 * @param epochMillis when it was made, or null
 */
public record Label(
    String exampleId,
    Message answer,
    String origin,
    @Nullable String author,
    @Nullable Long epochMillis) {
  /** The answer as it was logged. */
  public static final String LOGGED = "logged";

  /** An answer that other models made anew. */
  public static final String RELABELLED = "relabelled";

  /** An answer that a person wrote or confirmed. */
  public static final String REVIEWED = "reviewed";

  public Label {
    requireNonNull(exampleId, "exampleId");
    requireNonNull(answer, "answer");
    if (!origin.equals(LOGGED) && !origin.equals(RELABELLED) && !origin.equals(REVIEWED)) {
      throw new IllegalArgumentException(
          "Invalid origin of a label: '" + origin + "'. Use logged, relabelled or reviewed.");
    }
  }
}
