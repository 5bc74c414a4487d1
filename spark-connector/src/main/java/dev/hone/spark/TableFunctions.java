package dev.hone.spark;

import java.util.List;
import java.util.function.BiFunction;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import scala.Function1;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** How a function that gives a table is made known to a session's SQL. */
public final class TableFunctions {
  private TableFunctions() {}

  /**
   * Registers one; a session that only talks to a server is left alone.
   *
   * @param plan of a call, from the session and the call's arguments
   */
  public static void register(
      SparkSession spark,
      String name,
      BiFunction<org.apache.spark.sql.classic.SparkSession, List<Expression>, LogicalPlan> plan) {
    if (spark instanceof org.apache.spark.sql.classic.SparkSession classic) {
      Function1<Seq<Expression>, LogicalPlan> builder =
          arguments -> plan.apply(classic, CollectionConverters.asJava(arguments));
      classic
          .sessionState()
          .tableFunctionRegistry()
          .createOrReplaceTempFunction(name, builder, "scala_udf");
    }
  }
}
