package dev.hone.cli.report;

/** Whose answers a run compares. */
public enum Answerer {
  LOGGED("logged", "Logged model"),
  BASE("base", "Base model"),
  FEW_SHOT("few_shot", "Base, few shots"),
  TUNED("tuned", "Tuned model");

  private final String key;
  private final String title;

  Answerer(String key, String title) {
    this.key = key;
    this.title = title;
  }

  /** The name in report.json and in the answers table. */
  public String key() {
    return key;
  }

  public String title() {
    return title;
  }
}
