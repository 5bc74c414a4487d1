package dev.hone.spark.calls;

import dev.hone.calls.CallOptions;
import dev.hone.spark.SqlFunctions;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.ExprUtils;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.FunctionTableSubqueryArgumentExpression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.StringType;
import scala.Function1;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * {@code hone_calls(TABLE(log))}, {@code hone_calls(TABLE(SELECT ..))} or {@code hone_calls('path
 * or name')}, and after it an optional {@code map('dialect', 'litellm', 'sessionPath', ..)} of
 * {@link CallOptions}: the calls of a log as a table in SQL. It becomes the plan of {@link
 * Calls#read} itself, so that columns are pruned and filters pushed as there.
 */
public final class CallsFunction implements SqlFunctions {
  static final String NAME = "hone_calls";

  @Override
  public void register(SparkSession spark) {
    if (spark instanceof org.apache.spark.sql.classic.SparkSession classic) {
      Function1<Seq<Expression>, LogicalPlan> builder =
          arguments -> plan(classic, CollectionConverters.asJava(arguments));
      classic
          .sessionState()
          .tableFunctionRegistry()
          .createOrReplaceTempFunction(NAME, builder, "scala_udf");
    }
  }

  private static LogicalPlan plan(
      org.apache.spark.sql.classic.SparkSession spark, List<Expression> arguments) {
    if (arguments.isEmpty() || arguments.size() > 2) {
      throw new IllegalArgumentException(
          NAME
              + " takes a log and, if need be, a map of options; it was given "
              + arguments.size()
              + " arguments.");
    }
    CallOptions options =
        CallOptions.of(
            arguments.size() == 1
                ? Map.of()
                : CollectionConverters.asJava(ExprUtils.convertToMapData(arguments.get(1))));
    Dataset<Row> calls = calls(spark, arguments.get(0), options);
    return ((org.apache.spark.sql.classic.Dataset<Row>) calls).queryExecution().analyzed();
  }

  private static Dataset<Row> calls(
      org.apache.spark.sql.classic.SparkSession spark, Expression log, CallOptions options) {
    if (log instanceof FunctionTableSubqueryArgumentExpression table) {
      return Calls.read(
          org.apache.spark.sql.classic.Dataset.ofRows(spark, table.plan()),
          SourceName.of(table.plan(), "query"),
          options);
    }
    if (log.foldable() && log.dataType() instanceof StringType) {
      return Calls.read(spark, String.valueOf(log.eval(null)), options);
    }
    throw new IllegalArgumentException(
        NAME + " takes TABLE(name), TABLE(SELECT ..) or the text of a name or path first.");
  }
}
