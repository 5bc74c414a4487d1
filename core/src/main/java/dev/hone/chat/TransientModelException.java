package dev.hone.chat;

import dev.hone.HoneException;
import org.jspecify.annotations.Nullable;

/** A model failed in a way that may pass: asking again is worth it. */
public final class TransientModelException extends HoneException {
  private static final long serialVersionUID = 1L;

  public TransientModelException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
