package dev.hone.cli.report;

/** Whose answers a run compares. */
public enum Answerer {
  LOGGED("logged", "Logged model"),
  BASE("base", "Base model"),
  FEW_SHOT("few_shot", "Base, few shots"),
  TUNED("tuned", "Tuned model"),
  /** Fitted to the logged answers, beside one whose labels were made anew. */
  TUNED_RAW("tuned_raw", "Tuned on the log");

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

  /** The title of the one with that key; the key itself where there is none. */
  static String title(String key) {
    for (Answerer model : values()) {
      if (model.key.equals(key)) {
        return model.title;
      }
    }
    return key;
  }
}
