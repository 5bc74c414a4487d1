package dev.hone.transformers.labels;

import dev.hone.chat.Message;
import dev.hone.examples.NearDuplicates;
import dev.hone.labels.Label;
import dev.hone.labels.Votes;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.params.HasAnswerCol;
import dev.hone.spark.params.HasDroppedCol;
import dev.hone.spark.params.HasLabelCol;
import dev.hone.spark.params.HasMessagesCol;
import dev.hone.spark.params.HasToolsCol;
import dev.hone.spark.params.InputSchema;
import dev.hone.spark.params.StageParams;
import dev.hone.verdicts.ExactMatch;
import java.util.Arrays;
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
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;

/**
 * Takes as label what most logged answers to the same request say: the cheapest way to mend slips
 * that differ each time, and blind to those that do not. Of a request that was asked seldom, or has
 * no majority, the logged answer is the label. Repeats that deduplication dropped still vote. Adds
 * the label and {@code label_origin}; dropped rows get neither.
 */
public final class LabelFromConsensus extends Transformer
    implements HasMessagesCol,
        HasToolsCol,
        HasAnswerCol,
        HasLabelCol,
        HasDroppedCol,
        DefaultParamsWritable {
  private static final String KEY = "consensus_key";
  private static final String VOTERS_KEY = "consensus_voters_key";
  private static final String VOTES = "consensus_votes";
  private static final String BETTER = "consensus_better";

  /** Fewer agree by chance too often. */
  private static final int DEFAULT_LEAST_VOTES = 3;

  /** More than say anything new; a request asked a million times must not fill a task's memory. */
  private static final int MOST_VOTES = 1_000;

  private static final UserDefinedFunction BETTER_ANSWER =
      functions.udf(
          (UDF2<Seq<Row>, Row, Row>) LabelFromConsensus::betterAnswer, MessageRows.MESSAGE);

  private final String uid;
  private final IntParam leastVotes;
  private final Param<String> messagesCol;
  private final Param<String> toolsCol;
  private final Param<String> answerCol;
  private final Param<String> labelCol;
  private final Param<String> droppedCol;

  public LabelFromConsensus() {
    this(Identifiable.randomUID("labelFromConsensus"));
  }

  public LabelFromConsensus(String uid) {
    this.uid = uid; // before any Param: each Param remembers it
    this.leastVotes =
        StageParams.positive(
            this, "leastVotes", "logged answers that a request needs for a majority to count");
    this.messagesCol = StageParams.text(this, "messagesCol", "the conversation as logged");
    this.toolsCol = StageParams.text(this, "toolsCol", "tools on offer as JSON");
    this.answerCol = StageParams.text(this, "answerCol", "the logged answer");
    this.labelCol = StageParams.text(this, "labelCol", "the answer to learn");
    this.droppedCol =
        StageParams.text(this, "droppedCol", "why a row is left out, null while it is in");
    setDefault(leastVotes, DEFAULT_LEAST_VOTES);
    setDefault(messagesCol, "messages");
    setDefault(toolsCol, "tools_json");
    setDefault(answerCol, "answer");
    setDefault(labelCol, "label");
    setDefault(droppedCol, "dropped");
  }

  @Override
  public String uid() {
    return uid;
  }

  public IntParam leastVotes() {
    return leastVotes;
  }

  public int getLeastVotes() {
    return (int) getOrDefault(leastVotes);
  }

  public LabelFromConsensus setLeastVotes(int votes) {
    set(leastVotes, votes);
    return this;
  }

  @Override
  public Param<String> messagesCol() {
    return messagesCol;
  }

  public LabelFromConsensus setMessagesCol(String column) {
    set(messagesCol, column);
    return this;
  }

  @Override
  public Param<String> toolsCol() {
    return toolsCol;
  }

  public LabelFromConsensus setToolsCol(String column) {
    set(toolsCol, column);
    return this;
  }

  @Override
  public Param<String> answerCol() {
    return answerCol;
  }

  public LabelFromConsensus setAnswerCol(String column) {
    set(answerCol, column);
    return this;
  }

  @Override
  public Param<String> labelCol() {
    return labelCol;
  }

  public LabelFromConsensus setLabelCol(String column) {
    set(labelCol, column);
    return this;
  }

  @Override
  public Param<String> droppedCol() {
    return droppedCol;
  }

  public LabelFromConsensus setDroppedCol(String column) {
    set(droppedCol, column);
    return this;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputSchema.of(this, schema)
        .needs(messagesCol, MessageRows.MESSAGES)
        .needs(toolsCol, DataTypes.StringType)
        .needs(answerCol, MessageRows.MESSAGE)
        .needs(droppedCol, DataTypes.StringType)
        .check();
    return InputSchema.with(
        InputSchema.with(schema, getLabelCol(), MessageRows.MESSAGE, Metadata.empty()),
        LabelFromLogs.ORIGIN,
        DataTypes.StringType,
        Metadata.empty());
  }

  @Override
  public Dataset<Row> transform(Dataset<?> examples) {
    StructType output = transformSchema(examples.schema());
    Column dropped = functions.col(getDroppedCol());
    Column answer = functions.col(getAnswerCol());
    Dataset<Row> keyed = examples.withColumn(KEY, requestKey());
    Dataset<Row> votes =
        keyed
            .filter(
                answer.isNotNull().and(dropped.isNull().or(dropped.equalTo(NearDuplicates.REASON))))
            .groupBy(functions.col(KEY).as(VOTERS_KEY))
            .agg(functions.collect_list(answer).as(VOTES))
            .filter(functions.size(functions.col(VOTES)).geq(getLeastVotes()))
            .withColumn(
                VOTES, functions.slice(functions.sort_array(functions.col(VOTES)), 1, MOST_VOTES));
    Column better = functions.col(BETTER);
    return keyed
        .join(votes, functions.col(KEY).equalTo(functions.col(VOTERS_KEY)), "left")
        .withColumn(
            BETTER,
            functions.when(
                dropped.isNull().and(functions.col(VOTES).isNotNull()),
                BETTER_ANSWER.apply(functions.col(VOTES), answer)))
        .withColumn(
            LabelFromLogs.ORIGIN,
            functions.when(
                dropped.isNull(),
                functions
                    .when(better.isNotNull(), functions.lit(Label.RELABELLED))
                    .otherwise(functions.lit(Label.LOGGED))))
        .withColumn(
            getLabelCol(), functions.when(dropped.isNull(), functions.coalesce(better, answer)))
        .select(
            Arrays.stream(output.fields())
                .map(field -> functions.col("`" + field.name().replace("`", "``") + "`"))
                .toArray(Column[]::new));
  }

  private Column requestKey() {
    return functions.sha2(
        functions.to_json(
            functions.struct(
                functions.col(getMessagesCol()).as("messages"),
                functions.col(getToolsCol()).as("tools"))),
        256);
  }

  /** What the majority says, where there is one and it says something else; else null. */
  private static @Nullable Row betterAnswer(@Nullable Seq<Row> votes, @Nullable Row answer) {
    if (votes == null || answer == null) {
      return null;
    }
    Message logged = MessageRows.from(answer);
    return Votes.of(MessageRows.list(votes))
        .filter(Votes::majority)
        .map(Votes::answer)
        .filter(agreed -> !ExactMatch.matches(agreed, logged))
        .map(MessageRows::toRow)
        .orElse(null);
  }

  @Override
  public LabelFromConsensus copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  public static MLReader<LabelFromConsensus> read() {
    return new DefaultParamsReader<>();
  }

  public static LabelFromConsensus load(String path) {
    return read().load(path);
  }
}
