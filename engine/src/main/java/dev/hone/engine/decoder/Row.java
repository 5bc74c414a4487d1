package dev.hone.engine.decoder;

/** One sequence while it is continued: its prompt, how its next token is chosen, when it ends. */
public interface Row {
  int[] prompt();

  int maxNewTokens();

  /** Whether the next token is drawn from the logits rather than the likeliest. */
  default boolean needsLogits() {
    return false;
  }

  /** Draws the next token from logits[offset .. offset + vocabulary). */
  default int choose(float[] logits, int offset, int vocabulary) {
    throw new IllegalStateException("This row takes the likeliest token.");
  }

  /** Hears the next token; ignored once {@link #done}. */
  void take(int token);

  boolean done();
}
