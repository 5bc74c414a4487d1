package dev.hone.calls;

/**
 * Reads rows of a log as logged calls, in whatever dialect their bodies are. It never throws: what
 * cannot be read is kept as it is, with a reason.
 */
public final class CallReader {
  private CallReader() {}

  /** The call that a row tells of; {@code unreadable} and {@code incomplete} say what is amiss. */
  public static LoggedCall read(LogRow row) {
    throw new UnsupportedOperationException("read");
  }
}
