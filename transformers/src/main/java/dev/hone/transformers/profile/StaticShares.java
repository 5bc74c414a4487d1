package dev.hone.transformers.profile;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.hone.chat.Message;
import dev.hone.examples.PruneRules;
import dev.hone.examples.StaticText;
import dev.hone.spark.home.MessageRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;

/** How much of its prompts' text all prompts of a task share, by a sample of each task. */
final class StaticShares {
  /** Prompts a task. */
  static final int SAMPLE = 64;

  private StaticShares() {}

  /** Shares of characters in [0, 1]; 0 where there are too few prompts to tell. */
  static Map<String, Double> of(Dataset<Row> calls, Dataset<Row> facts, List<String> tasks) {
    Dataset<Row> sampled =
        facts
            .where(col("task").isin(tasks.toArray()).and(col("prompt_chars").gt(lit(0L))))
            // Ids are hashes: the first ones are a random sample, and always the same.
            .withColumn(
                "place", functions.row_number().over(Window.partitionBy("task").orderBy("id")))
            .where(col("place").leq(lit(SAMPLE)))
            .select(col("id").as("sampled_id"), col("task"));
    Map<String, List<List<Message>>> prompts = new TreeMap<>();
    for (Row row :
        calls
            .join(functions.broadcast(sampled), col("id").equalTo(col("sampled_id")))
            .select("task", "messages")
            .collectAsList()) {
      prompts
          .computeIfAbsent(row.getString(0), task -> new ArrayList<>())
          .add(MessageRows.list(row, "messages"));
    }
    Map<String, Double> shares = new TreeMap<>();
    prompts.forEach((task, conversations) -> shares.put(task, share(conversations)));
    return shares;
  }

  private static double share(List<List<Message>> conversations) {
    PruneRules rules = StaticText.find(conversations);
    long before = 0;
    long after = 0;
    for (List<Message> conversation : conversations) {
      before += chars(conversation);
      after += chars(rules.apply(conversation));
    }
    return before == 0 ? 0 : 1 - (double) after / before;
  }

  private static long chars(List<Message> conversation) {
    return conversation.stream().mapToLong(message -> message.text().length()).sum();
  }
}
