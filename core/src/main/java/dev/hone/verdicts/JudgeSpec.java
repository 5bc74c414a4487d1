package dev.hone.verdicts;

import dev.hone.chat.ChatModel;
import dev.hone.chat.ModelUri;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A judge as params, SQL and a command line name it; checked at birth, and opened where it judges.
 *
 * @param models URIs of the models to ask: one, or several for a jury; none for a rule
 * @param text what to judge by, as the kind takes it; empty for none or for the kind's own
 */
public record JudgeSpec(JudgeKind kind, List<String> models, String text) implements Serializable {
  public JudgeSpec {
    models = List.copyOf(models);
    List<String> problems = problems(kind, models, text);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join(" ", problems));
    }
  }

  /** A judge by rule. */
  public static JudgeSpec ofRule(String kind, String text) {
    return new JudgeSpec(JudgeKind.of(kind), List.of(), text);
  }

  /** All that is wrong with such a judge, in sentences; empty for nothing. */
  public static List<String> problems(JudgeKind kind, List<String> models, String text) {
    List<String> problems = new ArrayList<>();
    if (kind.byModel() && models.isEmpty()) {
      problems.add("The judge '" + kind.text() + "' asks a model; name one, such as openai:NAME.");
    }
    if (!kind.byModel() && !models.isEmpty()) {
      problems.add("The judge '" + kind.text() + "' is a rule and asks no model; name none.");
    }
    if (kind.needsText() && text.isBlank()) {
      problems.add("The judge '" + kind.text() + "' needs a text to judge by; there is none.");
    }
    if (!kind.takesText() && !text.isBlank()) {
      problems.add("The judge '" + kind.text() + "' takes no text to judge by; leave it out.");
    }
    if (problems.isEmpty()) {
      try {
        models.forEach(ModelUri::parse);
        if (kind.byModel()) {
          protocol(kind, text);
        } else if (kind != JudgeKind.SQL) {
          rule(kind, text);
        }
      } catch (IllegalArgumentException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    return problems;
  }

  /** What verdicts call it: the kind, and the models behind a slash. */
  public String name() {
    return models.isEmpty() ? kind.text() : named(String.join("+", models));
  }

  private String named(String model) {
    return kind.text() + "/" + model;
  }

  /**
   * Opens it.
   *
   * @param open gives the model of a URI; whoever opens it closes it
   * @throws IllegalArgumentException if it is a condition in SQL, which only a table can judge by
   */
  public Judge open(Function<String, ChatModel> open) {
    if (!kind.byModel()) {
      return rule(kind, text);
    }
    List<Judge> judges = new ArrayList<>();
    for (String model : models) {
      judges.add(protocol().named(named(model)).with(open.apply(model)));
    }
    return judges.size() == 1 ? judges.get(0) : Jury.of(name(), judges);
  }

  /**
   * What each model is asked.
   *
   * @throws IllegalStateException if it is a rule
   */
  public Protocol protocol() {
    return protocol(kind, text);
  }

  private static Protocol protocol(JudgeKind kind, String text) {
    return switch (kind) {
      case PROMPT -> PromptCheck.of(kind.text(), text);
      case REFERENCE -> PromptCheck.reference();
      case CRITERIA -> CriteriaChecks.of(Criteria.fromJson(text));
      case RATING -> rating(text);
      case WEIGHTED_RATING -> rating(text).weighted();
      case PAIRWISE -> text.isBlank() ? Pairwise.of() : Pairwise.of(text);
      case EXACT, JSON_FIELDS, TOOL_CALLS, FORM, SCHEMA, REGEX, SQL, CLASS ->
          throw new IllegalStateException("The judge '" + kind.text() + "' asks no model.");
    };
  }

  private static Rating rating(String rubric) {
    return rubric.isBlank() ? Rating.of() : Rating.of("rating", rubric);
  }

  private static Judge rule(JudgeKind kind, String text) {
    return switch (kind) {
      case EXACT -> RuleJudge.exact();
      case JSON_FIELDS -> RuleJudge.fields();
      case TOOL_CALLS -> RuleJudge.toolCalls();
      case FORM -> RuleJudge.form();
      case SCHEMA -> RuleJudge.schema(text);
      case REGEX -> RuleJudge.regex(text);
      case CLASS -> OwnJudge.of(text);
      case SQL ->
          throw new IllegalArgumentException(
              "The judge 'sql' is a condition over the columns of a table, and judges only there.");
      case PROMPT, REFERENCE, CRITERIA, RATING, WEIGHTED_RATING, PAIRWISE ->
          throw new IllegalStateException("The judge '" + kind.text() + "' asks a model.");
    };
  }

  /** Names it; shows no text. */
  @Override
  public String toString() {
    return name();
  }
}
