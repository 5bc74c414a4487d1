package dev.hone.transformers.examples;

import dev.hone.chat.Message;
import dev.hone.examples.NearDuplicates;
import dev.hone.examples.PruneRules;
import dev.hone.examples.StaticText;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.home.Timestamps;
import dev.hone.spark.params.HasDroppedCol;
import dev.hone.spark.params.HasMessagesCol;
import dev.hone.spark.params.HasWeightCol;
import dev.hone.spark.params.InputSchema;
import dev.hone.spark.params.StageParams;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Transformer;
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
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import scala.collection.Seq;

/**
 * Leaves out examples that say nearly the same as an earlier one. The one that is kept stands for
 * them all: its weight is the sum of theirs. No row is removed. What all examples share, such as a
 * system prompt, is not compared.
 *
 * <p>{@code transform} reads its input: which rows are alike is found before it returns. Texts are
 * compared on the executors; the driver holds the ids of rows that have a near-duplicate.
 */
public final class DedupeExamples extends Transformer
    implements HasMessagesCol, HasWeightCol, HasDroppedCol, DefaultParamsWritable {
  /** Why a row is dropped whose id an earlier row has. */
  public static final String REPEATED = "same row of the log again";

  /** Static text is looked for in so many examples; more tell nothing new. */
  private static final int EXAMPLES_FOR_STATIC_TEXT = 2_000;

  private static final StructType DECISIONS =
      new StructType()
          .add("decided_id", DataTypes.StringType)
          .add("decided_reason", DataTypes.StringType)
          .add("decided_weight", DataTypes.LongType);

  private final String uid;
  private final Param<String> idCol;
  private final Param<String> timeCol;
  private final Param<String> messagesCol;
  private final Param<String> weightCol;
  private final Param<String> droppedCol;

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
    setDefault(idCol, "id");
    setDefault(timeCol, "ts");
    setDefault(messagesCol, "messages");
    setDefault(weightCol, "weight");
    setDefault(droppedCol, "dropped");
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
    Dataset<Row> rows = examples.toDF();
    Column id = functions.col(getIdCol());
    Column weight = functions.col(getWeightCol());
    Column dropped = functions.col(getDroppedCol());
    Decisions found = decisions(rows.filter(dropped.isNull()));
    Dataset<Row> decisions = rows.sparkSession().createDataFrame(found.rows(), DECISIONS);
    Column nth =
        found.repeats()
            ? functions
                .row_number()
                .over(Window.partitionBy(id, dropped.isNull()).orderBy(getTimeCol()))
            : functions.lit(1); // no window, no shuffle
    Column reason =
        functions
            .when(dropped.isNotNull(), dropped)
            .when(functions.col("decided_reason").isNotNull(), functions.col("decided_reason"))
            .when(functions.col("decided_nth").gt(1), functions.lit(REPEATED));
    return rows.withColumn("decided_nth", nth)
        .join(
            functions.broadcast(decisions),
            id.equalTo(functions.col("decided_id")).and(dropped.isNull()),
            "left")
        .withColumn("decided_dropped", reason)
        .withColumn(
            getWeightCol(),
            functions
                .when(
                    functions.col("decided_dropped").isNull(),
                    functions.coalesce(functions.col("decided_weight"), weight))
                .otherwise(weight))
        .withColumn(getDroppedCol(), functions.col("decided_dropped"))
        .drop("decided_nth", "decided_id", "decided_reason", "decided_weight", "decided_dropped");
  }

  /**
   * What changes.
   *
   * @param rows a row of {@link #DECISIONS} for every id that something changes for
   * @param repeats whether an id stands in several rows
   */
  private record Decisions(List<Row> rows, boolean repeats) {}

  private Decisions decisions(Dataset<Row> kept) {
    Dataset<Row> items = items(kept).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Map<String, String> keptIds = new HashMap<>();
      for (NearDuplicates.Group group : NearDuplicates.connect(pairs(items))) {
        keptIds.put(group.keptId(), group.keptId());
        group.laterIds().forEach(later -> keptIds.put(later, group.keptId()));
      }
      return decisions(items, keptIds);
    } finally {
      items.unpersist();
    }
  }

  /** A row for every id that is in: {@code id, ts, rows, weight, slots}. */
  private Dataset<Row> items(Dataset<Row> kept) {
    List<String> texts = staticText(kept).texts();
    UDF1<Seq<Row>, String> slots =
        messages -> NearDuplicates.slots(MessageRows.list(messages), new PruneRules(texts));
    return kept.groupBy(functions.col(getIdCol()).as("id"))
        .agg(
            functions.min(getTimeCol()).as("ts"),
            functions.count(functions.lit(1)).as("rows"),
            functions.sum(getWeightCol()).as("weight"),
            functions.first(getMessagesCol()).as("messages"))
        .withColumn(
            "slots", functions.udf(slots, DataTypes.StringType).apply(functions.col("messages")))
        .drop("messages");
  }

  /** The items that are alike: each compared with the earliest few of every bucket it is in. */
  private static List<NearDuplicates.Pair> pairs(Dataset<Row> items) {
    UDF1<String, long[]> buckets = NearDuplicates::buckets;
    UDF2<String, String, Boolean> alike = NearDuplicates::alike;
    Dataset<Row> ranked =
        items
            .select(
                functions.col("id"),
                functions.col("ts"),
                functions.col("slots"),
                functions
                    .explode(
                        functions
                            .udf(buckets, DataTypes.createArrayType(DataTypes.LongType))
                            .apply(functions.col("slots")))
                    .as("bucket"))
            .withColumn(
                "nth",
                functions
                    .row_number()
                    .over(
                        Window.partitionBy("bucket")
                            .orderBy(functions.col("ts").asc_nulls_last(), functions.col("id"))));
    Dataset<Row> earliest =
        ranked
            .filter(functions.col("nth").leq(NearDuplicates.MAX_COMPARED))
            .select(
                functions.col("bucket"),
                functions.col("id").as("earlier_id"),
                functions.col("ts").as("earlier_ts"),
                functions.col("slots").as("earlier_slots"),
                functions.col("nth").as("earlier_nth"));
    return ranked
        .filter(functions.col("nth").gt(1))
        .join(earliest, "bucket")
        .filter(functions.col("earlier_nth").lt(functions.col("nth")))
        .dropDuplicates("earlier_id", "id")
        .filter(
            functions
                .udf(alike, DataTypes.BooleanType)
                .apply(functions.col("earlier_slots"), functions.col("slots")))
        .select("earlier_id", "earlier_ts", "id", "ts")
        .collectAsList()
        .stream()
        .map(
            row ->
                new NearDuplicates.Pair(
                    row.getString(0),
                    Timestamps.epochMillis(row.get(1)),
                    row.getString(2),
                    Timestamps.epochMillis(row.get(3))))
        .toList();
  }

  private static Decisions decisions(Dataset<Row> items, Map<String, String> keptIds) {
    Dataset<Row> members =
        items
            .sparkSession()
            .createDataFrame(
                keptIds.keySet().stream().map(RowFactory::create).toList(),
                new StructType().add("member", DataTypes.StringType));
    List<Row> touched =
        items
            .join(
                functions.broadcast(members),
                functions.col("id").equalTo(functions.col("member")),
                "left")
            .filter(functions.col("member").isNotNull().or(functions.col("rows").gt(1)))
            .select("id", "weight", "rows")
            .collectAsList();
    List<Row> decisions = new ArrayList<>();
    Map<String, Long> weights = new HashMap<>();
    for (Row row : touched) {
      String id = row.getString(0);
      String kept = keptIds.getOrDefault(id, id);
      weights.merge(kept, row.getLong(1), Long::sum);
      if (!kept.equals(id)) {
        decisions.add(RowFactory.create(id, NearDuplicates.REASON, null));
      }
    }
    weights.forEach((id, weight) -> decisions.add(RowFactory.create(id, null, weight)));
    return new Decisions(decisions, touched.stream().anyMatch(row -> row.getLong(2) > 1));
  }

  private PruneRules staticText(Dataset<Row> kept) {
    List<List<Message>> conversations =
        kept
            .select(functions.col(getMessagesCol()).as("messages"))
            .limit(EXAMPLES_FOR_STATIC_TEXT)
            .collectAsList()
            .stream()
            .map(row -> MessageRows.list(row, "messages"))
            .toList();
    return StaticText.find(conversations);
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
