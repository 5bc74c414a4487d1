package dev.hone.spark.home;

import dev.hone.chat.Message;
import dev.hone.reviews.Reasons;
import dev.hone.reviews.Review;
import dev.hone.reviews.Reviewed;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Reviews: what people are asked of answers, and what they say. Rows are only ever added. One that
 * asks has no {@code reviewer} and holds the texts to look at; one that decides names the asking
 * row in {@code review_id}, who decided, when and what. A review is asked again, by a row of the
 * same id, where another run drew it at random.
 *
 * <p>Homes of an earlier Hone get the columns from {@code group_key} on, null in all old rows: such
 * a review is a group of its own and was drawn by no run.
 */
public final class ReviewsTable {
  public static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType, false)
          .add("example_id", DataTypes.StringType, false)
          .add("model", DataTypes.StringType)
          .add("reviewer", DataTypes.StringType)
          .add("decision", DataTypes.StringType)
          .add("answer", MessageRows.MESSAGE)
          .add("note", DataTypes.StringType)
          .add("ts", DataTypes.TimestampType)
          .add("review_id", DataTypes.StringType)
          .add("score", DataTypes.IntegerType)
          .add("doubt", DataTypes.StringType)
          .add("messages", MessageRows.MESSAGES)
          .add("logged", MessageRows.MESSAGE)
          .add("proposed", MessageRows.MESSAGE)
          .add("group_key", DataTypes.StringType)
          .add("drawn_by", DataTypes.StringType)
          .add("unseen_share", DataTypes.DoubleType)
          .add("calls", DataTypes.LongType);

  public static final HomeTable TABLE = new HomeTable("reviews", SCHEMA, List.of("id"), 2);

  private ReviewsTable() {}

  /**
   * The row that asks.
   *
   * @param epochMillis when it was asked
   */
  static Row toRow(Review review, long epochMillis) {
    return RowFactory.create(
        review.id(),
        review.exampleId(),
        review.model(),
        null,
        null,
        null,
        null,
        Timestamps.of(epochMillis),
        null,
        null,
        review.reasons().doubt(),
        MessageRows.toRows(review.conversation()),
        MessageRows.toRow(review.logged()),
        MessageRows.toRow(review.proposed()),
        review.group(),
        review.reasons().drawnBy(),
        review.reasons().unseenShare(),
        review.reasons().calls());
  }

  /** The row that decides. */
  static Row toRow(Reviewed reviewed) {
    return RowFactory.create(
        reviewed.id(),
        reviewed.exampleId(),
        reviewed.model(),
        reviewed.reviewer(),
        reviewed.kind().text(),
        MessageRows.toNullableRow(reviewed.answer()),
        reviewed.note(),
        Timestamps.of(reviewed.epochMillis()),
        reviewed.reviewId(),
        reviewed.score(),
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /** Whether a row asks; else it decides. */
  static boolean asks(Row row) {
    return row.isNullAt(row.fieldIndex("review_id"));
  }

  /** The review that a row asks. */
  static Review review(Row row) {
    Columns columns = new Columns(row);
    String group = columns.textOrNull("group_key");
    return new Review(
        columns.text("id"),
        columns.text("example_id"),
        group == null ? columns.text("example_id") : group,
        columns.text("model"),
        new Reasons(
            columns.textOrNull("doubt"),
            columns.textOrNull("drawn_by"),
            columns.realOrNull("unseen_share"),
            columns.wholeOrNull("calls")),
        MessageRows.list(row, "messages"),
        message(columns, "logged"),
        message(columns, "proposed"));
  }

  /** What a row decides. */
  static Reviewed reviewed(Row row) {
    Columns columns = new Columns(row);
    Long millis = columns.epochMillis("ts");
    return new Reviewed(
        columns.text("id"),
        columns.text("review_id"),
        columns.text("example_id"),
        columns.text("model"),
        columns.text("reviewer"),
        Reviewed.Kind.of(columns.text("decision")),
        MessageRows.fromNullable(columns.structOrNull("answer")),
        columns.intOrNull("score"),
        columns.textOrNull("note"),
        millis == null ? 0 : millis);
  }

  private static Message message(Columns columns, String name) {
    Message message = MessageRows.fromNullable(columns.structOrNull(name));
    return message == null ? Message.assistant("") : message;
  }
}
