package dev.hone.engine.weights;

import dev.hone.HoneException;

/** A model or adapter folder that is broken, or that Hone does not know how to run. */
public final class BadModelException extends HoneException {
  private static final long serialVersionUID = 1L;

  public BadModelException(String message) {
    super(message);
  }

  public BadModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
