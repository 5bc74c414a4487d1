package dev.hone.serving.verdicts;

import dev.hone.serving.answers.AnswerFunction;
import dev.hone.serving.answers.ScalaSeqs;
import dev.hone.spark.SqlFunctions;
import java.util.List;
import java.util.function.Function;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.functions;
import scala.Function1;
import scala.collection.immutable.Seq;

/**
 * Verdicts in SQL, each a struct with {@code outcome}, {@code passed}, {@code score} and {@code
 * reason}:
 *
 * <ul>
 *   <li>{@code hone_judge(model, by, request, answer [, reference])}: a model's word on an answer,
 *       by {@code 'reference'}, {@code 'rating'}, criteria as JSON, or a prompt.
 *   <li>{@code hone_prefer(model, request, first, second [, reference [, better]])}: which of two
 *       answers a model prefers, asked in both orders.
 *   <li>{@code hone_check(rule, answer, expected)}: an answer by a rule, without a model.
 * </ul>
 */
public final class VerdictFunctions implements SqlFunctions {
  @Override
  public void register(SparkSession spark) {
    spark.udf().register(CheckRow.NAME, functions.udf(new CheckRow(), VerdictStruct.SCHEMA));
    if (AnswerFunction.isInstalled(spark)) {
      register(spark, JudgeFunction.NAME, JudgeFunction::of);
      register(spark, PreferFunction.NAME, PreferFunction::of);
    }
  }

  private static void register(
      SparkSession spark, String name, Function<List<Expression>, Expression> expression) {
    Function1<Seq<Expression>, Expression> builder =
        arguments -> expression.apply(ScalaSeqs.toList(arguments));
    ((org.apache.spark.sql.classic.SparkSession) spark)
        .sessionState()
        .functionRegistry()
        .registerFunction(
            new FunctionIdentifier(name),
            new ExpressionInfo(VerdictFunctions.class.getName(), name),
            builder);
  }
}
