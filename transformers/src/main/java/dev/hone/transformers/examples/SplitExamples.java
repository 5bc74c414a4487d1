package dev.hone.transformers.examples;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.unix_micros;
import static org.apache.spark.sql.functions.when;

import dev.hone.examples.Example;
import dev.hone.examples.NearDuplicates;
import dev.hone.examples.Split;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.params.HasDroppedCol;
import dev.hone.spark.params.HasGroupCol;
import dev.hone.spark.params.HasMessagesCol;
import dev.hone.spark.params.HasSplitCol;
import dev.hone.spark.params.InputSchema;
import dev.hone.spark.params.StageParams;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;

/**
 * Says of every example that is in whether to learn from it or to test on it. Dropped rows get no
 * side. All rows of a group (a session, a user, a template, a content) are on one side; a row whose
 * group is null is a group of its own:
 *
 * <ul>
 *   <li>{@code by = group}: a pure hash of the group decides, so that neither reading a log again
 *       nor reading more of it moves a row;
 *   <li>{@code by = time}: groups that began at {@code testFrom} or later are tested on; without
 *       that, the latest share of the rows.
 * </ul>
 *
 * <p>Ids that are frozen stay on their side and take their group along. After {@link
 * DedupeExamples} no near-duplicates straddle the border; elsewhere {@code dropStraddling} leaves
 * out what is to be learnt from and is like a test example, so that the test side never moves.
 * {@link SplitCheck} says what straddles.
 */
public final class SplitExamples extends Transformer
    implements HasGroupCol, HasSplitCol, HasMessagesCol, HasDroppedCol, DefaultParamsWritable {
  public static final String BY_GROUP = "group";
  public static final String BY_TIME = "time";

  /** Why a row to learn from is dropped that is like a test example. */
  public static final String STRADDLES = "near-duplicate of a test example";

  /** Of the quantile of times that the border is, in shares of the rows. */
  private static final double TIME_ERROR = 0.001;

  /** One example in six or so is tested on. */
  public static final double DEFAULT_TEST_SHARE = 0.17;

  private final String uid;
  private final Param<String> groupCol;
  private final Param<String> splitCol;
  private final Param<String> droppedCol;
  private final DoubleParam testShare;
  private final Param<String> salt;
  private final Param<String> by;
  private final Param<String> idCol;
  private final Param<String> timeCol;
  private final Param<String> testFrom;
  private final StringArrayParam frozenTrain;
  private final StringArrayParam frozenTest;
  private final BooleanParam keepGiven;
  private final BooleanParam dropStraddling;
  private final Param<String> messagesCol;
  private final Param<String> taskCol;
  private final DoubleParam similarity;

  public SplitExamples() {
    this(Identifiable.randomUID("splitExamples"));
  }

  public SplitExamples(String uid) {
    this.uid = uid; // before any Param: each Param remembers it
    this.groupCol =
        StageParams.text(this, "groupCol", "what stays together on one side of a split");
    this.splitCol = StageParams.text(this, "splitCol", "train or test");
    this.droppedCol =
        StageParams.text(this, "droppedCol", "why a row is left out, null while it is in");
    this.testShare =
        StageParams.share(this, "testShare", "share of the groups to test on, from 0 to 1");
    this.salt = StageParams.text(this, "salt", "draws another split; the same all over one run");
    this.by = StageParams.choice(this, "by", "what decides the side of a group", BY_GROUP, BY_TIME);
    this.idCol = StageParams.text(this, "idCol", "the key of the example");
    this.timeCol = StageParams.text(this, "timeCol", "when the call was made, read by time only");
    this.testFrom =
        new Param<>(
            this,
            "testFrom",
            "when tested groups begin, by time: an instant such as 2026-10-01T00:00:00Z; empty for"
                + " the latest testShare of the rows",
            SplitExamples::isInstantOrEmpty);
    this.frozenTrain =
        StageParams.texts(this, "frozenTrain", "ids that are learnt from whatever decides");
    this.frozenTest =
        StageParams.texts(this, "frozenTest", "ids that are tested on whatever decides");
    this.keepGiven =
        StageParams.flag(this, "keepGiven", "whether rows that have a side already are frozen");
    this.dropStraddling =
        StageParams.flag(
            this, "dropStraddling", "whether rows to learn from like a test example are dropped");
    this.messagesCol =
        StageParams.text(this, "messagesCol", "the conversation, read to find what straddles");
    this.taskCol =
        StageParams.text(this, "taskCol", "the task, within which rows are compared, if any");
    this.similarity =
        StageParams.share(this, "similarity", "Jaccard similarity from which two rows are alike");
    setDefault(by, BY_GROUP);
    setDefault(idCol, "id");
    setDefault(timeCol, "ts");
    setDefault(testFrom, "");
    setDefault(frozenTrain, new String[0]);
    setDefault(frozenTest, new String[0]);
    setDefault(keepGiven, false);
    setDefault(dropStraddling, false);
    setDefault(messagesCol, "messages");
    setDefault(taskCol, "task");
    setDefault(similarity, NearDuplicates.DEFAULT_SIMILARITY);
    setDefault(groupCol, "group_key");
    setDefault(splitCol, "split");
    setDefault(droppedCol, "dropped");
    setDefault(testShare, DEFAULT_TEST_SHARE);
    setDefault(salt, "");
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public Param<String> groupCol() {
    return groupCol;
  }

  public SplitExamples setGroupCol(String column) {
    set(groupCol, column);
    return this;
  }

  @Override
  public Param<String> splitCol() {
    return splitCol;
  }

  public SplitExamples setSplitCol(String column) {
    set(splitCol, column);
    return this;
  }

  @Override
  public Param<String> droppedCol() {
    return droppedCol;
  }

  public SplitExamples setDroppedCol(String column) {
    set(droppedCol, column);
    return this;
  }

  public DoubleParam testShare() {
    return testShare;
  }

  public double getTestShare() {
    return (double) getOrDefault(testShare);
  }

  public SplitExamples setTestShare(double share) {
    set(testShare, share);
    return this;
  }

  public Param<String> salt() {
    return salt;
  }

  public String getSalt() {
    return getOrDefault(salt);
  }

  public SplitExamples setSalt(String text) {
    set(salt, text);
    return this;
  }

  public Param<String> by() {
    return by;
  }

  public String getBy() {
    return getOrDefault(by);
  }

  public SplitExamples setBy(String decider) {
    set(by, decider);
    return this;
  }

  public Param<String> idCol() {
    return idCol;
  }

  public String getIdCol() {
    return getOrDefault(idCol);
  }

  public SplitExamples setIdCol(String column) {
    set(idCol, column);
    return this;
  }

  public Param<String> timeCol() {
    return timeCol;
  }

  public String getTimeCol() {
    return getOrDefault(timeCol);
  }

  public SplitExamples setTimeCol(String column) {
    set(timeCol, column);
    return this;
  }

  public Param<String> testFrom() {
    return testFrom;
  }

  public String getTestFrom() {
    return getOrDefault(testFrom);
  }

  public SplitExamples setTestFrom(String instant) {
    set(testFrom, instant);
    return this;
  }

  public StringArrayParam frozenTrain() {
    return frozenTrain;
  }

  public String[] getFrozenTrain() {
    return getOrDefault(frozenTrain);
  }

  public SplitExamples setFrozenTrain(String... ids) {
    set(frozenTrain, ids);
    return this;
  }

  public StringArrayParam frozenTest() {
    return frozenTest;
  }

  public String[] getFrozenTest() {
    return getOrDefault(frozenTest);
  }

  public SplitExamples setFrozenTest(String... ids) {
    set(frozenTest, ids);
    return this;
  }

  public BooleanParam keepGiven() {
    return keepGiven;
  }

  public boolean getKeepGiven() {
    return (boolean) getOrDefault(keepGiven);
  }

  public SplitExamples setKeepGiven(boolean kept) {
    set(keepGiven, kept);
    return this;
  }

  public BooleanParam dropStraddling() {
    return dropStraddling;
  }

  public boolean getDropStraddling() {
    return (boolean) getOrDefault(dropStraddling);
  }

  public SplitExamples setDropStraddling(boolean dropped) {
    set(dropStraddling, dropped);
    return this;
  }

  @Override
  public Param<String> messagesCol() {
    return messagesCol;
  }

  public SplitExamples setMessagesCol(String column) {
    set(messagesCol, column);
    return this;
  }

  public Param<String> taskCol() {
    return taskCol;
  }

  public String getTaskCol() {
    return getOrDefault(taskCol);
  }

  public SplitExamples setTaskCol(String column) {
    set(taskCol, column);
    return this;
  }

  public DoubleParam similarity() {
    return similarity;
  }

  public double getSimilarity() {
    return (double) getOrDefault(similarity);
  }

  public SplitExamples setSimilarity(double jaccard) {
    set(similarity, jaccard);
    return this;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputSchema input =
        InputSchema.of(this, schema)
            .needs(groupCol, DataTypes.StringType)
            .needs(droppedCol, DataTypes.StringType);
    if (readsIds()) {
      input.needs(idCol, DataTypes.StringType);
    }
    if (getBy().equals(BY_TIME)) {
      input.needs(timeCol, DataTypes.TimestampType);
    }
    if (getDropStraddling()) {
      input
          .needs(idCol, DataTypes.StringType)
          .needs(messagesCol, MessageRows.MESSAGES)
          .needs(getSimilarity() > 0, "similarity is 0: all rows would be alike. Use up to 1.");
    }
    if (getKeepGiven()) {
      input.needs(splitCol, DataTypes.StringType);
    }
    input.check();
    return InputSchema.with(schema, getSplitCol(), DataTypes.StringType, Metadata.empty());
  }

  private boolean readsIds() {
    return getFrozenTrain().length + getFrozenTest().length > 0;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> examples) {
    transformSchema(examples.schema());
    Dataset<Row> rows = AppliedRules.note(this, getDroppedCol(), examples.toDF());
    boolean byRowAlone = getBy().equals(BY_GROUP) && !readsIds() && !getKeepGiven();
    Dataset<Row> split =
        byRowAlone
            ? rows.withColumn(getSplitCol(), when(isIn(), hashed(group(rows))))
            : byGroups(rows);
    return getDropStraddling() ? withoutStraddling(split) : split;
  }

  /** A row of no group, as a call without a user, stands alone. */
  private Column group(Dataset<Row> rows) {
    boolean hasIds = Arrays.asList(rows.columns()).contains(getIdCol());
    return coalesce(col(getGroupCol()), hasIds ? col(getIdCol()) : lit(""));
  }

  private Column isIn() {
    return col(getDroppedCol()).isNull();
  }

  private Column hashed(Column group) {
    double share = getTestShare();
    String drawn = getSalt();
    UDF1<String, String> side = key -> Split.side(key, share, drawn);
    return udf(side, DataTypes.StringType).apply(group);
  }

  /** Where more than the row itself decides: a side for every group, joined to the rows. */
  private Dataset<Row> byGroups(Dataset<Row> rows) {
    Dataset<Row> kept = rows.filter(isIn());
    boolean byTime = getBy().equals(BY_TIME);
    Dataset<Row> groups =
        kept.select(
                group(kept).as("split_group"),
                frozen().as("frozen"),
                (byTime ? col(getTimeCol()) : lit(null).cast(DataTypes.TimestampType)).as("ts"))
            .groupBy("split_group")
            .agg(
                // Frozen on both sides: the rest of the group is tested on, and never learnt from.
                min("frozen").as("frozen"), min("ts").as("began"))
            .select(
                col("split_group"),
                coalesce(
                        col("frozen"),
                        byTime
                            ? when(col("began").geq(lit(border(kept))), lit(Example.TEST))
                                .otherwise(lit(Example.TRAIN))
                            : hashed(col("split_group")))
                    .as("split_side"));
    return rows.withColumn("split_frozen", frozen())
        .join(groups, group(rows).equalTo(col("split_group")), "left")
        .withColumn(getSplitCol(), when(isIn(), coalesce(col("split_frozen"), col("split_side"))))
        .drop("split_frozen", "split_group", "split_side");
  }

  /** The side that a row stays on whatever decides, or null. */
  private Column frozen() {
    Column none = lit(null).cast(DataTypes.StringType);
    Column given = getKeepGiven() ? col(getSplitCol()) : none;
    return readsIds()
        ? when(col(getIdCol()).isin((Object[]) getFrozenTest()), lit(Example.TEST))
            .when(col(getIdCol()).isin((Object[]) getFrozenTrain()), lit(Example.TRAIN))
            .otherwise(given)
        : given;
  }

  /** When the groups begin that are tested on. */
  private Timestamp border(Dataset<Row> kept) {
    if (!getTestFrom().isEmpty()) {
      return Timestamp.from(Instant.parse(getTestFrom()));
    }
    double[] border =
        kept.filter(col(getTimeCol()).isNotNull())
            .select(unix_micros(col(getTimeCol())).cast(DataTypes.DoubleType).as("micros"))
            .stat()
            .approxQuantile("micros", new double[] {1 - getTestShare()}, TIME_ERROR);
    return border.length == 0
        ? Timestamp.from(Instant.EPOCH)
        : Timestamp.from(Instant.EPOCH.plus((long) border[0], ChronoUnit.MICROS));
  }

  private Dataset<Row> withoutStraddling(Dataset<Row> split) {
    Dataset<Row> sides =
        split
            .filter(isIn())
            .select(
                col(getIdCol()).as("id"),
                TaskSamples.task(split, getTaskCol()).as("task"),
                col(getMessagesCol()).as("messages"),
                col(getSplitCol()).as("split"));
    Dataset<Row> straddling =
        SplitCheck.trainLikeTest(sides, new NearDuplicates(getSimilarity(), true))
            .select(col("id").as("straddling_id"));
    Column straddles = isIn().and(col("straddling_id").isNotNull());
    return split
        .join(straddling, col(getIdCol()).equalTo(col("straddling_id")), "left")
        .withColumn(getSplitCol(), when(not(straddles), col(getSplitCol())))
        .withColumn(
            getDroppedCol(), when(straddles, lit(STRADDLES)).otherwise(col(getDroppedCol())))
        .drop("straddling_id");
  }

  private static boolean isInstantOrEmpty(String text) {
    if (text.isEmpty()) {
      return true;
    }
    try {
      return Instant.parse(text).isAfter(Instant.MIN);
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  @Override
  public SplitExamples copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  public static MLReader<SplitExamples> read() {
    return new DefaultParamsReader<>();
  }

  public static SplitExamples load(String path) {
    return read().load(path);
  }
}
