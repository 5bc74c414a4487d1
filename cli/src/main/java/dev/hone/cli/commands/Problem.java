package dev.hone.cli.commands;

import dev.hone.HoneException;
import java.util.concurrent.CancellationException;
import org.apache.spark.SparkThrowable;
import org.jspecify.annotations.Nullable;

/**
 * What to tell the user about something thrown.
 *
 * @param text problem, cause and fix
 * @param exitCode {@link Outcome#REFUSED} where the user can mend it, else {@link Outcome#FAULT}
 */
record Problem(String text, int exitCode) {
  private static final int DEEPEST = 20;

  static Problem of(Throwable thrown) {
    @Nullable Throwable at = thrown;
    for (int depth = 0; at != null && depth < DEEPEST; depth++) {
      if (at instanceof CancellationException) {
        return new Problem(text(at), Outcome.STOPPED);
      }
      if (at instanceof HoneException || at instanceof IllegalArgumentException) {
        return new Problem(text(at), Outcome.REFUSED);
      }
      at = at.getCause();
    }
    if (thrown instanceof SparkThrowable) {
      return new Problem(firstLine(text(thrown)), Outcome.REFUSED);
    }
    return new Problem("Unexpected " + thrown, Outcome.FAULT);
  }

  private static String text(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null ? thrown.toString() : message;
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse(text);
  }
}
