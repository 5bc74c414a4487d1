package dev.hone.labels;

/** Why an answer was not rewritten further. */
public enum Stopped {
  PASSED("passed every criterion"),
  NOT_IMPROVING("stopped improving"),
  REWRITES("rewritten as often as allowed"),
  BUDGET("budget of the row spent"),
  JOB_BUDGET("budget of the job spent"),
  UNCHECKED("check gave no verdict"),
  /** There are no criteria, or no answer to check. */
  NOTHING_TO_CHECK("not checked");

  private final String text;

  Stopped(String text) {
    this.text = text;
  }

  /** As rows and reports say it. */
  public String text() {
    return text;
  }
}
