package dev.hone.chat;

import dev.hone.HoneException;

/** A model failed in a way that may pass: asking again is worth it. */
public final class TransientModelException extends HoneException {
  private static final long serialVersionUID = 1L;

  public TransientModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
