package dev.hone.transformers.examples;

import dev.hone.chat.Message;
import dev.hone.examples.RepeatedCalls;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.params.HasAnswerCol;
import dev.hone.spark.params.HasDroppedCol;
import dev.hone.spark.params.HasMessagesCol;
import dev.hone.spark.params.InputSchema;
import dev.hone.spark.params.StageParams;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;

/**
 * Adds the column {@code feedback}: what users thought of an answer. Ratings and edits come from a
 * table of the user's, joined by the log's own key of a call ({@code source_id}) or by Hone's
 * ({@code call_id}); that an answer was regenerated is told from the log itself: the same prompt
 * stands in the same session again, later. Rows stay as many as they were: of several rows for one
 * call, the latest by {@code ts} counts.
 *
 * <p>A rating is up or down; thumbs, likes, signs and truth values are read as one of them, and
 * what is none of these is no rating. Needs the columns {@code call_id}, {@code source_id}, {@code
 * session_id} and {@code ts} of the examples table.
 */
public final class JoinFeedback extends Transformer
    implements HasMessagesCol, HasAnswerCol, HasDroppedCol, DefaultParamsWritable {
  /** The column added. */
  public static final String COLUMN = "feedback";

  public static final StructType FEEDBACK =
      new StructType()
          .add("rating", DataTypes.StringType)
          .add("edit", DataTypes.StringType)
          .add("regenerated", DataTypes.BooleanType);

  public static final String UP = "up";
  public static final String DOWN = "down";

  private static final List<String> UPS =
      List.of(
          "up", "thumbs_up", "positive", "like", "good", "true", "1", "1.0", "+1", "\uD83D\uDC4D");
  private static final List<String> DOWNS =
      List.of(
          "down",
          "thumbs_down",
          "negative",
          "dislike",
          "bad",
          "false",
          "-1",
          "-1.0",
          "0",
          "0.0",
          "\uD83D\uDC4E");

  private final String uid;
  private final Param<String> messagesCol;
  private final Param<String> answerCol;
  private final Param<String> droppedCol;
  private final Param<String> feedbackTable;
  private final BooleanParam useEdits;

  public JoinFeedback() {
    this(Identifiable.randomUID("joinFeedback"));
  }

  public JoinFeedback(String uid) {
    this.uid = uid; // before any Param: each Param remembers it
    this.messagesCol = StageParams.text(this, "messagesCol", "the conversation as logged");
    this.answerCol =
        StageParams.text(
            this, "answerCol", "the logged answer; edits take its place where useEdits is set");
    this.droppedCol =
        StageParams.text(this, "droppedCol", "why a row is left out, null while it is in");
    this.feedbackTable =
        StageParams.text(
            this,
            "feedbackTable",
            "name or path of a table with call_id and rating, edit or both; empty for none");
    this.useEdits =
        StageParams.flag(
            this, "useEdits", "whether an answer that the user edited is learnt as edited");
    setDefault(messagesCol, "messages");
    setDefault(answerCol, "answer");
    setDefault(droppedCol, "dropped");
    setDefault(feedbackTable, "");
    setDefault(useEdits, false);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public Param<String> messagesCol() {
    return messagesCol;
  }

  public JoinFeedback setMessagesCol(String column) {
    set(messagesCol, column);
    return this;
  }

  @Override
  public Param<String> answerCol() {
    return answerCol;
  }

  public JoinFeedback setAnswerCol(String column) {
    set(answerCol, column);
    return this;
  }

  @Override
  public Param<String> droppedCol() {
    return droppedCol;
  }

  public JoinFeedback setDroppedCol(String column) {
    set(droppedCol, column);
    return this;
  }

  public Param<String> feedbackTable() {
    return feedbackTable;
  }

  public String getFeedbackTable() {
    return getOrDefault(feedbackTable);
  }

  public JoinFeedback setFeedbackTable(String table) {
    set(feedbackTable, table);
    return this;
  }

  public BooleanParam useEdits() {
    return useEdits;
  }

  public boolean getUseEdits() {
    return (boolean) getOrDefault(useEdits);
  }

  public JoinFeedback setUseEdits(boolean use) {
    set(useEdits, use);
    return this;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputSchema.of(this, schema)
        .needs(messagesCol, MessageRows.MESSAGES)
        .needs(answerCol, MessageRows.MESSAGE)
        .needs(droppedCol, DataTypes.StringType)
        .needs("call_id", DataTypes.StringType)
        .needs("source_id", DataTypes.StringType)
        .needs("session_id", DataTypes.StringType)
        .needs("ts", DataTypes.TimestampType)
        .check();
    return InputSchema.with(schema, COLUMN, FEEDBACK, Metadata.empty());
  }

  @Override
  public Dataset<Row> transform(Dataset<?> examples) {
    transformSchema(examples.schema());
    Dataset<Row> rows =
        withRegenerated(
            AppliedRules.note(this, getDroppedCol(), examples.toDF().drop(COLUMN)),
            functions.col("ts"));
    Column none = functions.lit(null).cast(DataTypes.StringType);
    Column rating = none;
    Column edit = none;
    if (!getFeedbackTable().isEmpty()) {
      Dataset<Row> feedback = feedback(rows.sparkSession());
      rows =
          rows.join(
                  renamed(feedback, "source"),
                  functions.col("source_id").equalTo(functions.col("feedback_source_key")),
                  "left")
              .join(
                  renamed(feedback, "call"),
                  functions.col("call_id").equalTo(functions.col("feedback_call_key")),
                  "left");
      rating = either("rating");
      edit = either("edit");
    }
    Column feedback =
        functions
            .struct(
                rating.as("rating"),
                edit.as("edit"),
                functions.col("feedback_again").as("regenerated"))
            .cast(FEEDBACK);
    Dataset<Row> joined = place(examples, rows.withColumn(COLUMN, feedback));
    return getUseEdits() ? withEdits(joined) : joined;
  }

  /** The input's columns where they were, then the new one. */
  private static Dataset<Row> place(Dataset<?> examples, Dataset<Row> rows) {
    List<String> names = Arrays.asList(examples.columns());
    java.util.ArrayList<Column> columns = new java.util.ArrayList<>();
    names.forEach(name -> columns.add(functions.col("`" + name + "`")));
    if (!names.contains(COLUMN)) {
      columns.add(functions.col(COLUMN));
    }
    return rows.select(columns.toArray(Column[]::new));
  }

  private static Dataset<Row> renamed(Dataset<Row> feedback, String by) {
    return feedback.select(
        functions.col("key").as("feedback_" + by + "_key"),
        functions.col("rating").as("feedback_" + by + "_rating"),
        functions.col("edit").as("feedback_" + by + "_edit"));
  }

  private static Column either(String name) {
    return functions.coalesce(
        functions.col("feedback_source_" + name), functions.col("feedback_call_" + name));
  }

  /** The user's table: one row a call, {@code key, rating, edit}. */
  private Dataset<Row> feedback(SparkSession spark) {
    Dataset<Row> table = table(spark);
    List<String> names = Arrays.asList(table.columns());
    if (!names.contains("call_id") || !(names.contains("rating") || names.contains("edit"))) {
      throw new IllegalArgumentException(
          uid
              + ": Table '"
              + getFeedbackTable()
              + "' (param feedbackTable) has "
              + names
              + "; it needs call_id (the log's key of a call) and rating, edit or both.");
    }
    Column none = functions.lit(null).cast(DataTypes.StringType);
    Column said =
        names.contains("rating")
            ? functions.lower(functions.trim(functions.col("rating").cast(DataTypes.StringType)))
            : none;
    Column rating =
        functions
            .when(said.isin(UPS.toArray()), functions.lit(UP))
            .when(said.isin(DOWNS.toArray()), functions.lit(DOWN));
    Column edit = names.contains("edit") ? functions.col("edit").cast(DataTypes.StringType) : none;
    Column time = names.contains("ts") ? functions.col("ts") : functions.lit(0);
    return table
        .select(
            functions.col("call_id").cast(DataTypes.StringType).as("key"),
            rating.as("rating"),
            edit.as("edit"),
            time.as("ts"))
        .filter(functions.col("key").isNotNull())
        .groupBy("key")
        .agg(
            functions.max_by(functions.col("rating"), latest("rating")).as("rating"),
            functions.max_by(functions.col("edit"), latest("edit")).as("edit"));
  }

  /** Orders rows that say something by time, and equal times by what they say. */
  private static Column latest(String name) {
    Column value = functions.col(name);
    return functions.when(value.isNotNull(), functions.struct(functions.col("ts"), value));
  }

  private Dataset<Row> table(SparkSession spark) {
    String name = getFeedbackTable();
    try {
      boolean path = name.contains("/") || name.contains(":");
      return path ? spark.read().format("delta").load(name) : spark.read().table(name);
    } catch (Exception e) { // AnalysisException is checked, but Scala does not declare it
      throw new IllegalArgumentException(
          uid
              + ": Cannot read table '"
              + name
              + "' (param feedbackTable): "
              + e.getMessage()
              + " Give catalog.schema.table, or the path of a Delta table.",
          e);
    }
  }

  /** Marks answers whose prompt the same session asks again later. */
  private Dataset<Row> withRegenerated(Dataset<Row> rows, Column time) {
    UDF1<Seq<Row>, String> key =
        messages -> RepeatedCalls.promptKey(MessageRows.list(messages), null, null);
    Column session = functions.col("session_id");
    Column prompt =
        functions
            .when(
                session.isNotNull(),
                functions.udf(key, DataTypes.StringType).apply(functions.col(getMessagesCol())))
            .otherwise(functions.col("call_id")); // no session: a window of its own
    Column again =
        functions
            .lead(functions.lit(true), 1, false)
            .over(
                Window.partitionBy(session, functions.col("feedback_prompt"))
                    .orderBy(time, functions.col("call_id")));
    return rows.withColumn("feedback_prompt", prompt).withColumn("feedback_again", again);
  }

  private Dataset<Row> withEdits(Dataset<Row> rows) {
    UDF2<Row, String, Row> edited = JoinFeedback::edited;
    Column edit = functions.col(COLUMN).getField("edit");
    return rows.withColumn(
        getAnswerCol(),
        functions
            .when(
                edit.isNotNull().and(functions.col(getAnswerCol()).isNotNull()),
                functions
                    .udf(edited, MessageRows.MESSAGE)
                    .apply(functions.col(getAnswerCol()), edit))
            .otherwise(functions.col(getAnswerCol())));
  }

  private static @Nullable Row edited(@Nullable Row answer, @Nullable String edit) {
    Message message = MessageRows.fromNullable(answer);
    return message == null ? null : MessageRows.toRow(message.withContent(edit));
  }

  @Override
  public JoinFeedback copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  public static MLReader<JoinFeedback> read() {
    return new DefaultParamsReader<>();
  }

  public static JoinFeedback load(String path) {
    return read().load(path);
  }
}
