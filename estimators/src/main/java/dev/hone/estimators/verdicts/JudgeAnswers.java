package dev.hone.estimators.verdicts;

import dev.hone.chat.ModelUri;
import dev.hone.estimators.answers.OptionalColumn;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.ledger.ModelAccess;
import dev.hone.spark.params.InputSchema;
import dev.hone.verdicts.JudgeKind;
import dev.hone.verdicts.JudgeSpec;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Judges each answer: by rule, as {@code json-fields} does against the label or {@code sql} by a
 * condition over the row's columns, by a {@code class} of the user's, or by a model or a jury of
 * them, alone or against another answer. Adds the struct {@link #VERDICT}. Keeps all rows and their
 * order; an answer that is missing has failed, or lost to the other; a dropped row gets no verdict.
 *
 * <p>Lazy: every action judges again. A model that costs money is asked through the ledger of the
 * session's home, which buys each answer once.
 *
 * <pre>{@code
 * new JudgeAnswers().setJudge("pairwise").setModels("openai:gpt-4.1")
 * }</pre>
 */
public final class JudgeAnswers extends Transformer
    implements JudgeParams<JudgeAnswers>, DefaultParamsWritable {
  /** The column added. */
  public static final String VERDICT = "verdict";

  /**
   * Its fields: the judge's name; the {@code outcome} in one word; whether the answer {@code
   * passed}, null where two were compared or there is no verdict; its {@code score} from 0 to 1,
   * null where there is no verdict; the {@code reason}; what the verdict was made of, as JSON; and
   * what it took.
   */
  public static final StructType SCHEMA =
      new StructType()
          .add("judge", DataTypes.StringType)
          .add("outcome", DataTypes.StringType)
          .add("passed", DataTypes.BooleanType)
          .add("score", DataTypes.DoubleType)
          .add("reason", DataTypes.StringType)
          .add("parts_json", DataTypes.StringType)
          .add("calls", DataTypes.IntegerType)
          .add("input_tokens", DataTypes.LongType)
          .add("output_tokens", DataTypes.LongType);

  /** What {@code hone_spend} calls it. */
  private static final String PURPOSE = "judge";

  private final String uid;
  private final JudgeParamSet judgeParams;

  public JudgeAnswers() {
    this(Identifiable.randomUID("judgeAnswers"));
  }

  public JudgeAnswers(String uid) {
    this.uid = uid; // before any Param: each Param remembers it
    this.judgeParams = JudgeParamSet.of(this);
    judgeParams.setDefaults(this);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public JudgeParamSet judgeParams() {
    return judgeParams;
  }

  @Override
  public JudgeAnswers self() {
    return this;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    JudgeKind kind = JudgeKind.of(getJudge());
    InputSchema input = InputSchema.of(this, schema).needs(answerTextCol(), DataTypes.StringType);
    for (String problem : JudgeSpec.problems(kind, Arrays.asList(getModels()), getJudgeBy())) {
      input.needs(false, problem);
    }
    if (kind.byModel()) {
      input.needs(messagesCol(), MessageRows.MESSAGES);
    }
    boolean comparesWithLabel = kind.ofPairs() && getOtherTextCol().isEmpty();
    if (kind.needsReference() || comparesWithLabel) {
      input.needs(labelCol(), MessageRows.MESSAGE);
    } else {
      OptionalColumn.of(this, labelCol(), schema).check(input, MessageRows.MESSAGE);
    }
    for (var column : List.of(toolsCol(), responseFormatCol(), otherTextCol(), droppedCol())) {
      OptionalColumn.of(this, column, schema).check(input, DataTypes.StringType);
    }
    input.check();
    return InputSchema.with(schema, VERDICT, SCHEMA, Metadata.empty());
  }

  @Override
  public Dataset<Row> transform(Dataset<?> answers) {
    StructType output = transformSchema(answers.schema());
    if (JudgeKind.of(getJudge()) == JudgeKind.SQL) {
      return new SqlJudge(getJudgeBy(), getAnswerTextCol(), droppedOf(answers.schema()))
          .judge(uid, answers.toDF());
    }
    JudgeRows judge =
        new JudgeRows(
            output,
            JudgeColumns.of(this, answers.schema()),
            spec(),
            getBatchRows(),
            access(answers.sparkSession()));
    Dataset<Row> judged = answers.toDF().mapPartitions(judge, Encoders.row(output));
    // An encoder knows no metadata, and a tuner may look for the prompt's further down.
    return judged.select(
        Arrays.stream(output.fields())
            .map(
                field ->
                    judged
                        .col("`" + field.name().replace("`", "``") + "`")
                        .as(field.name(), field.metadata()))
            .toArray(Column[]::new));
  }

  private @Nullable String droppedOf(StructType schema) {
    return OptionalColumn.of(this, droppedCol(), schema).name();
  }

  private ModelAccess access(SparkSession spark) {
    ModelAccess access =
        ModelAccess.of(spark, PURPOSE, Arrays.stream(getModels()).map(ModelUri::parse).toList());
    return getBudgetUsd() > 0 ? access.within(uid, getBudgetUsd()) : access;
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
