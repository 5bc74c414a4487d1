package dev.hone.transformers.examples;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.row_number;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.hone.examples.NearDuplicates;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.params.HasDroppedCol;
import dev.hone.spark.params.HasMessagesCol;
import dev.hone.spark.params.HasWeightCol;
import dev.hone.spark.params.InputSchema;
import dev.hone.spark.params.StageParams;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * Leaves out examples that say the same or nearly the same as an earlier one of their task. The one
 * that is kept stands for them all: its weight is the sum of theirs. No row is removed. What all
 * examples of a task share, such as a system prompt, is not compared.
 *
 * <p>{@code transform} reads its input: which rows are alike is found before it returns, on the
 * executors. What is alike is said by {@link NearDuplicates}.
 */
public final class DedupeExamples extends Transformer
    implements HasMessagesCol, HasWeightCol, HasDroppedCol, DefaultParamsWritable {
  /** Why a row is dropped whose id an earlier row has. */
  public static final String REPEATED = "same row of the log again";

  /** So many changes are sent to every executor; of more, each gets those of its own rows. */
  private static final long MOST_BROADCAST = 100_000;

  private static final StructType DECISIONS =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("reason", DataTypes.StringType)
          .add("weight", DataTypes.LongType)
          .add("rows", DataTypes.LongType);

  private final String uid;
  private final Param<String> idCol;
  private final Param<String> timeCol;
  private final Param<String> messagesCol;
  private final Param<String> weightCol;
  private final Param<String> droppedCol;
  private final Param<String> taskCol;
  private final DoubleParam similarity;
  private final BooleanParam sameNumbers;

  public DedupeExamples() {
    this(Identifiable.randomUID("dedupeExamples"));
  }

  public DedupeExamples(String uid) {
    this.uid = uid; // before any Param: each Param remembers it
    this.idCol = StageParams.text(this, "idCol", "the key of the example");
    this.timeCol =
        StageParams.text(
            this, "timeCol", "when the call was made; the earliest of a group is kept");
    this.messagesCol = StageParams.text(this, "messagesCol", "the conversation as logged");
    this.weightCol = StageParams.text(this, "weightCol", "how many logged calls a row stands for");
    this.droppedCol =
        StageParams.text(this, "droppedCol", "why a row is left out, null while it is in");
    this.taskCol =
        StageParams.text(
            this, "taskCol", "the task, within which rows are compared; all are one without it");
    this.similarity =
        new DoubleParam(
            this,
            "similarity",
            "Jaccard similarity of five-character pieces from which two are alike, in (0, 1]",
            ParamValidators.inRange(0, 1, false, true));
    this.sameNumbers =
        StageParams.flag(
            this, "sameNumbers", "whether rows must hold the same numbers to be alike");
    setDefault(idCol, "id");
    setDefault(timeCol, "ts");
    setDefault(messagesCol, "messages");
    setDefault(weightCol, "weight");
    setDefault(droppedCol, "dropped");
    setDefault(taskCol, "task");
    setDefault(similarity, NearDuplicates.DEFAULT_SIMILARITY);
    setDefault(sameNumbers, true);
  }

  @Override
  public String uid() {
    return uid;
  }

  public Param<String> idCol() {
    return idCol;
  }

  public String getIdCol() {
    return getOrDefault(idCol);
  }

  public DedupeExamples setIdCol(String column) {
    set(idCol, column);
    return this;
  }

  public Param<String> timeCol() {
    return timeCol;
  }

  public String getTimeCol() {
    return getOrDefault(timeCol);
  }

  public DedupeExamples setTimeCol(String column) {
    set(timeCol, column);
    return this;
  }

  @Override
  public Param<String> messagesCol() {
    return messagesCol;
  }

  public DedupeExamples setMessagesCol(String column) {
    set(messagesCol, column);
    return this;
  }

  @Override
  public Param<String> weightCol() {
    return weightCol;
  }

  public DedupeExamples setWeightCol(String column) {
    set(weightCol, column);
    return this;
  }

  @Override
  public Param<String> droppedCol() {
    return droppedCol;
  }

  public DedupeExamples setDroppedCol(String column) {
    set(droppedCol, column);
    return this;
  }

  public Param<String> taskCol() {
    return taskCol;
  }

  public String getTaskCol() {
    return getOrDefault(taskCol);
  }

  public DedupeExamples setTaskCol(String column) {
    set(taskCol, column);
    return this;
  }

  public DoubleParam similarity() {
    return similarity;
  }

  public double getSimilarity() {
    return (double) getOrDefault(similarity);
  }

  public DedupeExamples setSimilarity(double jaccard) {
    set(similarity, jaccard);
    return this;
  }

  public BooleanParam sameNumbers() {
    return sameNumbers;
  }

  public boolean getSameNumbers() {
    return (boolean) getOrDefault(sameNumbers);
  }

  public DedupeExamples setSameNumbers(boolean needed) {
    set(sameNumbers, needed);
    return this;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputSchema.of(this, schema)
        .needs(idCol, DataTypes.StringType)
        .needs(timeCol, DataTypes.TimestampType)
        .needs(messagesCol, MessageRows.MESSAGES)
        .needs(weightCol, DataTypes.LongType)
        .needs(droppedCol, DataTypes.StringType)
        .check();
    return schema;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> examples) {
    transformSchema(examples.schema());
    Dataset<Row> rows = AppliedRules.note(this, getDroppedCol(), examples.toDF());
    Dataset<Row> decisions = decisions(rows.filter(col(getDroppedCol()).isNull()));
    Row found = decisions.agg(count(lit(1)), max("rows")).head();
    Column id = col(getIdCol());
    Column dropped = col(getDroppedCol());
    Column weight = col(getWeightCol());
    boolean repeats = !found.isNullAt(1) && found.getLong(1) > 1;
    Column nth =
        repeats
            ? row_number().over(Window.partitionBy(id, dropped.isNull()).orderBy(getTimeCol()))
            : lit(1); // no window, no shuffle
    Column reason =
        when(dropped.isNotNull(), dropped)
            .when(col("decided_reason").isNotNull(), col("decided_reason"))
            .when(col("decided_nth").gt(1), lit(REPEATED));
    Dataset<Row> changes =
        decisions.select(
            col("id").as("decided_id"),
            col("reason").as("decided_reason"),
            col("weight").as("decided_weight"));
    return rows.withColumn("decided_nth", nth)
        .join(
            found.getLong(0) <= MOST_BROADCAST ? broadcast(changes) : changes,
            id.equalTo(col("decided_id")).and(dropped.isNull()),
            "left")
        .withColumn("decided_dropped", reason)
        .withColumn(
            getWeightCol(),
            when(col("decided_dropped").isNull(), coalesce(col("decided_weight"), weight))
                .otherwise(weight))
        .withColumn(getDroppedCol(), col("decided_dropped"))
        .drop("decided_nth", "decided_id", "decided_reason", "decided_weight", "decided_dropped");
  }

  /** A row of {@link #DECISIONS} for every id that something changes for, held by the executors. */
  private Dataset<Row> decisions(Dataset<Row> kept) {
    Dataset<Row> texts =
        ComparedTexts.of(
                kept.select(
                    col(getIdCol()).as("id"),
                    col(getTimeCol()).as("ts"),
                    col(getWeightCol()).as("weight"),
                    TaskSamples.task(kept, getTaskCol()).as("task"),
                    col(getMessagesCol()).as("messages")))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Dataset<Row> roots =
          AlikeTexts.roots(
              texts.select("key", "words", "scope"),
              new NearDuplicates(getSimilarity(), getSameNumbers()));
      JavaRDD<Row> decisions =
          changes(
                  texts
                      .select("id", "ts", "weight", "key")
                      .join(roots, new String[] {"key"}, "left")
                      .withColumn("root", coalesce(col("root"), col("key"))))
              .javaRDD()
              .persist(StorageLevel.MEMORY_AND_DISK()); // until nothing refers to it
      decisions.count();
      return texts.sparkSession().createDataFrame(decisions, DECISIONS);
    } finally {
      texts.unpersist();
    }
  }

  /** From {@code id, ts, weight, key, root}: the earliest of a root is kept for all of it. */
  private static Dataset<Row> changes(Dataset<Row> members) {
    Dataset<Row> groups =
        members
            .groupBy("root")
            .agg(
                // The least struct: without a time last, then the earliest, then the least id.
                min(struct(col("ts").isNull().as("timeless"), col("ts"), col("id"), col("key")))
                    .as("kept"),
                sum("weight").as("total"),
                count(lit(1)).as("size"))
            .filter(col("size").gt(1))
            .select(
                col("root"),
                col("total"),
                col("kept.id").as("kept_id"),
                col("kept.key").as("kept_key"));
    return members
        .join(groups, "root")
        .withColumn("is_kept", col("id").equalTo(col("kept_id")))
        .withColumn(
            "reason",
            when(col("is_kept"), lit(null).cast(DataTypes.StringType))
                .when(col("key").equalTo(col("kept_key")), lit(NearDuplicates.REPEAT))
                .otherwise(lit(NearDuplicates.REASON)))
        .groupBy("id")
        .agg(
            min("reason").as("reason"),
            min(when(col("is_kept"), col("total"))).as("weight"),
            count(lit(1)).as("rows"));
  }

  @Override
  public DedupeExamples copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  public static MLReader<DedupeExamples> read() {
    return new DefaultParamsReader<>();
  }

  public static DedupeExamples load(String path) {
    return read().load(path);
  }
}
