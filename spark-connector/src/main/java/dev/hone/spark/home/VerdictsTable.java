package dev.hone.spark.home;

import static org.apache.spark.sql.functions.col;

import dev.hone.reviews.JudgedAnswer;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Verdicts: a judge's word on an answer, alone or against another model's answer. What a verdict is
 * made of is in {@code fields_json}: how many JSON fields are equal, or what a judge said in each
 * order of a pair, or of each criterion. Where people may be asked about the same answers, {@code
 * review_id} is the review's id, whether anybody asks or not, and {@code group_key} the example's;
 * both are null elsewhere, and in rows of an earlier Hone.
 */
public final class VerdictsTable {
  public static final StructType SCHEMA =
      new StructType()
          .add("example_id", DataTypes.StringType, false)
          .add("judge", DataTypes.StringType, false)
          .add("model", DataTypes.StringType, false)
          .add("other_model", DataTypes.StringType, false)
          .add("outcome", DataTypes.StringType)
          .add("score", DataTypes.DoubleType)
          .add("fields_json", DataTypes.StringType)
          .add("reason", DataTypes.StringType)
          .add("ts", DataTypes.TimestampType)
          .add("review_id", DataTypes.StringType)
          .add("group_key", DataTypes.StringType);

  public static final HomeTable TABLE =
      new HomeTable("verdicts", SCHEMA, List.of("example_id", "judge", "model", "other_model"), 1);

  private VerdictsTable() {}

  /** All verdicts on answers that people may have been asked about, of all runs. */
  public static List<JudgedAnswer> judgedAnswers(Home home) {
    List<JudgedAnswer> judged = new ArrayList<>();
    for (Row row :
        home.read(TABLE)
            .filter(col("review_id").isNotNull())
            .orderBy("ts", "review_id")
            .collectAsList()) {
      Columns columns = new Columns(row);
      Long millis = columns.epochMillis("ts");
      String group = columns.textOrNull("group_key");
      judged.add(
          new JudgedAnswer(
              columns.text(HomeTable.RUN_ID),
              columns.text("judge"),
              columns.text("model"),
              columns.text("other_model"),
              columns.text("review_id"),
              group == null ? columns.text("example_id") : group,
              columns.text("outcome"),
              columns.realOrNull("score"),
              millis == null ? 0 : millis));
    }
    return judged;
  }
}
