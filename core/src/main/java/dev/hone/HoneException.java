package dev.hone;

import org.jspecify.annotations.Nullable;

/**
 * What Hone throws when something other than an argument is wrong. The message says the problem,
 * its cause and the fix, in the user's own names and values. Subclasses exist only where a caller
 * would act differently.
 */
public class HoneException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public HoneException(String message) {
    super(message);
  }

  public HoneException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
