package dev.hone.verdicts;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The judges that a text can name: those by rule and those by a model. */
public enum JudgeKind {
  /** {@link RuleJudge#exact}. */
  EXACT(By.RULE, Text.NONE),
  /** {@link RuleJudge#fields}. */
  JSON_FIELDS(By.RULE, Text.NONE),
  /** {@link RuleJudge#toolCalls}. */
  TOOL_CALLS(By.RULE, Text.NONE),
  /** {@link RuleJudge#form}. */
  FORM(By.RULE, Text.NONE),
  /** {@link RuleJudge#schema}; the text is the schema. */
  SCHEMA(By.RULE, Text.NEEDED),
  /** {@link RuleJudge#regex}; the text is the pattern. */
  REGEX(By.RULE, Text.NEEDED),
  /** A condition in SQL, which is the text, over the columns of the answer's row. */
  SQL(By.RULE, Text.NEEDED),
  /** {@link OwnJudge}; the text is the class. */
  CLASS(By.RULE, Text.NEEDED),
  /** {@link PromptCheck}; the text is the prompt. */
  PROMPT(By.MODEL, Text.NEEDED),
  /** {@link PromptCheck#reference}. */
  REFERENCE(By.MODEL, Text.NONE),
  /** {@link CriteriaChecks}; the text is criteria as JSON. */
  CRITERIA(By.MODEL, Text.NEEDED),
  /** {@link Rating}; the text, if any, is the rubric. */
  RATING(By.MODEL, Text.MAY_BE),
  /** {@link Rating#weighted}; the text, if any, is the rubric. */
  WEIGHTED_RATING(By.MODEL, Text.MAY_BE),
  /** {@link Pairwise}; the text, if any, is what better means. */
  PAIRWISE(By.MODEL, Text.MAY_BE);

  private enum By {
    RULE,
    MODEL
  }

  private enum Text {
    NONE,
    MAY_BE,
    NEEDED
  }

  private final By by;
  private final Text text;

  JudgeKind(By by, Text text) {
    this.by = by;
    this.text = text;
  }

  /**
   * The kind of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static JudgeKind of(String name) {
    for (JudgeKind kind : values()) {
      if (kind.text().equals(name)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(
        "Unknown judge '"
            + name
            + "'. There are "
            + Arrays.stream(values()).map(JudgeKind::text).collect(Collectors.joining(", "))
            + ".");
  }

  /** Its name: lower case with hyphens. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether a model is asked. */
  public boolean byModel() {
    return by == By.MODEL;
  }

  /** Whether it compares two answers. */
  public boolean ofPairs() {
    return this == PAIRWISE;
  }

  /** Whether it has nothing to judge by without the answer known to be right. */
  public boolean needsReference() {
    return this == EXACT || this == JSON_FIELDS || this == TOOL_CALLS || this == REFERENCE;
  }

  boolean takesText() {
    return text != Text.NONE;
  }

  /** Whether it has nothing to judge by without a text. */
  public boolean needsText() {
    return text == Text.NEEDED;
  }
}
