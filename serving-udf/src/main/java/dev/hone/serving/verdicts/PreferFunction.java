package dev.hone.serving.verdicts;

import dev.hone.serving.answers.AnswerCall;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import scala.runtime.AbstractFunction5;
import scala.runtime.AbstractFunction7;

/**
 * {@code hone_prefer(model, request, first, second [, reference [, better]])} as expressions: two
 * calls of {@code hone_answer}, one in each order, none where both answers are the same.
 */
final class PreferFunction {
  static final String NAME = "hone_prefer";
  static final List<String> PARAMETERS =
      List.of("model", "request", "first", "second", "reference", "better");
  static final int NEEDED = 4;

  /** Each one object, by which Spark sees that the same call stands in a query twice. */
  private static final Ask IN_ORDER = new Ask(0);

  private static final Ask SWAPPED = new Ask(1);
  private static final Read READ = new Read();

  private PreferFunction() {}

  static Expression of(List<Expression> arguments) {
    CallArguments texts = CallArguments.of(NAME, PARAMETERS, NEEDED, arguments);
    Expression inOrder = new AnswerCall(texts.get(0), asked(texts, IN_ORDER));
    Expression swapped = new AnswerCall(texts.get(0), asked(texts, SWAPPED));
    return Udf.of(NAME, READ, VerdictStruct.SCHEMA, texts.behind(1, inOrder, swapped));
  }

  private static Expression asked(CallArguments texts, Ask order) {
    return Udf.of("hone_prefer_request", order, DataTypes.StringType, texts.behind(1));
  }

  /** (request, first, second, reference, better) to the judge's request in one order. */
  static final class Ask extends AbstractFunction5<Object, Object, Object, Object, Object, Object>
      implements Serializable {
    private static final long serialVersionUID = 1L;
    private final int number;

    Ask(int number) {
      this.number = number;
    }

    @Override
    public @Nullable Object apply(
        @Nullable Object request,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object reference,
        @Nullable Object better) {
      Judging judging =
          Judging.ofPair(
              (String) request,
              (String) first,
              (String) second,
              (String) reference,
              (String) better);
      return judging == null ? null : judging.request(number);
    }
  }

  /** The same and the judge's answers in both orders to the verdict. */
  static final class Read
      extends AbstractFunction7<Object, Object, Object, Object, Object, Object, Object, Object>
      implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Object apply(
        @Nullable Object request,
        @Nullable Object first,
        @Nullable Object second,
        @Nullable Object reference,
        @Nullable Object better,
        @Nullable Object inOrder,
        @Nullable Object swapped) {
      Judging judging =
          Judging.ofPair(
              (String) request,
              (String) first,
              (String) second,
              (String) reference,
              (String) better);
      return judging == null
          ? null
          : VerdictStruct.toRow(judging.read(Arrays.asList((Row) inOrder, (Row) swapped)));
    }
  }
}
