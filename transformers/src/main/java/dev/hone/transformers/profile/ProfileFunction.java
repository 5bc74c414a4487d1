package dev.hone.transformers.profile;

import dev.hone.calls.PriceTable;
import dev.hone.spark.SqlFunctions;
import dev.hone.spark.TableFunctions;
import dev.hone.spark.calls.LogArgument;
import dev.hone.spark.ledger.OwnPrices;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Option;

/**
 * {@code hone_profile(TABLE(log))}, {@code hone_profile(TABLE(SELECT ..))} or {@code
 * hone_profile('path or name')}, and after it an optional {@code map('prices', 'table or CSV file',
 * 'standIn', 'model')}: what is in a log, as a table of {@link ProfileRows}.
 */
public final class ProfileFunction implements SqlFunctions {
  static final String NAME = "hone_profile";
  private static final String PRICES = "prices";
  private static final String STAND_IN = "standIn";
  private static final List<String> OPTIONS = List.of(PRICES, STAND_IN);

  @Override
  public void register(SparkSession spark) {
    TableFunctions.register(spark, NAME, ProfileFunction::plan);
  }

  private static LogicalPlan plan(
      org.apache.spark.sql.classic.SparkSession spark, List<Expression> arguments) {
    LogArgument log = LogArgument.of(NAME, spark, arguments);
    Map<String, String> unknown = new TreeMap<>(log.options());
    OPTIONS.forEach(unknown::remove);
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "Unknown options " + unknown.keySet() + " of " + NAME + ". There are " + OPTIONS + ".");
    }
    PriceTable prices = OwnPrices.over(spark, log.options().get(PRICES));
    String standIn = log.options().getOrDefault(STAND_IN, ProfileCalls.STAND_IN);
    ProfileCalls profile = new ProfileCalls(prices, standIn);
    Dataset<Row> calls = log.calls();
    return DataSourceV2Relation.create(
        new ProfileRelation(() -> profile.run(calls, log.name())),
        Option.empty(),
        Option.empty(),
        CaseInsensitiveStringMap.empty());
  }
}
