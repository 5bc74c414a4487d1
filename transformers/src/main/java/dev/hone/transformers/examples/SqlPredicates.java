package dev.hone.transformers.examples;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/** Users' own conditions: SQL over a row's columns, each with a name that is its reason. */
final class SqlPredicates {
  private SqlPredicates() {}

  /** {@code name: expression}, as params write it. */
  static String entry(String name, String sql) {
    return name + ": " + sql;
  }

  /** Expressions by name, in order; entries without a name are left to {@link #problems}. */
  static Map<String, String> byName(String[] entries) {
    Map<String, String> byName = new LinkedHashMap<>();
    for (String entry : entries) {
      int colon = entry.indexOf(':');
      if (colon > 0 && !entry.substring(colon + 1).isBlank()) {
        byName.put(entry.substring(0, colon).strip(), entry.substring(colon + 1).strip());
      }
    }
    return byName;
  }

  /** What is wrong with how entries are written. */
  static List<String> problems(String param, String[] entries) {
    List<String> problems = new ArrayList<>();
    for (String entry : entries) {
      int colon = entry.indexOf(':');
      if (colon <= 0
          || entry.substring(0, colon).isBlank()
          || entry.substring(colon + 1).isBlank()) {
        problems.add(
            "Invalid entry '"
                + entry
                + "' (param "
                + param
                + "). Write name: expression, such as short: length(answer.content) < 500.");
      }
    }
    return problems;
  }

  /**
   * Checks every expression against the rows' columns, before a row is read.
   *
   * @throws IllegalArgumentException with all that do not resolve, or are no condition
   */
  static void check(String stage, String param, Map<String, String> byName, Dataset<Row> rows) {
    List<String> problems = new ArrayList<>();
    byName.forEach(
        (name, sql) -> {
          String problem = problem(sql, rows);
          if (problem != null) {
            problems.add("Invalid condition '" + name + "' (param " + param + "): " + problem);
          }
        });
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(stage + ": " + String.join("\n", problems));
    }
  }

  /** Expressions by themselves, of entries that begin with something else. */
  static Map<String, String> bySql(String[] entries) {
    Map<String, String> bySql = new LinkedHashMap<>();
    for (String entry : entries) {
      String sql = entry.substring(entry.indexOf(':') + 1).strip();
      bySql.put(sql, sql);
    }
    return bySql;
  }

  /**
   * Checks expressions that may be of any type.
   *
   * @throws IllegalArgumentException with all that do not resolve
   */
  static void checkValues(String stage, String param, List<String> expressions, Dataset<Row> rows) {
    List<String> problems = new ArrayList<>();
    for (String sql : expressions) {
      try {
        rows.select(functions.expr(sql)).schema();
      } catch (Exception e) { // AnalysisException is checked, but Scala does not declare it
        problems.add("'" + sql + "' (param " + param + ") does not resolve: " + e.getMessage());
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(stage + ": " + String.join("\n", problems));
    }
  }

  private static @Nullable String problem(String sql, Dataset<Row> rows) {
    try {
      String type =
          rows.select(functions.expr(sql).as("condition"))
              .schema()
              .fields()[0]
              .dataType()
              .catalogString();
      return type.equals(DataTypes.BooleanType.catalogString())
          ? null
          : "'" + sql + "' is " + type + ", not true or false.";
    } catch (Exception e) { // AnalysisException is checked, but Scala does not declare it
      return "'" + sql + "' does not resolve: " + e.getMessage();
    }
  }

  /** The name of the first condition that does not hold, or null; unknown does not hold. */
  static Column firstFailing(Map<String, String> byName) {
    Column reason = functions.lit(null).cast(DataTypes.StringType);
    List<Map.Entry<String, String>> entries = new ArrayList<>(byName.entrySet());
    for (int i = entries.size() - 1; i >= 0; i--) {
      Column holds =
          functions.coalesce(functions.expr(entries.get(i).getValue()), functions.lit(false));
      reason =
          functions
              .when(functions.not(holds), functions.lit(entries.get(i).getKey()))
              .otherwise(reason);
    }
    return reason;
  }
}
