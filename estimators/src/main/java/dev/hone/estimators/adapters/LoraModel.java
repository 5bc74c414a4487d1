package dev.hone.estimators.adapters;

import dev.hone.HoneException;
import dev.hone.chat.ModelUri;
import dev.hone.engine.training.TrainingReport;
import dev.hone.estimators.answers.AnswerParams;
import dev.hone.estimators.answers.AnswerSchema;
import dev.hone.estimators.answers.AskRows;
import dev.hone.estimators.answers.OptionalColumn;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.ledger.ModelAccess;
import dev.hone.spark.models.LocalFiles;
import dev.hone.spark.models.TaskConfiguration;
import dev.hone.spark.params.HasAdapterPath;
import dev.hone.spark.params.HasBaseModel;
import dev.hone.spark.params.HasDroppedCol;
import dev.hone.spark.params.HasPromptCol;
import dev.hone.spark.params.InputSchema;
import dev.hone.spark.params.StageParams;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A base model with the adapter that {@link LoraTuner} fitted. Holds where they lie and the hash of
 * the adapter's files, never weights. Answers every row's prompt: adds the columns of {@link
 * AnswerSchema}, keeps all rows and their order. Lazy: every action asks the model again, so write
 * the answers to a table before using them twice.
 */
public final class LoraModel extends Model<LoraModel>
    implements HasBaseModel,
        HasAdapterPath,
        HasPromptCol,
        HasDroppedCol,
        AnswerParams<LoraModel>,
        DefaultParamsWritable {
  private final String uid;
  private final Param<String> baseModel;
  private final Param<String> adapterPath;
  private final Param<String> adapterSha256;
  private final Param<String> promptCol;
  private final Param<String> toolsCol;
  private final Param<String> droppedCol;
  private final IntParam maxNewTokens;
  private final DoubleParam temperature;
  private final LongParam samplingSeed;
  private final IntParam batchRows;
  private @Nullable TrainingReport report;

  public LoraModel() {
    this(Identifiable.randomUID("loraModel"));
  }

  public LoraModel(String uid) {
    this.uid = uid; // before any Param: each Param remembers it
    this.baseModel = StageParams.text(this, "baseModel", "folder of the base model");
    this.adapterPath = StageParams.text(this, "adapterPath", "folder of the adapter");
    this.adapterSha256 =
        StageParams.text(
            this, "adapterSha256", "hash of the adapter's files; empty to take what is there");
    this.promptCol = StageParams.text(this, "promptCol", "the conversation to answer");
    this.toolsCol = StageParams.text(this, "toolsCol", "tools on offer as JSON; empty for none");
    this.droppedCol =
        StageParams.text(
            this, "droppedCol", "rows with a value here are not asked; empty to ask all");
    this.maxNewTokens =
        StageParams.positive(this, "maxNewTokens", "the longest answer, in tokens (> 0)");
    this.temperature =
        StageParams.notNegativeReal(this, "temperature", "0 is greedy; above 0 divides the logits");
    this.samplingSeed =
        StageParams.seed(
            this, "samplingSeed", "makes sampled answers repeatable; not set by default");
    this.batchRows =
        StageParams.notNegative(this, "batchRows", "rows asked together; 0 is the model's choice");
    setDefault(adapterSha256, "");
    setDefault(promptCol, "prompt");
    setDefault(toolsCol, "tools_json");
    setDefault(droppedCol, "dropped");
    setDefault(maxNewTokens, DEFAULT_MAX_NEW_TOKENS);
    setDefault(temperature, 0.0);
    setDefault(batchRows, 0);
  }

  /** The model as every part of Hone names it: {@code local:BASE?adapter=ADAPTER}. */
  public ModelUri uri() {
    return ModelUri.local(getBaseModel()).with("adapter", getAdapterPath());
  }

  /** How training went; only on the model that {@link LoraTuner#fit} returned, not once loaded. */
  public Optional<TrainingReport> report() {
    return Optional.ofNullable(report);
  }

  LoraModel withReport(TrainingReport newReport) {
    report = newReport;
    return this;
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public Param<String> baseModel() {
    return baseModel;
  }

  public LoraModel setBaseModel(String folder) {
    set(baseModel, folder);
    return this;
  }

  @Override
  public Param<String> adapterPath() {
    return adapterPath;
  }

  public LoraModel setAdapterPath(String folder) {
    set(adapterPath, folder);
    return this;
  }

  public Param<String> adapterSha256() {
    return adapterSha256;
  }

  public String getAdapterSha256() {
    return getOrDefault(adapterSha256);
  }

  public LoraModel setAdapterSha256(String hash) {
    set(adapterSha256, hash);
    return this;
  }

  @Override
  public Param<String> promptCol() {
    return promptCol;
  }

  public LoraModel setPromptCol(String column) {
    set(promptCol, column);
    return this;
  }

  @Override
  public Param<String> toolsCol() {
    return toolsCol;
  }

  public LoraModel setToolsCol(String column) {
    set(toolsCol, column);
    return this;
  }

  @Override
  public Param<String> droppedCol() {
    return droppedCol;
  }

  public LoraModel setDroppedCol(String column) {
    set(droppedCol, column);
    return this;
  }

  @Override
  public LoraModel self() {
    return this;
  }

  @Override
  public IntParam maxNewTokens() {
    return maxNewTokens;
  }

  @Override
  public DoubleParam temperature() {
    return temperature;
  }

  @Override
  public LongParam samplingSeed() {
    return samplingSeed;
  }

  @Override
  public IntParam batchRows() {
    return batchRows;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputSchema input =
        InputSchema.of(this, schema)
            .needs(isDefined(baseModel), "Param baseModel is not set. Set it to a model's folder.")
            .needs(
                isDefined(adapterPath),
                "Param adapterPath is not set. Set it to the folder of a fitted adapter.")
            .needs(promptCol, MessageRows.MESSAGES);
    OptionalColumn.of(this, toolsCol, schema).check(input, DataTypes.StringType);
    OptionalColumn.of(this, droppedCol, schema).check(input, DataTypes.StringType);
    input.check();
    return AnswerSchema.added(schema);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> rows) {
    transformSchema(rows.schema());
    TaskConfiguration configuration = TaskConfiguration.of(rows.sparkSession());
    requireSameAdapter(configuration);
    return AskRows.of(
            this,
            rows.schema(),
            uri().toString(),
            getPromptCol(),
            OptionalColumn.of(this, droppedCol, rows.schema()).name(),
            "",
            ModelAccess.of(rows.sparkSession(), "answers", List.of(uri())))
        .over(rows);
  }

  private void requireSameAdapter(TaskConfiguration configuration) {
    if (getAdapterSha256().isEmpty()) {
      return;
    }
    String there;
    try {
      there = AdapterHash.of(LocalFiles.fetch(getAdapterPath(), configuration.value()));
    } catch (IOException e) {
      throw new HoneException(
          "Cannot read the adapter '" + getAdapterPath() + "' (param adapterPath): " + e, e);
    }
    if (!there.equals(getAdapterSha256())) {
      throw new HoneException(
          "The adapter at '"
              + getAdapterPath()
              + "' is not the one that was fitted: its files hash to "
              + there
              + ", not "
              + getAdapterSha256()
              + ". Put the fitted files back, or set adapterSha256 to '' to take what is there.");
    }
  }

  @Override
  public String toString() {
    return uid + (isDefined(adapterPath) ? " (" + getAdapterPath() + ")" : "");
  }

  @Override
  public LoraModel copy(ParamMap extra) {
    LoraModel copy = defaultCopy(extra);
    copy.report = report;
    copy.setParent(parent());
    return copy;
  }

  public static MLReader<LoraModel> read() {
    return new DefaultParamsReader<>();
  }

  public static LoraModel load(String path) {
    return read().load(path);
  }
}
