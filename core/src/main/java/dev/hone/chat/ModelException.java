package dev.hone.chat;

import dev.hone.HoneException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A model gave no answer, and everything worth trying was tried. The message names the model, the
 * server and what it said, never a body or a key.
 */
public final class ModelException extends HoneException {
  private static final long serialVersionUID = 1L;

  /** Why there is no answer; in tables as {@link #word}. */
  public enum Kind {
    /** The server allows no more requests for now (429). */
    RATE_LIMITED,
    /** The server failed (5xx, 408, 409), or it failed so often that it is left alone. */
    UNAVAILABLE,
    /** The answer did not come, or not wholly, in time. */
    TIMEOUT,
    /** The connection could not be made, or broke. */
    CONNECTION,
    /** An answer came that is none: cut, not JSON, or not in the API's shape. */
    UNREADABLE,
    /** The key is missing, wrong or lacks the right (401, 403). */
    UNAUTHORIZED,
    /** No such model or path (404). */
    NOT_FOUND,
    /** The model can never answer this request (other 4xx). */
    INVALID_REQUEST,
    /** The address is one that the connection does not allow. */
    FORBIDDEN_ADDRESS,
    /** The money that the job may spend is spent. */
    BUDGET_SPENT,
    /** Asked by batch; the answer is not there yet, and a later run collects it. */
    PENDING,
    /** The model was closed, or the asking was stopped. */
    STOPPED,
    /** Something else. */
    OTHER;

    /**
     * The kind that tables write so.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Kind of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** The kind as tables write it: lower case. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final Kind kind;
  private final int bought;

  /**
   * @param bought how many answers the provider gave for money all the same, each broken on the way
   */
  public ModelException(Kind kind, String message, int bought, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.bought = bought;
  }

  public ModelException(Kind kind, String message) {
    this(kind, message, 0, null);
  }

  public Kind kind() {
    return kind;
  }

  public int bought() {
    return bought;
  }

  /** The kind of any failure that a model's stage may complete with. */
  public static Kind kindOf(Throwable failure) {
    Throwable cause = unwrapped(failure);
    if (cause instanceof ModelException typed) {
      return typed.kind();
    }
    if (cause instanceof IllegalArgumentException) {
      return Kind.INVALID_REQUEST;
    }
    return cause instanceof TransientModelException ? Kind.UNAVAILABLE : Kind.OTHER;
  }

  /** The failure itself, without what futures wrap around it. */
  public static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
