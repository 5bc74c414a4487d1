package dev.hone.transformers.examples;

import dev.hone.examples.Split;
import dev.hone.spark.params.HasDroppedCol;
import dev.hone.spark.params.HasGroupCol;
import dev.hone.spark.params.HasSplitCol;
import dev.hone.spark.params.InputSchema;
import dev.hone.spark.params.StageParams;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;

/**
 * Says of every example that is in whether to learn from it or to test on it: a pure hash of its
 * group, so that rows of one group stay together and reading a log again moves none. Dropped rows
 * get no side. Put after {@link DedupeExamples}, so that near-duplicates never straddle.
 */
public final class SplitExamples extends Transformer
    implements HasGroupCol, HasSplitCol, HasDroppedCol, DefaultParamsWritable {
  /** One example in six or so is tested on. */
  public static final double DEFAULT_TEST_SHARE = 0.17;

  private final String uid;
  private final Param<String> groupCol;
  private final Param<String> splitCol;
  private final Param<String> droppedCol;
  private final DoubleParam testShare;
  private final Param<String> salt;

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

  @Override
  public StructType transformSchema(StructType schema) {
    InputSchema.of(this, schema)
        .needs(groupCol, DataTypes.StringType)
        .needs(droppedCol, DataTypes.StringType)
        .check();
    return InputSchema.with(schema, getSplitCol(), DataTypes.StringType, Metadata.empty());
  }

  @Override
  public Dataset<Row> transform(Dataset<?> examples) {
    transformSchema(examples.schema());
    double share = getTestShare();
    String drawn = getSalt();
    UDF1<String, String> side = group -> Split.side(group, share, drawn);
    return examples.withColumn(
        getSplitCol(),
        functions.when(
            functions.col(getDroppedCol()).isNull(),
            functions.udf(side, DataTypes.StringType).apply(functions.col(getGroupCol()))));
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
