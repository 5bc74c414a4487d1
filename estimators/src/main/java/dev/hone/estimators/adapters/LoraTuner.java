package dev.hone.estimators.adapters;

import dev.hone.HoneException;
import dev.hone.engine.Precision;
import dev.hone.engine.training.TrainingConfig;
import dev.hone.engine.training.TrainingListener;
import dev.hone.estimators.answers.AnswerSchema;
import dev.hone.estimators.answers.OptionalColumn;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.home.PromptRules;
import dev.hone.spark.models.LocalFiles;
import dev.hone.spark.models.TaskConfiguration;
import dev.hone.spark.params.HasAdapterPath;
import dev.hone.spark.params.HasBaseModel;
import dev.hone.spark.params.HasDroppedCol;
import dev.hone.spark.params.HasLabelCol;
import dev.hone.spark.params.HasPromptCol;
import dev.hone.spark.params.HasSplitCol;
import dev.hone.spark.params.HasToolsCol;
import dev.hone.spark.params.HasWeightCol;
import dev.hone.spark.params.InputSchema;
import dev.hone.spark.params.StageParams;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.BooleanParam;
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
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructType;

/**
 * Fits a LoRA adapter to the rows that are labelled, in split {@code train} and not dropped; the
 * rows in {@code test} give the held-out loss. Training runs inside one task: on an executor the
 * base model's files are made local first, and the adapter goes to {@code adapterPath} when it is
 * complete. A task that dies goes on from its last checkpoint when Spark runs it again. Cancelling
 * the job (an interrupt, {@code SparkContext.cancelJobGroup}) stops between two steps and leaves
 * nothing at {@code adapterPath}.
 *
 * <p>What the prompt column's metadata says was masked and pruned goes into the adapter's manifest,
 * with the hash of the data and what the params say of its source.
 */
public final class LoraTuner extends Estimator<LoraModel>
    implements HasBaseModel,
        HasAdapterPath,
        HasPromptCol,
        HasLabelCol,
        HasToolsCol,
        HasWeightCol,
        HasSplitCol,
        HasDroppedCol,
        DefaultParamsWritable {
  private static final TrainingConfig DEFAULTS = TrainingConfig.defaults();

  private final String uid;
  private final Param<String> baseModel;
  private final Param<String> adapterPath;
  private final BooleanParam overwrite;
  private final Param<String> promptCol;
  private final Param<String> labelCol;
  private final Param<String> toolsCol;
  private final Param<String> weightCol;
  private final Param<String> splitCol;
  private final Param<String> droppedCol;
  private final IntParam rank;
  private final DoubleParam alpha;
  private final DoubleParam learningRate;
  private final IntParam epochs;
  private final IntParam batchSize;
  private final IntParam maxTokens;
  private final DoubleParam warmupShare;
  private final DoubleParam clipNorm;
  private final DoubleParam weightDecay;
  private final DoubleParam finalRateShare;
  private final DoubleParam averagingShare;
  private final DoubleParam validationShare;
  private final LongParam seed;
  private final Param<String> precision;
  private final BooleanParam checkpointing;
  private final IntParam timeBudgetSeconds;
  private final Param<String> dataSource;
  private final Param<String> dataVersion;
  private final Param<String> labelSource;
  private final Param<String> runId;
  private transient TrainingListener listener = TrainingListener.silent();

  public LoraTuner() {
    this(Identifiable.randomUID("loraTuner"));
  }

  public LoraTuner(String uid) {
    this.uid = uid; // before any Param: each Param remembers it
    this.baseModel =
        StageParams.text(
            this, "baseModel", "folder of the base model, on any file system of Hadoop's");
    this.adapterPath =
        StageParams.text(
            this, "adapterPath", "folder that the adapter goes to, on any file system of Hadoop's");
    this.overwrite =
        StageParams.flag(this, "overwrite", "whether what lies at adapterPath is replaced");
    this.promptCol = StageParams.text(this, "promptCol", "the conversation to learn to answer");
    this.labelCol = StageParams.text(this, "labelCol", "the answer to learn");
    this.toolsCol = StageParams.text(this, "toolsCol", "tools on offer as JSON; empty for none");
    this.weightCol = StageParams.text(this, "weightCol", "what a row counts (> 0); empty for 1");
    this.splitCol = StageParams.text(this, "splitCol", "train or test; empty to train on all rows");
    this.droppedCol =
        StageParams.text(this, "droppedCol", "rows with a value here are left out; empty for none");
    this.rank = StageParams.positive(this, "rank", "inner dimension of the adapter's matrices");
    this.alpha =
        StageParams.positiveReal(this, "alpha", "the adapter's output is scaled by alpha / rank");
    this.learningRate =
        StageParams.positiveReal(this, "learningRate", "the peak rate, after warm-up");
    this.epochs = StageParams.positive(this, "epochs", "passes over the examples");
    this.batchSize = StageParams.positive(this, "batchSize", "examples a step of the optimizer");
    this.maxTokens =
        StageParams.positive(
            this,
            "maxTokens",
            "longest example, prompt and answer, in tokens; longer ones are skipped and counted");
    this.warmupShare =
        StageParams.share(
            this, "warmupShare", "share of the steps in which the rate rises to its peak");
    this.clipNorm =
        StageParams.positiveReal(this, "clipNorm", "gradients are scaled down to this global norm");
    this.weightDecay =
        StageParams.notNegativeReal(this, "weightDecay", "AdamW's decay of the adapter's matrices");
    this.finalRateShare =
        StageParams.share(
            this,
            "finalRateShare",
            "share of the peak that the rate ends at, down a cosine; 1 keeps it at its peak");
    this.averagingShare =
        StageParams.share(
            this,
            "averagingShare",
            "share of the steps that the adapter's moving average, which is what is kept, looks"
                + " back over; 0 keeps the last step's adapter");
    this.validationShare =
        StageParams.share(
            this,
            "validationShare",
            "share of the examples kept out of training, by whose loss the best adapter is chosen"
                + " and training ends early; 0 for none, at most 0.5");
    this.seed =
        StageParams.seed(this, "seed", "of the adapter's start and of the order of examples");
    this.precision =
        StageParams.choice(
            this,
            "precision",
            "number format of the base model's arithmetic",
            "auto",
            "f32",
            "bf16");
    this.checkpointing =
        StageParams.flag(
            this,
            "checkpointing",
            "recompute activations in the backward pass: slower, several times less memory");
    this.timeBudgetSeconds =
        StageParams.notNegative(
            this, "timeBudgetSeconds", "longest training time in seconds; 0 for none");
    this.dataSource =
        StageParams.text(
            this, "dataSource", "table or path that the examples came from, kept with the adapter");
    this.dataVersion =
        StageParams.text(this, "dataVersion", "version of that table, kept with the adapter");
    this.labelSource =
        StageParams.text(
            this, "labelSource", "where the labels came from, in words; kept in the manifest");
    this.runId = StageParams.text(this, "runId", "the run that trains, kept with the adapter");
    setDefault(overwrite, false);
    setDefault(promptCol, "prompt");
    setDefault(labelCol, "label");
    setDefault(toolsCol, "tools_json");
    setDefault(weightCol, "weight");
    setDefault(splitCol, "split");
    setDefault(droppedCol, "dropped");
    setDefault(rank, DEFAULTS.rank());
    setDefault(alpha, DEFAULTS.alpha());
    setDefault(learningRate, DEFAULTS.learningRate());
    setDefault(epochs, DEFAULTS.epochs());
    setDefault(batchSize, DEFAULTS.batchSize());
    setDefault(maxTokens, DEFAULTS.maxTokens());
    setDefault(warmupShare, DEFAULTS.warmupShare());
    setDefault(clipNorm, DEFAULTS.clipNorm());
    setDefault(weightDecay, DEFAULTS.weightDecay());
    setDefault(finalRateShare, DEFAULTS.finalRateShare());
    setDefault(averagingShare, DEFAULTS.averagingShare());
    setDefault(validationShare, DEFAULTS.validationShare());
    setDefault(seed, DEFAULTS.seed());
    setDefault(precision, "auto");
    setDefault(checkpointing, DEFAULTS.checkpointing());
    setDefault(timeBudgetSeconds, 0);
    setDefault(dataSource, "");
    setDefault(dataVersion, "");
    setDefault(labelSource, "");
    setDefault(runId, "");
  }

  /**
   * Who hears how training goes, on the driver. In a local session each step is heard on the
   * training thread, and what the listener throws ends the training; from a cluster the latest step
   * is heard every ten seconds or so. Not saved with the stage.
   */
  public LoraTuner setListener(TrainingListener newListener) {
    listener = newListener;
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

  public LoraTuner setBaseModel(String value) {
    set(baseModel, value);
    return this;
  }

  @Override
  public Param<String> adapterPath() {
    return adapterPath;
  }

  public LoraTuner setAdapterPath(String value) {
    set(adapterPath, value);
    return this;
  }

  public BooleanParam overwrite() {
    return overwrite;
  }

  public boolean getOverwrite() {
    return (boolean) getOrDefault(overwrite);
  }

  public LoraTuner setOverwrite(boolean value) {
    set(overwrite, value);
    return this;
  }

  @Override
  public Param<String> promptCol() {
    return promptCol;
  }

  public LoraTuner setPromptCol(String value) {
    set(promptCol, value);
    return this;
  }

  @Override
  public Param<String> labelCol() {
    return labelCol;
  }

  public LoraTuner setLabelCol(String value) {
    set(labelCol, value);
    return this;
  }

  @Override
  public Param<String> toolsCol() {
    return toolsCol;
  }

  public LoraTuner setToolsCol(String value) {
    set(toolsCol, value);
    return this;
  }

  @Override
  public Param<String> weightCol() {
    return weightCol;
  }

  public LoraTuner setWeightCol(String value) {
    set(weightCol, value);
    return this;
  }

  @Override
  public Param<String> splitCol() {
    return splitCol;
  }

  public LoraTuner setSplitCol(String value) {
    set(splitCol, value);
    return this;
  }

  @Override
  public Param<String> droppedCol() {
    return droppedCol;
  }

  public LoraTuner setDroppedCol(String value) {
    set(droppedCol, value);
    return this;
  }

  public IntParam rank() {
    return rank;
  }

  public int getRank() {
    return (int) getOrDefault(rank);
  }

  public LoraTuner setRank(int value) {
    set(rank, value);
    return this;
  }

  public DoubleParam alpha() {
    return alpha;
  }

  public double getAlpha() {
    return (double) getOrDefault(alpha);
  }

  public LoraTuner setAlpha(double value) {
    set(alpha, value);
    return this;
  }

  public DoubleParam learningRate() {
    return learningRate;
  }

  public double getLearningRate() {
    return (double) getOrDefault(learningRate);
  }

  public LoraTuner setLearningRate(double value) {
    set(learningRate, value);
    return this;
  }

  public IntParam epochs() {
    return epochs;
  }

  public int getEpochs() {
    return (int) getOrDefault(epochs);
  }

  public LoraTuner setEpochs(int value) {
    set(epochs, value);
    return this;
  }

  public IntParam batchSize() {
    return batchSize;
  }

  public int getBatchSize() {
    return (int) getOrDefault(batchSize);
  }

  public LoraTuner setBatchSize(int value) {
    set(batchSize, value);
    return this;
  }

  public IntParam maxTokens() {
    return maxTokens;
  }

  public int getMaxTokens() {
    return (int) getOrDefault(maxTokens);
  }

  public LoraTuner setMaxTokens(int value) {
    set(maxTokens, value);
    return this;
  }

  public DoubleParam warmupShare() {
    return warmupShare;
  }

  public double getWarmupShare() {
    return (double) getOrDefault(warmupShare);
  }

  public LoraTuner setWarmupShare(double value) {
    set(warmupShare, value);
    return this;
  }

  public DoubleParam clipNorm() {
    return clipNorm;
  }

  public double getClipNorm() {
    return (double) getOrDefault(clipNorm);
  }

  public LoraTuner setClipNorm(double value) {
    set(clipNorm, value);
    return this;
  }

  public DoubleParam weightDecay() {
    return weightDecay;
  }

  public double getWeightDecay() {
    return (double) getOrDefault(weightDecay);
  }

  public LoraTuner setWeightDecay(double value) {
    set(weightDecay, value);
    return this;
  }

  public DoubleParam finalRateShare() {
    return finalRateShare;
  }

  public double getFinalRateShare() {
    return (double) getOrDefault(finalRateShare);
  }

  public LoraTuner setFinalRateShare(double value) {
    set(finalRateShare, value);
    return this;
  }

  public DoubleParam averagingShare() {
    return averagingShare;
  }

  public double getAveragingShare() {
    return (double) getOrDefault(averagingShare);
  }

  public LoraTuner setAveragingShare(double value) {
    set(averagingShare, value);
    return this;
  }

  public DoubleParam validationShare() {
    return validationShare;
  }

  public double getValidationShare() {
    return (double) getOrDefault(validationShare);
  }

  public LoraTuner setValidationShare(double value) {
    set(validationShare, value);
    return this;
  }

  public LongParam seed() {
    return seed;
  }

  public long getSeed() {
    return (long) getOrDefault(seed);
  }

  public LoraTuner setSeed(long value) {
    set(seed, value);
    return this;
  }

  public Param<String> precision() {
    return precision;
  }

  public String getPrecision() {
    return getOrDefault(precision);
  }

  public LoraTuner setPrecision(String value) {
    set(precision, value);
    return this;
  }

  public BooleanParam checkpointing() {
    return checkpointing;
  }

  public boolean getCheckpointing() {
    return (boolean) getOrDefault(checkpointing);
  }

  public LoraTuner setCheckpointing(boolean value) {
    set(checkpointing, value);
    return this;
  }

  public IntParam timeBudgetSeconds() {
    return timeBudgetSeconds;
  }

  public int getTimeBudgetSeconds() {
    return (int) getOrDefault(timeBudgetSeconds);
  }

  public LoraTuner setTimeBudgetSeconds(int value) {
    set(timeBudgetSeconds, value);
    return this;
  }

  public Param<String> dataSource() {
    return dataSource;
  }

  public String getDataSource() {
    return getOrDefault(dataSource);
  }

  public LoraTuner setDataSource(String value) {
    set(dataSource, value);
    return this;
  }

  public Param<String> dataVersion() {
    return dataVersion;
  }

  public String getDataVersion() {
    return getOrDefault(dataVersion);
  }

  public LoraTuner setDataVersion(String value) {
    set(dataVersion, value);
    return this;
  }

  public Param<String> labelSource() {
    return labelSource;
  }

  public String getLabelSource() {
    return getOrDefault(labelSource);
  }

  public LoraTuner setLabelSource(String value) {
    set(labelSource, value);
    return this;
  }

  public Param<String> runId() {
    return runId;
  }

  public String getRunId() {
    return getOrDefault(runId);
  }

  public LoraTuner setRunId(String value) {
    set(runId, value);
    return this;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputSchema input =
        InputSchema.of(this, schema)
            .needs(isDefined(baseModel), "Param baseModel is not set. Set it to a model's folder.")
            .needs(
                isDefined(adapterPath),
                "Param adapterPath is not set. Set it to the folder that the adapter goes to.")
            .needs(promptCol, MessageRows.MESSAGES)
            .needs(labelCol, MessageRows.MESSAGE);
    if (!getSplitCol().isEmpty()) {
      input.needs(splitCol, DataTypes.StringType);
    }
    optional(toolsCol, schema).check(input, DataTypes.StringType);
    optional(droppedCol, schema).check(input, DataTypes.StringType);
    checkWeight(input, schema);
    input.check();
    return AnswerSchema.added(schema);
  }

  private void checkWeight(InputSchema input, StructType schema) {
    String weight = optional(weightCol, schema).name();
    if (weight == null) {
      return;
    }
    int index = Arrays.asList(schema.fieldNames()).indexOf(weight);
    if (index < 0) {
      input.needs(weightCol, DataTypes.DoubleType);
    } else {
      input.needs(
          schema.fields()[index].dataType() instanceof NumericType,
          "Column '"
              + weight
              + "' (param weightCol) is "
              + schema.fields()[index].dataType().catalogString()
              + "; weights are numbers. Set weightCol to another column, or to '' for none.");
    }
  }

  private OptionalColumn optional(Param<String> param, StructType schema) {
    return OptionalColumn.of(this, param, schema);
  }

  /**
   * Trains, and waits for it.
   *
   * @throws IllegalArgumentException if a param or a column is wrong, or a split has no rows, with
   *     all of it in one message
   * @throws HoneException if the base model cannot be trained or the adapter cannot be written
   */
  @Override
  public LoraModel fit(Dataset<?> dataset) {
    StructType schema = dataset.schema();
    transformSchema(schema);
    TaskConfiguration configuration = TaskConfiguration.of(dataset.sparkSession());
    AdapterTarget target = new AdapterTarget(getAdapterPath(), getOverwrite());
    target.check(configuration.value());
    // Lists the folder, so that a wrong path is said here and not by a task.
    LocalFiles.fingerprint(getBaseModel(), configuration.value());
    String split = getSplitCol().isEmpty() ? null : getSplitCol();
    try (TrainingRows rows =
        TrainingRows.read(
            dataset,
            getPromptCol(),
            getLabelCol(),
            optional(toolsCol, schema).name(),
            optional(weightCol, schema).name(),
            split,
            optional(droppedCol, schema).name())) {
      rows.requireBothSides(split);
      TrainingJob job =
          new TrainingJob(
              getBaseModel(),
              target,
              config(),
              PromptRules.of(schema, getPromptCol()).toJson(),
              provenance(dataset.sparkSession().sparkContext()),
              configuration);
      TrainingTask.Outcome outcome = job.run(rows, listener);
      LoraModel model =
          new LoraModel(uid).setAdapterSha256(outcome.adapterSha256()).withReport(outcome.report());
      return copyValues(model, new ParamMap()).setParent(this);
    }
  }

  /** What the engine is told. */
  TrainingConfig config() {
    int seconds = getTimeBudgetSeconds();
    return new TrainingConfig(
        getRank(),
        getAlpha(),
        getLearningRate(),
        getEpochs(),
        getBatchSize(),
        getMaxTokens(),
        getWarmupShare(),
        getClipNorm(),
        getWeightDecay(),
        getSeed(),
        Precision.valueOf(getPrecision().toUpperCase(Locale.ROOT)),
        getCheckpointing(),
        1, // every step: between them lies the chance to stop
        getFinalRateShare(),
        getAveragingShare(),
        getValidationShare(),
        seconds == 0 ? null : Duration.ofSeconds(seconds));
  }

  private Map<String, String> provenance(SparkContext context) {
    Map<String, String> origin = new TreeMap<>();
    origin.put("base_model", getBaseModel());
    origin.put("spark_application", context.applicationId());
    origin.put("tuner", uid);
    put(origin, "data_source", getDataSource());
    put(origin, "data_version", getDataVersion());
    put(origin, "labels", getLabelSource());
    put(origin, "run_id", getRunId());
    return origin;
  }

  private static void put(Map<String, String> origin, String key, String value) {
    if (!value.isEmpty()) {
      origin.put(key, value);
    }
  }

  @Override
  public LoraTuner copy(ParamMap extra) {
    LoraTuner copy = defaultCopy(extra);
    copy.listener = listener;
    return copy;
  }

  public static MLReader<LoraTuner> read() {
    return new DefaultParamsReader<>();
  }

  public static LoraTuner load(String path) {
    return read().load(path);
  }
}
