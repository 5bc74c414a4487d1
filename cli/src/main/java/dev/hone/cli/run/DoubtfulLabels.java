package dev.hone.cli.run;

import static org.apache.spark.sql.functions.col;

import dev.hone.chat.Message;
import dev.hone.labels.Decision;
import dev.hone.labels.LabelStep;
import dev.hone.labels.Stopped;
import dev.hone.reviews.Reasons;
import dev.hone.reviews.Review;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.home.ReviewStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Puts the new labels of a run that are in doubt before people, in the home's reviews. */
final class DoubtfulLabels {
  /** Labels that people are asked about, at most; which ones is decided by their ids. */
  private static final int MOST_LABELS = 200;

  /** What a judge said that was to choose between a new label and the logged answer. */
  private static final Map<String, String> UNDECIDED =
      Map.of(
          Decision.TIED.text(), "the judge finds neither better",
          Decision.ORDERS_DISAGREE.text(), "the judge changed its mind with the order",
          Decision.NO_VERDICT.text(), "the judge gave no verdict");

  private static final List<String> BREAKS =
      List.of(Stopped.REWRITES.text(), Stopped.NOT_IMPROVING.text());

  private DoubtfulLabels() {}

  /**
   * Asks about labels that the judge could not decide on, or that were taken though they break a
   * criterion.
   *
   * @param relabelled train examples with the columns that relabelling adds
   * @param model who made the labels
   * @return how many are asked about
   */
  static int ask(RunContext run, Dataset<Row> relabelled, String model) {
    List<Review> reviews = new ArrayList<>();
    for (Row row :
        relabelled
            .filter(
                col("relabelling.decision")
                    .isin(UNDECIDED.keySet().toArray())
                    .or(
                        col("relabelling.replaced")
                            .and(col("relabelling.stopped").isin(BREAKS.toArray()))))
            .orderBy("id")
            .limit(MOST_LABELS)
            .select(
                "id",
                "group_key",
                "messages",
                "answer",
                "label",
                "relabelling.decision",
                "relabelling.stopped",
                "relabelling.steps")
            .collectAsList()) {
      Message logged = MessageRows.fromNullable(row.getAs("answer"));
      Message proposed = proposed(row);
      if (logged != null && proposed != null) {
        reviews.add(
            Review.of(
                row.getAs("id"),
                row.getAs("group_key"),
                model,
                Reasons.doubt(doubt(row)),
                MessageRows.list(row, "messages"),
                logged,
                proposed));
      }
    }
    new ReviewStore(run.home()).ask(run.runId(), reviews);
    return reviews.size();
  }

  private static String doubt(Row row) {
    String undecided = UNDECIDED.get(row.<String>getAs("decision"));
    return undecided == null
        ? "breaks a criterion, and " + row.<String>getAs("stopped")
        : undecided;
  }

  /** The new answer: as the judge saw it where the logged one was kept, else the label. */
  private static @Nullable Message proposed(Row row) {
    if (!UNDECIDED.containsKey(row.<String>getAs("decision"))) {
      return MessageRows.fromNullable(row.getAs("label"));
    }
    for (Row step : row.<Row>getList(row.fieldIndex("steps"))) {
      if (LabelStep.VERDICT.equals(step.getAs("kind"))) {
        return MessageRows.fromNullable(step.getAs("said"));
      }
    }
    return null;
  }
}
