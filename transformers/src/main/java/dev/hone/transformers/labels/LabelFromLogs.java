package dev.hone.transformers.labels;

import dev.hone.labels.Label;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.params.HasAnswerCol;
import dev.hone.spark.params.HasDroppedCol;
import dev.hone.spark.params.HasLabelCol;
import dev.hone.spark.params.InputSchema;
import dev.hone.spark.params.StageParams;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;

/**
 * Takes the logged answer as the label: what the logged model said, right or wrong. Adds the label
 * and the column {@code label_origin}; dropped rows get neither.
 */
public final class LabelFromLogs extends Transformer
    implements HasAnswerCol, HasLabelCol, HasDroppedCol, DefaultParamsWritable {
  /** The column that says where a label came from. */
  public static final String ORIGIN = "label_origin";

  private final String uid;
  private final Param<String> answerCol;
  private final Param<String> labelCol;
  private final Param<String> droppedCol;

  public LabelFromLogs() {
    this(Identifiable.randomUID("labelFromLogs"));
  }

  public LabelFromLogs(String uid) {
    this.uid = uid; // before any Param: each Param remembers it
    this.answerCol = StageParams.text(this, "answerCol", "the logged answer");
    this.labelCol = StageParams.text(this, "labelCol", "the answer to learn");
    this.droppedCol =
        StageParams.text(this, "droppedCol", "why a row is left out, null while it is in");
    setDefault(answerCol, "answer");
    setDefault(labelCol, "label");
    setDefault(droppedCol, "dropped");
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public Param<String> answerCol() {
    return answerCol;
  }

  public LabelFromLogs setAnswerCol(String column) {
    set(answerCol, column);
    return this;
  }

  @Override
  public Param<String> labelCol() {
    return labelCol;
  }

  public LabelFromLogs setLabelCol(String column) {
    set(labelCol, column);
    return this;
  }

  @Override
  public Param<String> droppedCol() {
    return droppedCol;
  }

  public LabelFromLogs setDroppedCol(String column) {
    set(droppedCol, column);
    return this;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputSchema.of(this, schema)
        .needs(answerCol, MessageRows.MESSAGE)
        .needs(droppedCol, DataTypes.StringType)
        .check();
    return InputSchema.with(
        InputSchema.with(schema, getLabelCol(), MessageRows.MESSAGE, Metadata.empty()),
        ORIGIN,
        DataTypes.StringType,
        Metadata.empty());
  }

  @Override
  public Dataset<Row> transform(Dataset<?> examples) {
    transformSchema(examples.schema());
    var kept = functions.col(getDroppedCol()).isNull();
    return examples
        .withColumn(getLabelCol(), functions.when(kept, functions.col(getAnswerCol())))
        .withColumn(ORIGIN, functions.when(kept, functions.lit(Label.LOGGED)));
  }

  @Override
  public LabelFromLogs copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  public static MLReader<LabelFromLogs> read() {
    return new DefaultParamsReader<>();
  }

  public static LabelFromLogs load(String path) {
    return read().load(path);
  }
}
