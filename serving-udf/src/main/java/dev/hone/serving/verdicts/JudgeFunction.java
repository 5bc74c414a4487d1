package dev.hone.serving.verdicts;

import dev.hone.serving.answers.AnswerCall;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import scala.runtime.AbstractFunction4;
import scala.runtime.AbstractFunction5;

/**
 * {@code hone_judge(model, by, request, answer [, reference])} as expressions: the request to the
 * judge from the texts, {@code hone_answer} of it, and the verdict from what it says. So a judge is
 * asked in batches, behind filters and limits, and through the ledger, as {@code hone_answer} is.
 */
final class JudgeFunction {
  static final String NAME = "hone_judge";
  static final List<String> PARAMETERS = List.of("model", "by", "request", "answer", "reference");
  static final int NEEDED = 4;

  /** Each one object, by which Spark sees that the same call stands in a query twice. */
  private static final Ask ASK = new Ask();

  private static final Read READ = new Read();

  private JudgeFunction() {}

  static Expression of(List<Expression> arguments) {
    CallArguments texts = CallArguments.of(NAME, PARAMETERS, NEEDED, arguments);
    Expression asked = Udf.of("hone_judge_request", ASK, DataTypes.StringType, texts.behind(1));
    Expression said = new AnswerCall(texts.get(0), asked);
    return Udf.of(NAME, READ, VerdictStruct.SCHEMA, texts.behind(1, said));
  }

  /** (by, request, answer, reference) to the judge's request. */
  static final class Ask extends AbstractFunction4<Object, Object, Object, Object, Object>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Object apply(
        @Nullable Object by,
        @Nullable Object request,
        @Nullable Object answer,
        @Nullable Object reference) {
      Judging judging =
          Judging.ofOne((String) by, (String) request, (String) answer, (String) reference);
      return judging == null ? null : judging.request(0);
    }
  }

  /** The same and the judge's answer to the verdict. */
  static final class Read extends AbstractFunction5<Object, Object, Object, Object, Object, Object>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Object apply(
        @Nullable Object by,
        @Nullable Object request,
        @Nullable Object answer,
        @Nullable Object reference,
        @Nullable Object said) {
      Judging judging =
          Judging.ofOne((String) by, (String) request, (String) answer, (String) reference);
      return judging == null ? null : VerdictStruct.toRow(judging.read(Arrays.asList((Row) said)));
    }
  }
}
