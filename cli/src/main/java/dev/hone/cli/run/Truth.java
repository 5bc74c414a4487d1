package dev.hone.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.HoneException;
import dev.hone.json.Json;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * What is right for a logged request, where somebody knows. Used only to score.
 *
 * @param answer the right answer
 * @param part {@code systematic}, or another kind of request; null where the file does not say
 * @param wording {@code seen} or {@code unseen}; null where the file does not say
 */
record Truth(String answer, @Nullable String part, @Nullable String wording) {
  static final String SYSTEMATIC = "systematic";
  static final String UNSEEN = "unseen";
  private static final String[] ID_KEYS = {"databricks_request_id", "log_id", "source_id", "id"};

  /**
   * Reads JSON Lines: a request's id as the log has it ({@code databricks_request_id}, {@code
   * log_id}, {@code source_id} or {@code id}), {@code answer}, and optionally {@code part} and
   * {@code wording}.
   *
   * @return truths by the log's own id
   * @throws IllegalArgumentException if the file is not there or a line is not such a row
   */
  static Map<String, Truth> read(SparkSession spark, String file) {
    Map<String, Truth> truths = new HashMap<>();
    int line = 0;
    for (Row row : lines(spark, file)) {
      line++;
      String text = row.getString(0);
      if (text.isBlank()) {
        continue;
      }
      JsonNode node = Json.read(text);
      String id = node == null ? null : id(node);
      if (node == null || id == null || !node.hasNonNull("answer")) {
        throw new IllegalArgumentException(
            "Cannot read truth file '"
                + file
                + "': line "
                + line
                + " is not a JSON object with an id ("
                + String.join(", ", ID_KEYS)
                + ") and an answer.");
      }
      JsonNode answer = node.get("answer");
      truths.put(
          id,
          new Truth(
              answer.isTextual() ? answer.asText() : answer.toString(),
              text(node, "part"),
              text(node, "wording")));
    }
    if (truths.isEmpty()) {
      throw new IllegalArgumentException(
          "Truth file '" + file + "' has no rows. Leave --truth out where no truth is known.");
    }
    return truths;
  }

  private static Iterable<Row> lines(SparkSession spark, String file) {
    try {
      return spark.read().text(file).collectAsList();
    } catch (Exception e) { // AnalysisException is checked, but Scala does not declare it
      throw new HoneException(
          "Cannot read truth file '" + file + "': " + firstLine(e) + " Check --truth.", e);
    }
  }

  private static String firstLine(Exception e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return message.lines().findFirst().orElse(message);
  }

  private static @Nullable String id(JsonNode node) {
    for (String key : ID_KEYS) {
      if (node.hasNonNull(key)) {
        return node.get(key).asText();
      }
    }
    return null;
  }

  private static @Nullable String text(JsonNode node, String key) {
    return node.hasNonNull(key) ? node.get(key).asText() : null;
  }
}
