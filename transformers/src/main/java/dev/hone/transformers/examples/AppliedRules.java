package dev.hone.transformers.examples;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.util.Arrays;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Notes in the column {@code rules} what was done to an example: the stage and its settings, so
 * that the same can be done again.
 */
final class AppliedRules {
  private static final String COLUMN = "rules";

  private AppliedRules() {}

  /**
   * The rows, those that are in noting the stage; as they are where they have no column {@code
   * rules}. Call before the stage decides.
   *
   * @param droppedCol why a row is left out, null while it is in
   */
  static Dataset<Row> note(PipelineStage stage, String droppedCol, Dataset<Row> rows) {
    if (!Arrays.asList(rows.columns()).contains(COLUMN)) {
      return rows;
    }
    Column rules = functions.col(COLUMN);
    Column noted =
        functions.concat(
            functions.coalesce(rules, functions.array().cast("array<string>")),
            functions.array(functions.lit(text(stage))));
    return rows.withColumn(
        COLUMN,
        functions.when(functions.col("`" + droppedCol + "`").isNull(), noted).otherwise(rules));
  }

  /** {@code FilterExamples {"maxPromptChars":32000,...}}: every param but the names of columns. */
  static String text(PipelineStage stage) {
    ObjectNode settings = Json.object();
    for (Param<?> param : stage.params()) {
      if (!param.name().endsWith("Col")) {
        put(settings, param.name(), stage.getOrDefault(param));
      }
    }
    return stage.getClass().getSimpleName() + " " + Json.write(settings);
  }

  private static void put(ObjectNode settings, String name, Object value) {
    if (value instanceof Object[] texts) {
      ArrayNode array = settings.putArray(name);
      for (Object text : texts) {
        array.add(text.toString());
      }
    } else {
      settings.set(name, Json.mapper().valueToTree(value));
    }
  }
}
