package dev.hone.transformers.examples;

import dev.hone.examples.HashSample;
import dev.hone.spark.params.HasDroppedCol;
import dev.hone.spark.params.HasWeightCol;
import dev.hone.spark.params.InputSchema;
import dev.hone.spark.params.StageParams;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
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
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Chooses which examples to learn from: by tags, model, time and feedback, then a sample, then the
 * most of each stratum, then caps, then boosts. No row is removed: one that is not chosen gets the
 * reason. Everything is drawn by a hash of the row's key, so that the same rows are chosen again,
 * and other rows of a log that grows do not change the sample.
 *
 * <p>A weak slice is boosted by its weight, not by repeated rows: ids stay unique, no copy can land
 * on the other side of a split, and rows still add up.
 *
 * <p>Feedback is in the column that {@link JoinFeedback} adds; tags, model and the rest are in the
 * columns of the examples table. What is not asked for is not needed. A cap of a template, such as
 * {@code 100: task}, needs the tasks that {@link AssignTasks} names, which then stands in front.
 */
public final class SelectExamples extends Transformer
    implements HasWeightCol, HasDroppedCol, DefaultParamsWritable {
  private static final String PLACE = "select_place";
  private static final String NTH = "select_nth";
  private static final String NONE = "none";
  private static final String TASK = "task";
  private static final Pattern TASK_COLUMN = Pattern.compile("\\btask\\b");
  private static final Pattern LITERAL = Pattern.compile("'[^']*'");
  private static final String NAME_TASKS =
      "Put AssignTasks in front of this stage: it names each row's task by its prompt template.";

  private final String uid;
  private final Param<String> idCol;
  private final Param<String> timeCol;
  private final Param<String> weightCol;
  private final Param<String> droppedCol;
  private final StringArrayParam tags;
  private final StringArrayParam models;
  private final Param<String> from;
  private final Param<String> until;
  private final StringArrayParam ratings;
  private final BooleanParam keepRegenerated;
  private final DoubleParam sampleShare;
  private final Param<String> salt;
  private final Param<String> stratum;
  private final IntParam maxPerStratum;
  private final StringArrayParam caps;
  private final StringArrayParam boosts;

  public SelectExamples() {
    this(Identifiable.randomUID("selectExamples"));
  }

  public SelectExamples(String uid) {
    this.uid = uid; // before any Param: each Param remembers it
    this.idCol = StageParams.text(this, "idCol", "the key of the example");
    this.timeCol = StageParams.text(this, "timeCol", "when the call was made");
    this.weightCol = StageParams.text(this, "weightCol", "what a row counts; boosts raise it");
    this.droppedCol =
        StageParams.text(this, "droppedCol", "why a row is left out, null while it is in");
    this.tags =
        StageParams.texts(
            this,
            "tags",
            "tags to keep rows by, each as key=value, or key for any value; all must hold");
    this.models = StageParams.texts(this, "models", "models whose answers are kept; empty for all");
    this.from =
        StageParams.text(
            this, "from", "earliest time kept, as Spark casts text to a timestamp; empty for any");
    this.until =
        StageParams.text(
            this,
            "until",
            "time from which rows are left out, as Spark casts text to a timestamp; empty for"
                + " none");
    this.ratings =
        StageParams.texts(
            this,
            "ratings",
            "ratings to keep rows by (up, down, none), from the column feedback; empty for all");
    this.keepRegenerated =
        StageParams.flag(
            this,
            "keepRegenerated",
            "whether answers are kept that the user asked for anew, by the column feedback");
    this.sampleShare =
        StageParams.share(
            this, "sampleShare", "share of the rows that are kept, drawn by a hash of the key");
    this.salt = StageParams.text(this, "salt", "draws another sample");
    this.stratum =
        StageParams.text(this, "stratum", "SQL expression whose values are strata; empty for none");
    this.maxPerStratum =
        StageParams.notNegative(
            this, "maxPerStratum", "most rows kept of one stratum; 0 for any (>= 0)");
    this.caps =
        StageParams.texts(
            this,
            "caps",
            "most rows kept of one value, each as number: SQL expression, such as 100: user_id");
    this.boosts =
        StageParams.texts(
            this,
            "boosts",
            "slices whose weight is raised, each as factor: SQL condition; the first that holds"
                + " counts");
    setDefault(idCol, "id");
    setDefault(timeCol, "ts");
    setDefault(weightCol, "weight");
    setDefault(droppedCol, "dropped");
    setDefault(tags, new String[0]);
    setDefault(models, new String[0]);
    setDefault(from, "");
    setDefault(until, "");
    setDefault(ratings, new String[0]);
    setDefault(keepRegenerated, true);
    setDefault(sampleShare, 1.0);
    setDefault(salt, "");
    setDefault(stratum, "");
    setDefault(maxPerStratum, 0);
    setDefault(caps, new String[0]);
    setDefault(boosts, new String[0]);
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

  public SelectExamples setIdCol(String column) {
    set(idCol, column);
    return this;
  }

  public Param<String> timeCol() {
    return timeCol;
  }

  public String getTimeCol() {
    return getOrDefault(timeCol);
  }

  public SelectExamples setTimeCol(String column) {
    set(timeCol, column);
    return this;
  }

  @Override
  public Param<String> weightCol() {
    return weightCol;
  }

  public SelectExamples setWeightCol(String column) {
    set(weightCol, column);
    return this;
  }

  @Override
  public Param<String> droppedCol() {
    return droppedCol;
  }

  public SelectExamples setDroppedCol(String column) {
    set(droppedCol, column);
    return this;
  }

  public StringArrayParam tags() {
    return tags;
  }

  public String[] getTags() {
    return getOrDefault(tags);
  }

  public SelectExamples setTags(String... keysAndValues) {
    set(tags, keysAndValues);
    return this;
  }

  public StringArrayParam models() {
    return models;
  }

  public String[] getModels() {
    return getOrDefault(models);
  }

  public SelectExamples setModels(String... names) {
    set(models, names);
    return this;
  }

  public Param<String> from() {
    return from;
  }

  public String getFrom() {
    return getOrDefault(from);
  }

  public SelectExamples setFrom(String time) {
    set(from, time);
    return this;
  }

  public Param<String> until() {
    return until;
  }

  public String getUntil() {
    return getOrDefault(until);
  }

  public SelectExamples setUntil(String time) {
    set(until, time);
    return this;
  }

  public StringArrayParam ratings() {
    return ratings;
  }

  public String[] getRatings() {
    return getOrDefault(ratings);
  }

  public SelectExamples setRatings(String... names) {
    set(ratings, names);
    return this;
  }

  public BooleanParam keepRegenerated() {
    return keepRegenerated;
  }

  public boolean getKeepRegenerated() {
    return (boolean) getOrDefault(keepRegenerated);
  }

  public SelectExamples setKeepRegenerated(boolean keep) {
    set(keepRegenerated, keep);
    return this;
  }

  public DoubleParam sampleShare() {
    return sampleShare;
  }

  public double getSampleShare() {
    return (double) getOrDefault(sampleShare);
  }

  public SelectExamples setSampleShare(double share) {
    set(sampleShare, share);
    return this;
  }

  public Param<String> salt() {
    return salt;
  }

  public String getSalt() {
    return getOrDefault(salt);
  }

  public SelectExamples setSalt(String text) {
    set(salt, text);
    return this;
  }

  public Param<String> stratum() {
    return stratum;
  }

  public String getStratum() {
    return getOrDefault(stratum);
  }

  public SelectExamples setStratum(String sql) {
    set(stratum, sql);
    return this;
  }

  public IntParam maxPerStratum() {
    return maxPerStratum;
  }

  public int getMaxPerStratum() {
    return (int) getOrDefault(maxPerStratum);
  }

  public SelectExamples setMaxPerStratum(int rows) {
    set(maxPerStratum, rows);
    return this;
  }

  public StringArrayParam caps() {
    return caps;
  }

  public String[] getCaps() {
    return getOrDefault(caps);
  }

  public SelectExamples setCaps(String... numbersAndExpressions) {
    set(caps, numbersAndExpressions);
    return this;
  }

  public StringArrayParam boosts() {
    return boosts;
  }

  public String[] getBoosts() {
    return getOrDefault(boosts);
  }

  public SelectExamples setBoosts(String... factorsAndConditions) {
    set(boosts, factorsAndConditions);
    return this;
  }

  /** At most so many rows of each value of a SQL expression, such as user_id or session_id. */
  public SelectExamples addCap(int rows, String sql) {
    return setCaps(added(getCaps(), SqlPredicates.entry(Integer.toString(rows), sql)));
  }

  /** Raises the weight of the rows that a SQL condition holds for. */
  public SelectExamples addBoost(int factor, String sql) {
    return setBoosts(added(getBoosts(), SqlPredicates.entry(Integer.toString(factor), sql)));
  }

  private static String[] added(String[] entries, String entry) {
    return Stream.concat(Arrays.stream(entries), Stream.of(entry)).toArray(String[]::new);
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputSchema input =
        InputSchema.of(this, schema)
            .needs(idCol, DataTypes.StringType)
            .needs(weightCol, DataTypes.LongType)
            .needs(droppedCol, DataTypes.StringType);
    if (!getFrom().isEmpty() || !getUntil().isEmpty()) {
      input.needs(timeCol, DataTypes.TimestampType);
    }
    if (getTags().length > 0) {
      input.needs("tags", DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType));
    }
    if (getModels().length > 0) {
      input.needs("model", DataTypes.StringType);
    }
    if (usesFeedback()) {
      input.needs(JoinFeedback.COLUMN, JoinFeedback.FEEDBACK);
    }
    input.needs(
        Set.of(JoinFeedback.UP, JoinFeedback.DOWN, NONE).containsAll(List.of(getRatings())),
        "Invalid ratings "
            + Arrays.toString(getRatings())
            + ". Use up, down and none (param ratings).");
    input.needs(
        getMaxPerStratum() == 0 || !getStratum().isBlank(),
        "maxPerStratum is set and stratum is not. Set stratum to a SQL expression.");
    boolean hasTasks = Arrays.asList(schema.fieldNames()).contains(TASK);
    for (String expression : byTask()) {
      input.needs(hasTasks, "Cannot find column 'task' for '" + expression + "'. " + NAME_TASKS);
    }
    needsNumbers(input, "caps", getCaps());
    needsNumbers(input, "boosts", getBoosts());
    input.check();
    return schema;
  }

  /** The caps and the stratum that go by the column task. */
  private List<String> byTask() {
    return Stream.concat(Arrays.stream(getCaps()), Stream.of(getStratum()))
        .filter(sql -> TASK_COLUMN.matcher(LITERAL.matcher(sql).replaceAll("")).find())
        .toList();
  }

  /** Rows without a value have no cap: where no row has a task, nothing would be capped. */
  private void requireTasks(Dataset<Row> rows) {
    List<String> byTask = byTask();
    if (!byTask.isEmpty()) {
      Dataset<Row> in = rows.filter(functions.col(getDroppedCol()).isNull());
      if (in.filter(functions.col(TASK).isNotNull()).isEmpty() && !in.isEmpty()) {
        throw new IllegalArgumentException(
            uid + ": No row has a task, which '" + byTask.get(0) + "' goes by. " + NAME_TASKS);
      }
    }
  }

  private static void needsNumbers(InputSchema input, String param, String[] entries) {
    for (String entry : entries) {
      input.needs(
          entry.matches("\\s*[1-9]\\d{0,8}\\s*:.*\\S.*"),
          "Invalid entry '"
              + entry
              + "' (param "
              + param
              + "). Write number: SQL expression, the number 1 or more.");
    }
  }

  private boolean usesFeedback() {
    return getRatings().length > 0 || !getKeepRegenerated();
  }

  @Override
  public Dataset<Row> transform(Dataset<?> examples) {
    transformSchema(examples.schema());
    checkExpressions(examples.toDF());
    requireTasks(examples.toDF());
    Dataset<Row> rows = AppliedRules.note(this, getDroppedCol(), examples.toDF());
    rows = drop(rows, unlike());
    String drawn = getSalt();
    UDF1<String, Double> place = id -> HashSample.place(id, drawn);
    rows =
        rows.withColumn(
            PLACE, functions.udf(place, DataTypes.DoubleType).apply(functions.col(getIdCol())));
    if (getSampleShare() < 1) {
      Column beyond = functions.col(PLACE).geq(getSampleShare());
      rows = drop(rows, functions.when(beyond, functions.lit("not in the sample")));
    }
    if (getMaxPerStratum() > 0) {
      rows = capped(rows, getMaxPerStratum(), getStratum(), "beyond the most of its stratum");
    }
    for (Entry cap : entries(getCaps())) {
      String reason = "beyond the cap of " + cap.number() + " by " + cap.sql();
      rows = capped(rows, cap.number(), cap.sql(), reason);
    }
    return rows.withColumn(getWeightCol(), boosted()).drop(PLACE);
  }

  private Dataset<Row> drop(Dataset<Row> rows, Column reason) {
    Column dropped = functions.col(getDroppedCol());
    return rows.withColumn(
        getDroppedCol(), functions.when(dropped.isNull(), reason).otherwise(dropped));
  }

  /** Why a row is none of those asked for, or null. */
  private Column unlike() {
    List<Column> reasons = new ArrayList<>();
    for (String tag : getTags()) {
      int equals = tag.indexOf('=');
      Column held =
          functions.element_at(
              functions.col("tags"),
              functions.lit(equals < 0 ? tag : tag.substring(0, equals)).cast("string"));
      Column holds = equals < 0 ? held.isNotNull() : held.equalTo(tag.substring(equals + 1));
      reasons.add(unless(holds, "tag is not " + tag));
    }
    if (getModels().length > 0) {
      Column model = functions.col("model").isin((Object[]) getModels());
      reasons.add(unless(model, "model is not selected"));
    }
    Column time = functions.col(getTimeCol());
    if (!getFrom().isEmpty()) {
      Column earliest = functions.lit(getFrom()).cast(DataTypes.TimestampType);
      reasons.add(unless(time.geq(earliest), "before the time selected"));
    }
    if (!getUntil().isEmpty()) {
      Column end = functions.lit(getUntil()).cast(DataTypes.TimestampType);
      reasons.add(unless(time.lt(end), "after the time selected"));
    }
    Column feedback = functions.col(JoinFeedback.COLUMN);
    if (getRatings().length > 0) {
      Column rating = functions.coalesce(feedback.getField("rating"), functions.lit(NONE));
      reasons.add(unless(rating.isin((Object[]) getRatings()), "rating is not selected"));
    }
    if (!getKeepRegenerated()) {
      Column once =
          functions.not(functions.coalesce(feedback.getField("regenerated"), functions.lit(false)));
      reasons.add(unless(once, "answer was asked for anew"));
    }
    reasons.add(functions.lit(null).cast(DataTypes.StringType));
    return functions.coalesce(reasons.toArray(Column[]::new));
  }

  /** The reason where it does not hold or is not known. */
  private static Column unless(Column holds, String reason) {
    return functions.when(
        functions.not(functions.coalesce(holds, functions.lit(false))), functions.lit(reason));
  }

  /** Drops all but so many of each value, those with the lowest hash; rows without one stay. */
  private Dataset<Row> capped(Dataset<Row> rows, int most, String sql, String reason) {
    Column value = functions.expr(sql).cast(DataTypes.StringType);
    Column in = functions.col(getDroppedCol()).isNull().and(value.isNotNull());
    // Rows that are out, or have no value, share no window: one would hold them all.
    Column group =
        functions.struct(
            in.as("in"), functions.when(in, value).otherwise(functions.col(getIdCol())).as("of"));
    Column nth =
        functions
            .row_number()
            .over(
                Window.partitionBy(group).orderBy(functions.col(PLACE), functions.col(getIdCol())));
    Dataset<Row> counted = rows.withColumn(NTH, functions.when(in, nth));
    return drop(counted, functions.when(functions.col(NTH).gt(most), functions.lit(reason)))
        .drop(NTH);
  }

  private Column boosted() {
    Column weight = functions.col(getWeightCol());
    Column boosted = weight;
    List<Entry> boosts = entries(getBoosts());
    for (int i = boosts.size() - 1; i >= 0; i--) {
      boosted =
          functions
              .when(
                  functions.expr(boosts.get(i).sql()),
                  weight.multiply((long) boosts.get(i).number()))
              .otherwise(boosted);
    }
    return functions.when(functions.col(getDroppedCol()).isNull(), boosted).otherwise(weight);
  }

  private void checkExpressions(Dataset<Row> rows) {
    SqlPredicates.check(uid, "boosts", SqlPredicates.bySql(getBoosts()), rows);
    List<String> values = new ArrayList<>(entries(getCaps()).stream().map(Entry::sql).toList());
    if (!getStratum().isBlank()) {
      values.add(getStratum());
    }
    SqlPredicates.checkValues(uid, "caps or stratum", values, rows);
  }

  private record Entry(int number, String sql) {}

  private static List<Entry> entries(String[] entries) {
    List<Entry> parsed = new ArrayList<>();
    for (String entry : entries) {
      int colon = entry.indexOf(':');
      parsed.add(
          new Entry(
              Integer.parseInt(entry.substring(0, colon).strip()),
              entry.substring(colon + 1).strip()));
    }
    return parsed;
  }

  @Override
  public SelectExamples copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  public static MLReader<SelectExamples> read() {
    return new DefaultParamsReader<>();
  }

  public static SelectExamples load(String path) {
    return read().load(path);
  }
}
