package dev.hone.verdicts;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.chat.AnswerText;
import dev.hone.chat.Message;
import dev.hone.examples.SchemaFilter;
import dev.hone.json.BoundedPattern;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Judges by a rule, without a model: those that ship with Hone, and any function of one's own. */
public final class RuleJudge implements Judge {
  private final String name;
  private final Function<Case, Verdict> rule;

  private RuleJudge(String name, Function<Case, Verdict> rule) {
    this.name = requireNonNull(name, "name");
    this.rule = requireNonNull(rule, "rule");
  }

  /**
   * A rule of the user's own. What it throws becomes the case's verdict.
   *
   * @param name how verdicts name it, with a version: {@code in-stock@v3}
   */
  public static RuleJudge of(String name, Function<Case, Verdict> rule) {
    return new RuleJudge(name, rule);
  }

  /** Whether the answer is the reference: {@link ExactMatch}. */
  public static RuleJudge exact() {
    return withReference("exact", one -> ExactMatch.judge(one.expected(), one.answer()));
  }

  /** The share of JSON fields in which the answer agrees with the reference: {@link JsonFields}. */
  public static RuleJudge fields() {
    return withReference(
        "json-fields",
        one ->
            JsonFields.compare(AnswerText.of(one.expected()), AnswerText.of(one.answer()))
                .verdict());
  }

  /** How far the tools called are those of the reference: {@link ToolCallMatch}. */
  public static RuleJudge toolCalls() {
    return withReference("tool-calls", one -> ToolCallMatch.judge(one.expected(), one.answer()));
  }

  /** Whether the answer keeps the form that its request asked for: response format and tools. */
  public static RuleJudge form() {
    return of("form", one -> form(one.toolsJson(), one.responseFormatJson(), one.answer()));
  }

  /**
   * Whether the answer is JSON that keeps a schema.
   *
   * @throws IllegalArgumentException if the schema is not a JSON object
   */
  public static RuleJudge schema(String schemaJson) {
    JsonNode schema = Json.read(schemaJson);
    if (schema == null || !schema.isObject()) {
      throw new IllegalArgumentException(
          "Invalid schema: it is not a JSON object. Write a JSON Schema:"
              + " {\"type\":\"object\",...}.");
    }
    String format =
        Json.write(
            Json.object()
                .put("type", "json_schema")
                .set("json_schema", Json.object().set("schema", schema)));
    return of("schema", one -> form(null, format, one.answer()));
  }

  /**
   * Whether a pattern is found in the answer's text.
   *
   * @throws IllegalArgumentException if the pattern is none
   */
  public static RuleJudge regex(String pattern) {
    BoundedPattern compiled = BoundedPattern.of(pattern);
    return of(
        "regex",
        one -> {
          boolean found = compiled.find(one.answer().text());
          return new Verdict.Scored(
              found ? 1 : 0, found, found ? "found" : "not found: " + pattern);
        });
  }

  private static Verdict form(
      @Nullable String toolsJson, @Nullable String formatJson, Message answer) {
    String problem = SchemaFilter.problem(toolsJson, formatJson, answer);
    return problem == null
        ? new Verdict.Scored(1, true, "valid")
        : new Verdict.Scored(0, false, problem);
  }

  private static RuleJudge withReference(String name, Function<Case, Verdict> rule) {
    return of(
        name,
        one ->
            one.reference() == null
                ? new Verdict.Failed(PromptCheck.NO_REFERENCE)
                : rule.apply(one));
  }

  /** The same judge under another name. */
  public RuleJudge named(String newName) {
    return of(newName, rule);
  }

  @Override
  public String name() {
    return name;
  }

  /** Rules that ship with Hone judge cases of one answer. */
  @Override
  public List<Judged> judge(List<Case> cases) {
    List<Judged> judged = new ArrayList<>();
    for (Case one : cases) {
      judged.add(Judged.free(name, verdict(one)));
    }
    return judged;
  }

  private Verdict verdict(Case one) {
    try {
      return rule.apply(one);
    } catch (RuntimeException e) { // a rule of the user's, on a text of anybody's
      return new Verdict.Failed(e.getMessage() == null ? e.toString() : e.getMessage());
    }
  }
}
