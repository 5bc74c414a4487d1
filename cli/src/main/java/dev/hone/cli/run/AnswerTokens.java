package dev.hone.cli.run;

import dev.hone.chat.Message;
import dev.hone.chat.ModelUri;
import dev.hone.chat.TokenCounter;
import dev.hone.chat.TokenCounters;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.models.LocalFiles;
import dev.hone.spark.models.TaskConfiguration;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Finds how many of a model's tokens the longest answer has. Travels to executors.
 *
 * @param baseModel folder of the model, on any file system of Hadoop's
 */
record AnswerTokens(String baseModel, TaskConfiguration configuration)
    implements MapPartitionsFunction<Row, Integer> {
  /**
   * The most tokens that an answer has; 0 where there is none.
   *
   * @param examples rows with {@code prompt, tools_json, answer} that the model's template takes
   */
  int most(Dataset<Row> examples) {
    return examples
        .select("prompt", "tools_json", "answer")
        .mapPartitions(this, Encoders.INT())
        .collectAsList()
        .stream()
        .mapToInt(Integer::intValue)
        .max()
        .orElse(0);
  }

  @Override
  public Iterator<Integer> call(Iterator<Row> rows) {
    if (!rows.hasNext()) {
      return List.<Integer>of().iterator();
    }
    int most = 0;
    String folder = LocalFiles.fetch(baseModel, configuration.value()).toString();
    try (TokenCounter counter = TokenCounters.open(ModelUri.local(folder))) {
      while (rows.hasNext()) {
        Row row = rows.next();
        Message answer = MessageRows.from(row.getStruct(2));
        most =
            Math.max(
                most,
                counter.count(MessageRows.list(row, "prompt"), row.getString(1), answer).answer());
      }
    }
    return List.of(most).iterator();
  }
}
