package dev.hone.serving.verdicts;

import dev.hone.chat.AnswerText;
import dev.hone.chat.ChatJson;
import dev.hone.chat.ChatRequest;
import dev.hone.verdicts.Case;
import dev.hone.verdicts.Judge;
import dev.hone.verdicts.JudgeKind;
import dev.hone.verdicts.JudgeSpec;
import dev.hone.verdicts.Judged;
import dev.hone.verdicts.MissingAnswer;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF3;
import org.jspecify.annotations.Nullable;

/**
 * {@code hone_check(rule, answer, expected)}: the verdict on an answer by a rule, without a model.
 * {@code expected} is what the rule goes by: the right answer for {@code exact}, {@code
 * json-fields} and {@code tool-calls}; the schema, the pattern, the class, or for {@code form} the
 * chat request whose response format and tools the answer must keep.
 */
final class CheckRow implements UDF3<String, String, String, Row> {
  static final String NAME = "hone_check";
  private static final long serialVersionUID = 1L;

  /** Of the row before: rows go by one rule, and a pattern or a schema need be read but once. */
  private transient volatile @Nullable Opened last;

  private record Opened(String rule, String text, Judge judge) {}

  @Override
  public @Nullable Row call(
      @Nullable String rule, @Nullable String answer, @Nullable String expected) {
    if (rule == null || expected == null) {
      return null;
    }
    JudgeKind kind = JudgeKind.of(rule);
    if (kind.byModel()) {
      throw new IllegalArgumentException(
          "hone_check judges by rule; '" + rule + "' asks a model. Use hone_judge or hone_prefer.");
    }
    if (answer == null) {
      return VerdictStruct.toRow(Judged.free(rule, MissingAnswer.failed()));
    }
    Judge judge = judge(rule, kind.needsText() ? expected : "");
    Case one = Case.of(List.of(), AnswerText.read(answer));
    if (kind == JudgeKind.FORM) {
      ChatRequest request = ChatJson.parseRequest(expected);
      one = one.withForm(request.toolsJson(), request.responseFormatJson());
    } else if (!kind.needsText()) {
      one = one.withReference(AnswerText.read(expected));
    }
    return VerdictStruct.toRow(judge.judge(one));
  }

  private Judge judge(String rule, String text) {
    Opened opened = last;
    if (opened == null || !opened.rule().equals(rule) || !opened.text().equals(text)) {
      Judge judge =
          JudgeSpec.ofRule(rule, text)
              .open(
                  uri -> {
                    throw new IllegalStateException("A rule asks no model.");
                  });
      opened = new Opened(rule, text, judge);
      last = opened;
    }
    return opened.judge();
  }
}
