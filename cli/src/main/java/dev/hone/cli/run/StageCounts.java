package dev.hone.cli.run;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Which stage left which rows out: noted beside each row while the stages work. */
final class StageCounts {
  private static final String COLUMN = "dropped_by";
  private static final List<String> STAGES =
      List.of("make", "select", "filter", "redact", "dedupe");

  private StageCounts() {}

  /** The rows that a first stage made. */
  static Dataset<Row> begin(String stage, Dataset<Row> rows) {
    return after(stage, rows.withColumn(COLUMN, lit(null).cast("string")));
  }

  /** The rows after a stage: those that are out and were in before, it left out. */
  static Dataset<Row> after(String stage, Dataset<Row> rows) {
    return rows.withColumn(
        COLUMN, coalesce(col(COLUMN), when(col("dropped").isNotNull(), lit(stage))));
  }

  /**
   * Puts {@code stages} and {@code personal_data} beside the facts' {@code dropped}.
   *
   * @param facts with rows by reason of all stages
   * @param rows after the last stage that was noted
   * @param last the stage that left out what the facts have beyond that
   */
  static void put(ObjectNode facts, Dataset<Row> rows, String last) {
    Map<String, Map<String, Long>> byStage = new LinkedHashMap<>();
    STAGES.forEach(stage -> byStage.put(stage, new TreeMap<>()));
    byStage.put(last, new TreeMap<>());
    Map<String, Long> rest = new TreeMap<>();
    facts
        .path("dropped")
        .properties()
        .forEach(reason -> rest.put(reason.getKey(), reason.getValue().asLong()));
    long all = facts.path("examples").asLong() + rest.values().stream().mapToLong(n -> n).sum();
    for (Row row :
        rows.filter(col(COLUMN).isNotNull()).groupBy(COLUMN, "dropped").count().collectAsList()) {
      byStage.get(row.getString(0)).put(row.getString(1), row.getLong(2));
      rest.merge(row.getString(1), -row.getLong(2), Long::sum);
    }
    rest.values().removeIf(count -> count == 0);
    byStage.get(last).putAll(rest);
    ArrayNode stages = facts.putArray("stages");
    for (Map.Entry<String, Map<String, Long>> stage : byStage.entrySet()) {
      long kept = all - stage.getValue().values().stream().mapToLong(n -> n).sum();
      ObjectNode dropped =
          stages
              .addObject()
              .put("stage", stage.getKey())
              .put("in", all)
              .put("kept", kept)
              .putObject("dropped");
      stage.getValue().forEach(dropped::put);
      all = kept;
    }
    ObjectNode found = facts.putObject("personal_data");
    rows
        .select(functions.explode(col("personal_data")))
        .groupBy("key")
        .agg(functions.sum("value"))
        .collectAsList()
        .stream()
        .sorted(java.util.Comparator.comparing(row -> row.getString(0)))
        .forEach(row -> found.put(row.getString(0), row.getLong(1)));
  }
}
