package dev.hone.spark.calls;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import scala.jdk.javaapi.CollectionConverters;

/** What a table is called in full, so that the ids of its calls are the same by any name. */
final class SourceName {
  private SourceName() {}

  /** The full name of the table or view that these rows are, or the other name where none. */
  static String of(Dataset<Row> rows, String otherwise) {
    return rows instanceof org.apache.spark.sql.classic.Dataset<Row> classic
        ? of(classic.queryExecution().analyzed(), otherwise)
        : otherwise;
  }

  static String of(LogicalPlan plan, String otherwise) {
    if (plan instanceof SubqueryAlias alias) {
      List<String> parts =
          new ArrayList<>(CollectionConverters.asJava(alias.identifier().qualifier()));
      parts.add(alias.identifier().name());
      return String.join(".", parts);
    }
    return otherwise;
  }
}
