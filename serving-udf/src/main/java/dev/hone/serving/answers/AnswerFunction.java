package dev.hone.serving.answers;

import dev.hone.spark.SqlFunctions;
import dev.hone.spark.ledger.ModelAccess;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.ExperimentalMethods;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.execution.SparkStrategy;
import org.apache.spark.sql.functions;
import scala.Function1;

/**
 * {@code hone_answer(model, request)}: what a model says to a request, as {@code STRUCT<answer
 * STRING, error STRING, input_tokens INT, output_tokens INT>}. The request is plain text, a JSON
 * chat request or a JSON array of messages; null where it or the model is null. Never asked twice
 * for a row; the same call written twice in one SELECT list is asked once.
 */
public final class AnswerFunction implements SqlFunctions {
  static final FunctionIdentifier IDENTIFIER = new FunctionIdentifier(AnswerCall.NAME);

  static final ExpressionInfo INFO =
      new ExpressionInfo(
          AnswerCall.class.getName(),
          null,
          AnswerCall.NAME,
          "_FUNC_(model, request) - What the model says to the request.",
          """

              Arguments:
                * model - a model URI such as 'local:models/hone-small'
                * request - plain text, a JSON chat request or a JSON array of messages
          """,
          "",
          "",
          "",
          "",
          "",
          "scala_udf");

  @Override
  public void register(SparkSession spark) {
    if (!installOperator(spark)) {
      spark
          .udf()
          .register(
              AnswerCall.NAME,
              functions
                  .udf(new AnswerRow(ModelAccess.of(spark, AnswerCall.NAME)), AnswerStruct.SCHEMA)
                  .asNondeterministic());
    }
  }

  static Function1<scala.collection.immutable.Seq<Expression>, Expression> builder() {
    return arguments -> AnswerCall.of(ScalaSeqs.toList(arguments));
  }

  /**
   * Registers the marker, the rule and the strategy in a session that already runs, and plans a
   * query to see that they take. A vendor's Spark may not let them in.
   */
  private static boolean installOperator(SparkSession spark) {
    try {
      var classic = (org.apache.spark.sql.classic.SparkSession) spark;
      classic.sessionState().functionRegistry().registerFunction(IDENTIFIER, INFO, builder());
      ExperimentalMethods methods = classic.experimental();
      List<Rule<LogicalPlan>> rules =
          new ArrayList<>(ScalaSeqs.<Rule<LogicalPlan>>toList(methods.extraOptimizations()));
      if (rules.stream().noneMatch(LiftAnswerCalls.class::isInstance)) {
        rules.add(new LiftAnswerCalls());
        methods.extraOptimizations_$eq(ScalaSeqs.from(rules));
      }
      List<SparkStrategy> strategies =
          new ArrayList<>(ScalaSeqs.<SparkStrategy>toList(methods.extraStrategies()));
      if (strategies.stream().noneMatch(PlanAnswerBatches.class::isInstance)) {
        strategies.add(new PlanAnswerBatches());
        methods.extraStrategies_$eq(ScalaSeqs.from(strategies));
      }
      return !LiftAnswerCalls.isBatched(classic.sessionState().conf()) || isOperatorInUse(spark);
    } catch (Exception | LinkageError e) {
      // Whatever a Spark that is not Apache's says: the function works row by row.
      return false;
    }
  }

  /**
   * Whether plans of this session may hold an {@link AnswerCall}: it is taken out of them, to be
   * asked in batches or, where that is switched off, row by row.
   */
  public static boolean isInstalled(SparkSession spark) {
    return spark instanceof org.apache.spark.sql.classic.SparkSession classic
        && ScalaSeqs.<SparkStrategy>toList(classic.experimental().extraStrategies()).stream()
            .anyMatch(PlanAnswerBatches.class::isInstance);
  }

  /** Whether a query in this session is planned with the batched operator. */
  static boolean isOperatorInUse(SparkSession spark) {
    var planned =
        ((org.apache.spark.sql.classic.Dataset<?>)
                spark.sql("SELECT hone_answer('scripted:', string(id)) FROM range(1)"))
            .queryExecution()
            .sparkPlan();
    return planned.exists(node -> node instanceof AnswerBatchExec);
  }
}
