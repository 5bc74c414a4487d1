package dev.hone.estimators.verdicts;

import dev.hone.chat.Message;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.params.HasDroppedCol;
import dev.hone.spark.params.HasLabelCol;
import dev.hone.spark.params.InputSchema;
import dev.hone.spark.params.StageParams;
import dev.hone.verdicts.JsonFields;
import dev.hone.verdicts.Verdict;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Compares each answer with its label, field by field where they hold JSON. Adds the struct {@code
 * verdict}: {@code exact}, {@code score} (the share of fields that agree, 0 to 1) and {@code
 * reason}. A row without an answer has failed; a dropped row gets no verdict.
 */
public final class JudgeAnswers extends Transformer
    implements HasLabelCol, HasDroppedCol, DefaultParamsWritable {
  /** The column added. */
  public static final String VERDICT = "verdict";

  public static final StructType SCHEMA =
      new StructType()
          .add("exact", DataTypes.BooleanType)
          .add("score", DataTypes.DoubleType)
          .add("reason", DataTypes.StringType);

  private final String uid;
  private final Param<String> labelCol;
  private final Param<String> answerTextCol;
  private final Param<String> droppedCol;

  public JudgeAnswers() {
    this(Identifiable.randomUID("judgeAnswers"));
  }

  public JudgeAnswers(String uid) {
    this.uid = uid; // before any Param: each Param remembers it
    this.labelCol = StageParams.text(this, "labelCol", "the expected answer");
    this.answerTextCol =
        StageParams.text(
            this, "answerTextCol", "the answer's text, null where the model gave none");
    this.droppedCol =
        StageParams.text(this, "droppedCol", "why a row is left out, null while it is in");
    setDefault(labelCol, "label");
    setDefault(answerTextCol, "answer_text");
    setDefault(droppedCol, "dropped");
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public Param<String> labelCol() {
    return labelCol;
  }

  public JudgeAnswers setLabelCol(String column) {
    set(labelCol, column);
    return this;
  }

  public Param<String> answerTextCol() {
    return answerTextCol;
  }

  public String getAnswerTextCol() {
    return getOrDefault(answerTextCol);
  }

  public JudgeAnswers setAnswerTextCol(String column) {
    set(answerTextCol, column);
    return this;
  }

  @Override
  public Param<String> droppedCol() {
    return droppedCol;
  }

  public JudgeAnswers setDroppedCol(String column) {
    set(droppedCol, column);
    return this;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputSchema.of(this, schema)
        .needs(labelCol, MessageRows.MESSAGE)
        .needs(answerTextCol, DataTypes.StringType)
        .needs(droppedCol, DataTypes.StringType)
        .check();
    return InputSchema.with(schema, VERDICT, SCHEMA, Metadata.empty());
  }

  @Override
  public Dataset<Row> transform(Dataset<?> answers) {
    transformSchema(answers.schema());
    UDF2<Row, String, Row> judge = JudgeAnswers::judge;
    var verdict =
        functions
            .udf(judge, SCHEMA)
            .apply(functions.col(getLabelCol()), functions.col(getAnswerTextCol()));
    return answers.withColumn(
        VERDICT, functions.when(functions.col(getDroppedCol()).isNull(), verdict));
  }

  private static @Nullable Row judge(@Nullable Row label, @Nullable String answer) {
    Message expected = MessageRows.fromNullable(label);
    if (expected == null) {
      return null;
    }
    if (answer == null) {
      return RowFactory.create(false, 0.0, "no answer");
    }
    Verdict.Scored verdict = (Verdict.Scored) JsonFields.compare(expected.text(), answer).verdict();
    return RowFactory.create(verdict.passed(), verdict.score(), verdict.reason());
  }

  @Override
  public JudgeAnswers copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  public static MLReader<JudgeAnswers> read() {
    return new DefaultParamsReader<>();
  }

  public static JudgeAnswers load(String path) {
    return read().load(path);
  }
}
