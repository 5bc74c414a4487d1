package dev.hone.labels;

/** What became of a label, and why. */
public enum Decision {
  /** The judge preferred the new answer in both orders. */
  NEW_PREFERRED(true, "new answer preferred in both orders"),
  /** The original broke the form asked for and the new answer keeps it; no judge was paid. */
  ORIGINAL_INVALID(true, "original breaks the form asked for"),
  /** The new answer says what the original says. */
  SAME(false, "new answer is the same"),
  ORIGINAL_PREFERRED(false, "original preferred"),
  TIED(false, "judge found both equal"),
  /** The judge said one thing in one order and another in the other. */
  ORDERS_DISAGREE(false, "judge changed its mind with the order"),
  NO_VERDICT(false, "judge gave no verdict"),
  NO_ANSWER(false, "no new answer that keeps the form asked for"),
  /** Not done, or not to its end; what was bought for it is kept for when there is more money. */
  UNPAID(false, "budget of the job spent before it was done");

  private final boolean replaced;
  private final String text;

  Decision(boolean replaced, String text) {
    this.replaced = replaced;
    this.text = text;
  }

  /** Whether the new answer is the label; else the original stays. */
  public boolean replaced() {
    return replaced;
  }

  /** As rows and reports say it. */
  public String text() {
    return text;
  }
}
