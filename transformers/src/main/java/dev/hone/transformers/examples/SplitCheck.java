package dev.hone.transformers.examples;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.hone.examples.Example;
import dev.hone.examples.NearDuplicates;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * What leaks over the border of a split: test examples that training has seen, or nearly so.
 *
 * @param train examples to learn from
 * @param test examples to test on
 * @param straddlingGroups groups (sessions, users, contents) with examples on both sides
 * @param testLikeTrain test examples that are like one to learn from
 * @param trainLikeTest examples to learn from that are like one to test on
 */
public record SplitCheck(
    long train, long test, long straddlingGroups, long testLikeTrain, long trainLikeTest) {

  /** Whether nothing leaks. */
  public boolean clean() {
    return straddlingGroups == 0 && testLikeTrain == 0;
  }

  /** In words, for a report. */
  @Override
  public String toString() {
    return train
        + " to learn from, "
        + test
        + " to test on; "
        + straddlingGroups
        + " groups on both sides; "
        + testLikeTrain
        + " test examples like "
        + trainLikeTest
        + " to learn from";
  }

  /**
   * Checks examples that are in and have a side.
   *
   * @param examples rows with {@code id, messages, group_key, split, dropped}, and perhaps {@code
   *     task}
   * @param rule what counts as alike
   */
  public static SplitCheck of(Dataset<Row> examples, NearDuplicates rule) {
    Dataset<Row> rows =
        examples
            .filter(col("dropped").isNull().and(col("split").isNotNull()))
            .select(
                col("id"),
                TaskSamples.task(examples, "task").as("task"),
                col("messages"),
                col("group_key"),
                col("split"));
    Row groups =
        rows.groupBy("group_key")
            .agg(max(is(Example.TRAIN)).as("train"), max(is(Example.TEST)).as("test"))
            .agg(sum(col("train").multiply(col("test"))))
            .head();
    Dataset<Row> sides = sides(rows, rule);
    Row counts =
        sides
            .agg(
                sum(is(Example.TRAIN)),
                sum(is(Example.TEST)),
                sum(is(Example.TEST).multiply(col("near_train"))),
                sum(is(Example.TRAIN).multiply(col("near_test"))))
            .head();
    return new SplitCheck(
        whole(counts, 0), whole(counts, 1), whole(groups, 0), whole(counts, 2), whole(counts, 3));
  }

  /**
   * The ids to learn from that are like one to test on, each once.
   *
   * @param rows {@code id, task, messages, split}
   */
  static Dataset<Row> trainLikeTest(Dataset<Row> rows, NearDuplicates rule) {
    return sides(rows, rule)
        .filter(col("split").equalTo(Example.TRAIN).and(col("near_test").gt(0)))
        .select("id")
        .distinct();
  }

  /** {@code id, split, near_train, near_test}: whether 1 or not 0 one of its kind is there. */
  private static Dataset<Row> sides(Dataset<Row> rows, NearDuplicates rule) {
    Dataset<Row> texts = ComparedTexts.of(rows).persist(StorageLevel.MEMORY_AND_DISK());
    Dataset<Row> roots = AlikeTexts.roots(texts.select("key", "words", "scope"), rule);
    Dataset<Row> members =
        texts
            .select("id", "split", "key")
            .join(roots, new String[] {"key"}, "left")
            .withColumn("root", coalesce(col("root"), col("key")))
            .drop("key");
    Dataset<Row> kinds =
        members
            .groupBy("root")
            .agg(
                max(is(Example.TRAIN)).as("near_train"),
                max(is(Example.TEST)).as("near_test"),
                count(lit(1)).as("size"))
            .filter(col("size").gt(1));
    Dataset<Row> sides =
        members
            .join(kinds, new String[] {"root"}, "left")
            .select(
                col("id"),
                col("split"),
                coalesce(col("near_train"), lit(0)).as("near_train"),
                coalesce(col("near_test"), lit(0)).as("near_test"));
    Dataset<Row> held =
        rows.sparkSession()
            .createDataFrame(
                sides.javaRDD().persist(StorageLevel.MEMORY_AND_DISK()), sides.schema());
    held.count();
    texts.unpersist();
    return held;
  }

  private static Column is(String side) {
    return when(col("split").equalTo(side), 1).otherwise(0);
  }

  private static long whole(Row row, int index) {
    return row.isNullAt(index) ? 0 : row.getLong(index);
  }
}
