package dev.hone.datasets;

/** What a training row teaches by; most formats want one kind a file. */
public enum RowKind {
  /** An answer to imitate. */
  SUPERVISED("supervised"),
  /** An answer and a worse one. */
  PREFERENCE("preference"),
  /** An answer with a word on whether it is good. */
  JUDGED("judged");

  private final String title;

  RowKind(String title) {
    this.title = title;
  }

  public String title() {
    return title;
  }
}
