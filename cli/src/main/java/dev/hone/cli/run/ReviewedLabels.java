package dev.hone.cli.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import dev.hone.examples.Example;
import dev.hone.labels.Label;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.home.ReviewStore;
import dev.hone.transformers.labels.LabelFromLogs;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Trains on what people decided: their answers in the place of logged and of new labels, where an
 * example is trained on. Held-out examples keep their labels: those in doubt are no fair sample to
 * measure by. Only what was decided before the run began counts, so that a run that goes on trains
 * on the labels it began with.
 */
final class ReviewedLabels {
  private static final StructType SCHEMA =
      new StructType()
          .add("reviewed_id", DataTypes.StringType)
          .add("reviewed_label", MessageRows.MESSAGE);

  private final SparkSession spark;
  private final Collection<Label> labels;

  private ReviewedLabels(SparkSession spark, Collection<Label> labels) {
    this.spark = spark;
    this.labels = labels;
  }

  static ReviewedLabels of(RunContext run) {
    return new ReviewedLabels(
        run.spark(),
        new ReviewStore(run.home()).read().before(run.state().begunMillis()).labels().values());
  }

  /**
   * The same rows with people's labels: as they come where there are none, or else by id.
   *
   * @param labelled examples with {@code id}, {@code split}, {@code dropped}, {@code label} and its
   *     origin
   */
  Dataset<Row> over(Dataset<Row> labelled) {
    if (labels.isEmpty()) {
      return labelled;
    }
    List<Row> rows =
        labels.stream()
            .map(one -> RowFactory.create(one.exampleId(), MessageRows.toRow(one.answer())))
            .toList();
    Column isReviewed = col("reviewed_id").isNotNull();
    return labelled
        .join(
            spark.createDataFrame(rows, SCHEMA),
            col("id")
                .equalTo(col("reviewed_id"))
                .and(col("split").equalTo(Example.TRAIN))
                .and(col("dropped").isNull()),
            "left")
        .withColumn("label", when(isReviewed, col("reviewed_label")).otherwise(col("label")))
        .withColumn(
            LabelFromLogs.ORIGIN,
            when(isReviewed, lit(Label.REVIEWED)).otherwise(col(LabelFromLogs.ORIGIN)))
        .drop("reviewed_id", "reviewed_label")
        .orderBy("id");
  }

  /**
   * Adds to the words on where labels came from how many are people's.
   *
   * @param labelled what {@link #over} gave
   */
  String source(String others, Dataset<Row> labelled) {
    if (labels.isEmpty()) {
      return others;
    }
    long rows = labelled.filter(col(LabelFromLogs.ORIGIN).equalTo(Label.REVIEWED)).count();
    return String.format(Locale.ROOT, "%s; %,d by people", others, rows);
  }
}
