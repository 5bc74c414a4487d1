package dev.hone.transformers.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import dev.hone.examples.NearDuplicates;
import dev.hone.examples.PruneRules;
import dev.hone.examples.Slots;
import dev.hone.examples.StaticText;
import dev.hone.spark.home.MessageRows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF2;
import scala.collection.Seq;

/** What is compared of conversations: their words without the static text of their task. */
final class ComparedTexts {
  /** Static text is looked for in so many examples of a task; more tell nothing new. */
  private static final int EXAMPLES_FOR_STATIC_TEXT = 500;

  private ComparedTexts() {}

  /**
   * The rows with the columns of {@link AlikeTexts#TEXTS} in the place of {@code task} and {@code
   * messages}. Reads some of the rows before it returns.
   *
   * @param rows {@code id, task, messages} and others
   */
  static Dataset<Row> of(Dataset<Row> rows) {
    Map<String, List<String>> staticTexts = new HashMap<>();
    TaskSamples.of(rows.select("id", "task", "messages"), EXAMPLES_FOR_STATIC_TEXT)
        .forEach((task, sample) -> staticTexts.put(task, StaticText.find(sample).texts()));
    UDF2<Seq<Row>, String, Row> text =
        (messages, task) -> {
          PruneRules rules = new PruneRules(staticTexts.getOrDefault(task, List.of()));
          String words = Slots.of(MessageRows.list(messages), rules);
          return RowFactory.create(NearDuplicates.key(words, task), words, task);
        };
    return rows.withColumn(
            "text",
            // Not deterministic in Catalyst's eyes: it must run once a row, not once a field.
            udf(text, AlikeTexts.TEXTS).asNondeterministic().apply(col("messages"), col("task")))
        .drop("messages", "task")
        .selectExpr("*", "text.*")
        .drop("text");
  }
}
