package dev.hone.spark.calls;

import dev.hone.calls.CallOptions;
import dev.hone.spark.SqlFunctions;
import dev.hone.spark.TableFunctions;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;

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
    TableFunctions.register(spark, NAME, CallsFunction::plan);
  }

  private static LogicalPlan plan(
      org.apache.spark.sql.classic.SparkSession spark, List<Expression> arguments) {
    LogArgument log = LogArgument.of(NAME, spark, arguments);
    Dataset<Row> calls = log.calls(CallOptions.of(log.options()));
    return ((org.apache.spark.sql.classic.Dataset<Row>) calls).queryExecution().analyzed();
  }
}
