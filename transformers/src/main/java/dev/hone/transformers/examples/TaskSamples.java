package dev.hone.transformers.examples;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.xxhash64;

import dev.hone.chat.Message;
import dev.hone.spark.home.MessageRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;

/** Some conversations of every task, drawn by a hash of their ids: the same ones every time. */
final class TaskSamples {
  /** The task of rows that have none. */
  static final String NO_TASK = "";

  /** Conversations of all tasks together that the driver may hold. */
  private static final int MOST = 20_000;

  private static final int FEWEST_OF_A_TASK = 16;

  private TaskSamples() {}

  /** The task of each row: empty where the input has no such column or it is null. */
  static Column task(Dataset<Row> rows, String taskCol) {
    return Arrays.asList(rows.columns()).contains(taskCol)
        ? coalesce(col(taskCol), lit(NO_TASK))
        : lit(NO_TASK);
  }

  /**
   * Conversations by task. Collected to the driver.
   *
   * @param rows {@code id, task, messages}
   * @param most about so many of each task, fewer where there are many tasks
   */
  static Map<String, List<List<Message>>> of(Dataset<Row> rows, int most) {
    Map<String, Long> sizes = new HashMap<>();
    for (Row row : rows.groupBy("task").count().collectAsList()) {
      sizes.put(row.getString(0), row.getLong(1));
    }
    int each = Math.max(FEWEST_OF_A_TASK, Math.min(most, MOST / Math.max(1, sizes.size())));
    UDF2<String, Long, Boolean> drawn =
        (task, hash) -> (hash >>> 11) * 0x1.0p-53 * sizes.getOrDefault(task, 0L) < each;
    Dataset<Row> sample =
        rows.filter(
                udf(drawn, DataTypes.BooleanType)
                    .apply(col("task"), xxhash64(lit("sample"), col("id"))))
            .orderBy("task", "id")
            .select("task", "messages");
    Map<String, List<List<Message>>> conversations = new HashMap<>();
    for (Row row : sample.collectAsList()) {
      conversations
          .computeIfAbsent(row.getString(0), task -> new ArrayList<>())
          .add(MessageRows.list(row, "messages"));
    }
    return conversations;
  }
}
