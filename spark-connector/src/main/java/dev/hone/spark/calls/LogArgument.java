package dev.hone.spark.calls;

import dev.hone.calls.CallOptions;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.ExprUtils;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.FunctionTableSubqueryArgumentExpression;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StringType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What a table function over a log was given in SQL: {@code TABLE(log)}, {@code TABLE(SELECT ..)}
 * or the text of a name or path, and after it an optional map of options.
 *
 * @param function its name, for messages
 * @param log the first argument
 * @param options the map, empty where none was given
 */
public record LogArgument(
    String function, SparkSession spark, Expression log, Map<String, String> options) {
  public LogArgument {
    options = Map.copyOf(options);
  }

  /**
   * Reads the arguments of a call.
   *
   * @throws IllegalArgumentException if there are none, or more than two, or the first is no log
   */
  public static LogArgument of(String function, SparkSession spark, List<Expression> arguments) {
    if (arguments.isEmpty() || arguments.size() > 2) {
      throw new IllegalArgumentException(
          function
              + " takes a log and, if need be, a map of options; it was given "
              + arguments.size()
              + " arguments.");
    }
    Expression log = arguments.get(0);
    boolean text = log.foldable() && log.dataType() instanceof StringType;
    if (!text && !(log instanceof FunctionTableSubqueryArgumentExpression)) {
      throw new IllegalArgumentException(
          function + " takes TABLE(name), TABLE(SELECT ..) or the text of a name or path first.");
    }
    return new LogArgument(
        function,
        spark,
        log,
        arguments.size() == 1
            ? Map.of()
            : CollectionConverters.asJava(ExprUtils.convertToMapData(arguments.get(1))));
  }

  /** What the log is called. */
  public String name() {
    return log instanceof FunctionTableSubqueryArgumentExpression table
        ? SourceName.of(table.plan(), "query")
        : String.valueOf(log.eval(null));
  }

  /** Its calls, read in the usual way. */
  public Dataset<Row> calls() {
    return calls(CallOptions.DEFAULT);
  }

  /**
   * Its calls.
   *
   * @throws IllegalArgumentException as {@link Calls#read} does
   */
  Dataset<Row> calls(CallOptions how) {
    return log instanceof FunctionTableSubqueryArgumentExpression table
        ? Calls.read(org.apache.spark.sql.classic.Dataset.ofRows(spark, table.plan()), name(), how)
        : Calls.read(spark, name(), how);
  }
}
