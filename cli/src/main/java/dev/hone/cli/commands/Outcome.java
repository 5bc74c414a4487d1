package dev.hone.cli.commands;

import static java.util.Objects.requireNonNull;

/**
 * How a command ended.
 *
 * @param exitCode 0 done, 1 a fault of Hone's, 2 something for the user to mend, 130 stopped
 * @param problem what went wrong, as it was printed; empty where nothing did
 */
public record Outcome(int exitCode, String problem) {
  public static final int DONE = 0;
  public static final int FAULT = 1;
  public static final int REFUSED = 2;
  public static final int STOPPED = 130;

  public Outcome {
    requireNonNull(problem, "problem");
  }
}
