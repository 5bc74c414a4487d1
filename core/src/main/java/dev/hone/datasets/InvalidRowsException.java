package dev.hone.datasets;

import dev.hone.HoneException;
import java.util.List;

/** A training file was not written, because its format forbids rows of it or the whole. */
public final class InvalidRowsException extends HoneException {
  private static final long serialVersionUID = 1L;
  private static final int SHOWN = 20;

  private final List<String> problems;

  /**
   * @param problems all of them, each with its file and line
   */
  public InvalidRowsException(String what, String format, List<String> problems) {
    super(message(what, format, problems));
    this.problems = List.copyOf(problems);
  }

  private static String message(String what, String format, List<String> problems) {
    String more = problems.size() > SHOWN ? "\n  and " + (problems.size() - SHOWN) + " more" : "";
    return "Cannot write "
        + what
        + " as "
        + format
        + ": "
        + problems.size()
        + (problems.size() == 1 ? " rule is" : " rules are")
        + " broken; nothing was written.\n  "
        + String.join("\n  ", problems.subList(0, Math.min(SHOWN, problems.size())))
        + more;
  }

  /** All that was found. */
  public List<String> problems() {
    return problems;
  }
}
