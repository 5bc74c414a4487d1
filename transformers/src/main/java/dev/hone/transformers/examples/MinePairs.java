package dev.hone.transformers.examples;

import dev.hone.chat.Message;
import dev.hone.examples.PreferencePairs;
import dev.hone.examples.RepeatedCalls;
import dev.hone.spark.examples.PairColumns;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.home.Timestamps;
import dev.hone.spark.params.HasAnswerCol;
import dev.hone.spark.params.HasDroppedCol;
import dev.hone.spark.params.HasMessagesCol;
import dev.hone.spark.params.InputSchema;
import dev.hone.spark.params.MakesOtherRows;
import dev.hone.spark.params.StageParams;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Mines preference pairs from logged calls: rows of examples in, rows of {@link PairColumns#SCHEMA}
 * out, for training by preference. Looks at examples that are in. Stands in front of deduplication,
 * which leaves one answer to each prompt.
 *
 * <p>Edits and ratings are in the column that {@link JoinFeedback} adds; without it there are
 * regenerations, and the losers of comparisons where a table of verdicts is given: its rows name an
 * example, two models and which of them won ({@code first} or {@code second}), and the answers
 * table holds what each model said. The model that was logged is {@code logged}.
 */
public final class MinePairs extends Transformer
    implements HasMessagesCol, HasAnswerCol, HasDroppedCol, MakesOtherRows, DefaultParamsWritable {
  private static final int DEFAULT_MAX_PAIRS = 4;
  private static final int DEFAULT_MAX_ANSWERS = 64;
  private static final String LOGGED = "logged";

  private static final StructType MINED =
      new StructType()
          .add("chosen_call_id", DataTypes.StringType)
          .add("chosen", MessageRows.MESSAGE)
          .add("rejected_call_id", DataTypes.StringType)
          .add("rejected", MessageRows.MESSAGE)
          .add("source", DataTypes.StringType);

  private final String uid;
  private final Param<String> messagesCol;
  private final Param<String> answerCol;
  private final Param<String> droppedCol;
  private final IntParam maxPairsPerPrompt;
  private final IntParam maxAnswersPerPrompt;
  private final Param<String> verdictsTable;
  private final Param<String> answersTable;

  public MinePairs() {
    this(Identifiable.randomUID("minePairs"));
  }

  public MinePairs(String uid) {
    this.uid = uid; // before any Param: each Param remembers it
    this.messagesCol = StageParams.text(this, "messagesCol", "the conversation as logged");
    this.answerCol = StageParams.text(this, "answerCol", "the logged answer");
    this.droppedCol =
        StageParams.text(this, "droppedCol", "why a row is left out, null while it is in");
    this.maxPairsPerPrompt =
        StageParams.positive(this, "maxPairsPerPrompt", "most pairs of one prompt (> 0)");
    this.maxAnswersPerPrompt =
        StageParams.positive(
            this, "maxAnswersPerPrompt", "most answers to one prompt looked at, the latest (> 0)");
    this.verdictsTable =
        StageParams.text(
            this,
            "verdictsTable",
            "name or path of a table of verdicts, for the losers of comparisons; empty for none");
    this.answersTable =
        StageParams.text(
            this,
            "answersTable",
            "name or path of the table of the answers compared; needed with verdictsTable");
    setDefault(messagesCol, "messages");
    setDefault(answerCol, "answer");
    setDefault(droppedCol, "dropped");
    setDefault(maxPairsPerPrompt, DEFAULT_MAX_PAIRS);
    setDefault(maxAnswersPerPrompt, DEFAULT_MAX_ANSWERS);
    setDefault(verdictsTable, "");
    setDefault(answersTable, "");
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public Param<String> messagesCol() {
    return messagesCol;
  }

  public MinePairs setMessagesCol(String column) {
    set(messagesCol, column);
    return this;
  }

  @Override
  public Param<String> answerCol() {
    return answerCol;
  }

  public MinePairs setAnswerCol(String column) {
    set(answerCol, column);
    return this;
  }

  @Override
  public Param<String> droppedCol() {
    return droppedCol;
  }

  public MinePairs setDroppedCol(String column) {
    set(droppedCol, column);
    return this;
  }

  public IntParam maxPairsPerPrompt() {
    return maxPairsPerPrompt;
  }

  public int getMaxPairsPerPrompt() {
    return (int) getOrDefault(maxPairsPerPrompt);
  }

  public MinePairs setMaxPairsPerPrompt(int pairs) {
    set(maxPairsPerPrompt, pairs);
    return this;
  }

  public IntParam maxAnswersPerPrompt() {
    return maxAnswersPerPrompt;
  }

  public int getMaxAnswersPerPrompt() {
    return (int) getOrDefault(maxAnswersPerPrompt);
  }

  public MinePairs setMaxAnswersPerPrompt(int answers) {
    set(maxAnswersPerPrompt, answers);
    return this;
  }

  public Param<String> verdictsTable() {
    return verdictsTable;
  }

  public String getVerdictsTable() {
    return getOrDefault(verdictsTable);
  }

  public MinePairs setVerdictsTable(String table) {
    set(verdictsTable, table);
    return this;
  }

  public Param<String> answersTable() {
    return answersTable;
  }

  public String getAnswersTable() {
    return getOrDefault(answersTable);
  }

  public MinePairs setAnswersTable(String table) {
    set(answersTable, table);
    return this;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputSchema input =
        InputSchema.of(this, schema)
            .needs(messagesCol, MessageRows.MESSAGES)
            .needs(answerCol, MessageRows.MESSAGE)
            .needs(droppedCol, DataTypes.StringType)
            .needs("id", DataTypes.StringType)
            .needs("call_id", DataTypes.StringType)
            .needs("ts", DataTypes.TimestampType)
            .needs("tools_json", DataTypes.StringType)
            .needs("group_key", DataTypes.StringType)
            .needs("session_id", DataTypes.StringType)
            .needs("user_id", DataTypes.StringType)
            .needs(
                getVerdictsTable().isEmpty() == getAnswersTable().isEmpty(),
                "Only one of verdictsTable and answersTable is set. Set both, or none.");
    if (Arrays.asList(schema.fieldNames()).contains(JoinFeedback.COLUMN)) {
      input.needs(JoinFeedback.COLUMN, JoinFeedback.FEEDBACK);
    }
    input.check();
    return PairColumns.SCHEMA;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> examples) {
    transformSchema(examples.schema());
    Dataset<Row> kept =
        examples
            .toDF()
            .filter(
                functions
                    .col(getDroppedCol())
                    .isNull()
                    .and(functions.col(getAnswerCol()).isNotNull()));
    Dataset<Row> mined = mined(kept);
    return getVerdictsTable().isEmpty() ? mined : mined.unionByName(compared(kept));
  }

  /** Pairs of answers to one prompt. */
  private Dataset<Row> mined(Dataset<Row> kept) {
    UDF3<Seq<Row>, String, String, String> promptKey =
        (messages, tools, none) -> RepeatedCalls.promptKey(MessageRows.list(messages), tools, none);
    Column none = functions.lit(null).cast(DataTypes.StringType);
    Column feedback =
        Arrays.asList(kept.columns()).contains(JoinFeedback.COLUMN)
            ? functions.col(JoinFeedback.COLUMN)
            : functions.lit(null).cast(JoinFeedback.FEEDBACK);
    Dataset<Row> attempts =
        kept.select(
            functions
                .udf(promptKey, DataTypes.StringType)
                .apply(functions.col(getMessagesCol()), functions.col("tools_json"), none)
                .as("key"),
            functions.col(getMessagesCol()).as("prompt"),
            functions.col("tools_json"),
            functions.col("group_key"),
            functions.col("user_id"),
            functions
                .struct(
                    functions.col("call_id"),
                    functions.col("ts"),
                    functions.col("session_id"),
                    functions.col(getAnswerCol()).as("answer"),
                    feedback.getField("rating").as("rating"),
                    feedback.getField("edit").as("edit"))
                .as("attempt"));
    Column latest =
        functions
            .row_number()
            .over(
                Window.partitionBy("key")
                    .orderBy(functions.col("attempt.ts").desc(), functions.col("attempt.call_id")));
    int pairs = getMaxPairsPerPrompt();
    UDF1<Seq<Row>, Seq<Row>> mine = rows -> mine(rows, pairs);
    return attempts
        .withColumn("nth", latest)
        .filter(functions.col("nth").leq(getMaxAnswersPerPrompt()))
        .groupBy("key")
        .agg(
            functions.first("prompt").as("prompt"),
            functions.first("tools_json").as("tools_json"),
            functions.min("group_key").as("group_key"),
            // One who shares a prompt with others is still among those it came from.
            functions.max("user_id").as("user_id"),
            functions.collect_list("attempt").as("attempts"))
        .withColumn(
            "pair",
            functions.explode(
                functions
                    .udf(mine, DataTypes.createArrayType(MINED))
                    .apply(functions.col("attempts"))))
        .select("prompt", "tools_json", "pair.*", "group_key", "user_id")
        .select(
            Arrays.stream(PairColumns.SCHEMA.fieldNames())
                .map(functions::col)
                .toArray(Column[]::new));
  }

  private static Seq<Row> mine(Seq<Row> rows, int maxPairs) {
    List<PreferencePairs.Attempt> attempts =
        CollectionConverters.asJava(rows).stream()
            .map(
                row ->
                    new PreferencePairs.Attempt(
                        row.getString(0),
                        Timestamps.epochMillis(row.get(1)),
                        row.getString(2),
                        MessageRows.from(row.getStruct(3)),
                        row.getString(4),
                        row.getString(5)))
            .toList();
    List<Row> pairs =
        PreferencePairs.mine(attempts, maxPairs).stream()
            .map(
                pair ->
                    RowFactory.create(
                        pair.chosenCallId(),
                        MessageRows.toRow(pair.chosen()),
                        pair.rejectedCallId(),
                        MessageRows.toRow(pair.rejected()),
                        pair.source()))
            .toList();
    return CollectionConverters.asScala(pairs).toSeq();
  }

  /** The winner of each comparison over the loser. */
  private Dataset<Row> compared(Dataset<Row> kept) {
    SparkSession spark = kept.sparkSession();
    Dataset<Row> decided =
        table(spark, getVerdictsTable())
            .filter(functions.col("outcome").isin("first", "second"))
            .select(
                functions.col("example_id"),
                functions
                    .when(functions.col("outcome").equalTo("first"), functions.col("model"))
                    .otherwise(functions.col("other_model"))
                    .as("winner"),
                functions
                    .when(functions.col("outcome").equalTo("first"), functions.col("other_model"))
                    .otherwise(functions.col("model"))
                    .as("loser"))
            .dropDuplicates("example_id", "winner", "loser");
    UDF1<String, Row> message = text -> MessageRows.toRow(Message.assistant(text));
    Dataset<Row> logged =
        kept.select(
            functions.col("id").as("of"),
            functions.lit(LOGGED).as("by"),
            functions.col(getAnswerCol()).as("said"));
    Dataset<Row> answers =
        table(spark, getAnswersTable())
            .filter(
                functions
                    .col("answer_text")
                    .isNotNull()
                    .and(functions.col("model").notEqual(LOGGED)))
            .select(
                functions.col("example_id").as("of"),
                functions.col("model").as("by"),
                functions
                    .udf(message, MessageRows.MESSAGE)
                    .apply(functions.col("answer_text"))
                    .as("said"))
            .unionByName(logged)
            .dropDuplicates("of", "by");
    Dataset<Row> chosen = answers.toDF("chosen_of", "chosen_by", "chosen");
    Dataset<Row> rejected = answers.toDF("rejected_of", "rejected_by", "rejected");
    return kept.join(decided, functions.col("id").equalTo(functions.col("example_id")))
        .join(
            chosen,
            functions
                .col("example_id")
                .equalTo(functions.col("chosen_of"))
                .and(functions.col("winner").equalTo(functions.col("chosen_by"))))
        .join(
            rejected,
            functions
                .col("example_id")
                .equalTo(functions.col("rejected_of"))
                .and(functions.col("loser").equalTo(functions.col("rejected_by"))))
        .select(
            functions.col(getMessagesCol()).as("prompt"),
            functions.col("tools_json"),
            functions.col("chosen"),
            functions.col("rejected"),
            functions.lit(PreferencePairs.COMPARISON).as("source"),
            functions.col("call_id").as("chosen_call_id"),
            functions.col("call_id").as("rejected_call_id"),
            functions.col("group_key"),
            functions.col("user_id"));
  }

  private static Dataset<Row> table(SparkSession spark, String name) {
    boolean path = name.contains("/") || name.contains(":");
    return path ? spark.read().format("delta").load(name) : spark.read().table(name);
  }

  @Override
  public MinePairs copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  public static MLReader<MinePairs> read() {
    return new DefaultParamsReader<>();
  }

  public static MinePairs load(String path) {
    return read().load(path);
  }
}
