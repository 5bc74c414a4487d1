package dev.hone.spark.ledger;

import dev.hone.spark.SqlFunctions;
import dev.hone.spark.TableFunctions;
import dev.hone.spark.home.Home;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.StringType;

/**
 * {@code SELECT * FROM hone_spend('home')}, or {@code hone_spend()} for the session's home: what
 * was spent by stage, as {@link Ledger#spend} tells it.
 */
public final class SpendFunction implements SqlFunctions {
  static final String NAME = "hone_spend";

  @Override
  public void register(SparkSession spark) {
    TableFunctions.register(spark, NAME, SpendFunction::plan);
  }

  private static LogicalPlan plan(
      org.apache.spark.sql.classic.SparkSession spark, List<Expression> arguments) {
    Dataset<Row> spend = Ledger.of(home(spark, arguments)).spend();
    return ((org.apache.spark.sql.classic.Dataset<Row>) spend).queryExecution().analyzed();
  }

  private static Home home(SparkSession spark, List<Expression> arguments) {
    if (arguments.isEmpty()) {
      return Home.ofSession(spark)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "This session has no home yet. Name one: hone_spend('./hone-data')."));
    }
    Expression home = arguments.get(0);
    if (arguments.size() == 1 && home.foldable() && home.dataType() instanceof StringType) {
      return Home.open(spark, String.valueOf(home.eval(null)));
    }
    throw new IllegalArgumentException(NAME + " takes the name of a home, or nothing.");
  }
}
