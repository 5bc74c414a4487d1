package dev.hone.spark;

import static java.util.Objects.requireNonNull;

/**
 * What a check found.
 *
 * @param check what was looked at, such as {@code delta}
 * @param message what was seen, with values
 * @param fix what to do about it; empty where all is well
 */
public record Finding(String check, Status status, String message, String fix) {
  /** OK works; WARN works, but not well or not everywhere; FAIL does not work. */
  public enum Status {
    OK,
    WARN,
    FAIL
  }

  public Finding {
    requireNonNull(check, "check");
    requireNonNull(status, "status");
    requireNonNull(message, "message");
    requireNonNull(fix, "fix");
  }

  public static Finding ok(String check, String message) {
    return new Finding(check, Status.OK, message, "");
  }

  public static Finding warn(String check, String message, String fix) {
    return new Finding(check, Status.WARN, message, fix);
  }

  public static Finding fail(String check, String message, String fix) {
    return new Finding(check, Status.FAIL, message, fix);
  }
}
