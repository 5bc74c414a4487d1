package dev.hone.transformers.labels;

import dev.hone.chat.ModelUri;
import dev.hone.labels.OriginalAnswer;
import dev.hone.labels.RelabelMode;
import dev.hone.labels.RelabelSettings;
import dev.hone.labels.RowBudget;
import dev.hone.spark.home.LabelStepsTable;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.ledger.ModelAccess;
import dev.hone.spark.params.HasAnswerCol;
import dev.hone.spark.params.HasDroppedCol;
import dev.hone.spark.params.HasLabelCol;
import dev.hone.spark.params.HasMessagesCol;
import dev.hone.spark.params.HasSplitCol;
import dev.hone.spark.params.HasToolsCol;
import dev.hone.spark.params.InputSchema;
import dev.hone.spark.params.StageParams;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.Transformer;
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
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Makes labels anew with large models: a mixture of agents, best of n drafts, or one model, checked
 * against the task's criteria; the logged answer stays the label unless the judge prefers the new
 * one in both orders. Adds the label, {@code label_origin}, {@code label_author} and {@code
 * relabelling}, a struct of the decision, what it took and every step. Keeps all rows and their
 * order; dropped rows get no label, rows of another split the logged one.
 *
 * <p>Lazy: every action asks the models again. Write the rows to a table before using them twice.
 */
public final class RelabelExamples extends Transformer
    implements HasMessagesCol,
        HasToolsCol,
        HasAnswerCol,
        HasLabelCol,
        HasSplitCol,
        HasDroppedCol,
        DefaultParamsWritable {
  private static final int DEFAULT_BATCH_ROWS = 64;

  private static final String PURPOSE = "relabel";

  private final String uid;
  private final Param<String> model;
  private final StringArrayParam proposers;
  private final Param<String> judge;
  private final Param<String> cheapModel;
  private final DoubleParam threshold;
  private final Param<String> pricedAs;
  private final DoubleParam budgetUsd;
  private final Param<String> purpose;
  private final Param<String> mode;
  private final IntParam samples;
  private final DoubleParam temperature;
  private final IntParam maxAnswerTokens;
  private final IntParam rewrites;
  private final IntParam rowTokens;
  private final DoubleParam rowUsd;
  private final Param<String> criteria;
  private final IntParam batchRows;
  private final Param<String> onlySplit;
  private final Param<String> idCol;
  private final Param<String> messagesCol;
  private final Param<String> toolsCol;
  private final Param<String> responseFormatCol;
  private final Param<String> answerCol;
  private final Param<String> labelCol;
  private final Param<String> splitCol;
  private final Param<String> taskCol;
  private final Param<String> droppedCol;
  private @Nullable RelabelProgress progress;

  public RelabelExamples() {
    this(Identifiable.randomUID("relabelExamples"));
  }

  public RelabelExamples(String uid) {
    this.uid = uid; // before any Param: each Param remembers it
    this.model =
        StageParams.text(
            this, "model", "the model that reviews and writes, as a URI such as openai:NAME");
    this.proposers =
        StageParams.texts(this, "proposers", "models that draft, as URIs; empty for model");
    this.judge =
        StageParams.text(
            this, "judge", "the model that checks and compares, as a URI; empty for model");
    this.cheapModel =
        StageParams.text(
            this, "cheapModel", "the model that is asked first, as a URI; empty for none");
    this.threshold =
        StageParams.notNegativeReal(
            this,
            "threshold",
            "share of the cheap model's drafts and the logged answer that must agree for its"
                + " answer to be taken; above 1 it never is");
    this.pricedAs =
        StageParams.text(
            this,
            "pricedAs",
            "the model whose list price counts, where that of a model's own name or connection is"
                + " unknown; empty for none");
    this.budgetUsd =
        StageParams.notNegativeReal(
            this, "budgetUsd", "USD that the job may spend; what is bought stays; 0 for no limit");
    this.purpose =
        StageParams.text(this, "purpose", "what hone_spend calls what is bought by this stage");
    this.mode =
        StageParams.choice(
            this,
            "mode",
            "how a new answer is made",
            Arrays.stream(RelabelMode.values()).map(RelabelMode::text).toArray(String[]::new));
    this.samples = StageParams.positive(this, "samples", "drafts a row (> 0)");
    this.temperature =
        StageParams.notNegativeReal(this, "temperature", "of the drafts; 0 makes them all one");
    this.maxAnswerTokens =
        StageParams.positive(this, "maxAnswerTokens", "the longest answer, in tokens (> 0)");
    this.rewrites =
        StageParams.notNegative(this, "rewrites", "how often an answer is rewritten at most");
    this.rowTokens =
        StageParams.positive(
            this, "rowTokens", "tokens a row may take, read and written, of all calls (> 0)");
    this.rowUsd =
        StageParams.notNegativeReal(
            this, "rowUsd", "USD a row may cost where prices are known; 0 for no limit");
    this.criteria =
        StageParams.text(
            this,
            "criteria",
            "criteria by task as JSON, {\"TASK\": [{\"name\", \"version\", \"text\"}]}, with \"\""
                + " for rows of any other task");
    this.batchRows =
        StageParams.positive(this, "batchRows", "rows of a partition that go in step (> 0)");
    this.onlySplit =
        StageParams.text(
            this, "onlySplit", "rows of another split keep their logged answers; empty for all");
    this.idCol = StageParams.text(this, "idCol", "the example's id");
    this.messagesCol = StageParams.text(this, "messagesCol", "the conversation as logged");
    this.toolsCol = StageParams.text(this, "toolsCol", "tools on offer as JSON");
    this.responseFormatCol =
        StageParams.text(this, "responseFormatCol", "the response format asked for, as JSON");
    this.answerCol = StageParams.text(this, "answerCol", "the logged answer");
    this.labelCol = StageParams.text(this, "labelCol", "the answer to learn");
    this.splitCol = StageParams.text(this, "splitCol", "train or test");
    this.taskCol = StageParams.text(this, "taskCol", "the example's task");
    this.droppedCol =
        StageParams.text(this, "droppedCol", "why a row is left out, null while it is in");
    setDefault(proposers, new String[0]);
    setDefault(judge, "");
    setDefault(cheapModel, "");
    setDefault(threshold, 1.0);
    setDefault(pricedAs, "");
    setDefault(budgetUsd, 0.0);
    setDefault(purpose, PURPOSE);
    setDefault(mode, RelabelMode.MIXTURE.text());
    setDefault(samples, RelabelSettings.DEFAULT_SAMPLES);
    setDefault(temperature, RelabelSettings.DEFAULT_TEMPERATURE);
    setDefault(maxAnswerTokens, RelabelSettings.DEFAULT_MAX_ANSWER_TOKENS);
    setDefault(rewrites, RowBudget.DEFAULT_REWRITES);
    setDefault(rowTokens, (int) RowBudget.DEFAULT.tokens());
    setDefault(rowUsd, 0.0);
    setDefault(criteria, "{}");
    setDefault(batchRows, DEFAULT_BATCH_ROWS);
    setDefault(onlySplit, "");
    setDefault(idCol, "id");
    setDefault(messagesCol, "messages");
    setDefault(toolsCol, "tools_json");
    setDefault(responseFormatCol, "response_format_json");
    setDefault(answerCol, "answer");
    setDefault(labelCol, "label");
    setDefault(splitCol, "split");
    setDefault(taskCol, "task");
    setDefault(droppedCol, "dropped");
  }

  @Override
  public String uid() {
    return uid;
  }

  public Param<String> model() {
    return model;
  }

  public String getModel() {
    return getOrDefault(model);
  }

  /**
   * Names the model.
   *
   * @throws IllegalArgumentException if the text is no model URI
   */
  public RelabelExamples setModel(String uri) {
    ModelUri.parse(uri);
    set(model, uri);
    return this;
  }

  public StringArrayParam proposers() {
    return proposers;
  }

  public String[] getProposers() {
    return getOrDefault(proposers);
  }

  /**
   * Names the models that draft.
   *
   * @throws IllegalArgumentException if a text is no model URI
   */
  public RelabelExamples setProposers(String... uris) {
    for (String uri : uris) {
      ModelUri.parse(uri);
    }
    set(proposers, uris);
    return this;
  }

  public Param<String> judge() {
    return judge;
  }

  public String getJudge() {
    return getOrDefault(judge);
  }

  /**
   * Names the model.
   *
   * @throws IllegalArgumentException if the text is no model URI
   */
  public RelabelExamples setJudge(String uri) {
    if (!uri.isEmpty()) {
      ModelUri.parse(uri);
    }
    set(judge, uri);
    return this;
  }

  public Param<String> cheapModel() {
    return cheapModel;
  }

  public String getCheapModel() {
    return getOrDefault(cheapModel);
  }

  /**
   * Names the model.
   *
   * @throws IllegalArgumentException if the text is no model URI
   */
  public RelabelExamples setCheapModel(String uri) {
    if (!uri.isEmpty()) {
      ModelUri.parse(uri);
    }
    set(cheapModel, uri);
    return this;
  }

  public DoubleParam threshold() {
    return threshold;
  }

  public double getThreshold() {
    return (double) getOrDefault(threshold);
  }

  public RelabelExamples setThreshold(double value) {
    set(threshold, value);
    return this;
  }

  public Param<String> pricedAs() {
    return pricedAs;
  }

  public String getPricedAs() {
    return getOrDefault(pricedAs);
  }

  public RelabelExamples setPricedAs(String text) {
    set(pricedAs, text);
    return this;
  }

  public DoubleParam budgetUsd() {
    return budgetUsd;
  }

  public double getBudgetUsd() {
    return (double) getOrDefault(budgetUsd);
  }

  /**
   * Bounds what is spent, by this stage and its copies together. A row that the money does not
   * reach to keeps its logged answer and says so; what was bought stays in the ledger, so that a
   * later run with more money goes on from there.
   */
  public RelabelExamples setBudgetUsd(double usd) {
    set(budgetUsd, usd);
    return this;
  }

  public Param<String> purpose() {
    return purpose;
  }

  public String getPurpose() {
    return getOrDefault(purpose);
  }

  public RelabelExamples setPurpose(String text) {
    set(purpose, text);
    return this;
  }

  public Param<String> mode() {
    return mode;
  }

  public String getMode() {
    return getOrDefault(mode);
  }

  public RelabelExamples setMode(String text) {
    set(mode, text);
    return this;
  }

  public IntParam samples() {
    return samples;
  }

  public int getSamples() {
    return (int) getOrDefault(samples);
  }

  public RelabelExamples setSamples(int value) {
    set(samples, value);
    return this;
  }

  public DoubleParam temperature() {
    return temperature;
  }

  public double getTemperature() {
    return (double) getOrDefault(temperature);
  }

  public RelabelExamples setTemperature(double value) {
    set(temperature, value);
    return this;
  }

  public IntParam maxAnswerTokens() {
    return maxAnswerTokens;
  }

  public int getMaxAnswerTokens() {
    return (int) getOrDefault(maxAnswerTokens);
  }

  public RelabelExamples setMaxAnswerTokens(int value) {
    set(maxAnswerTokens, value);
    return this;
  }

  public IntParam rewrites() {
    return rewrites;
  }

  public int getRewrites() {
    return (int) getOrDefault(rewrites);
  }

  public RelabelExamples setRewrites(int value) {
    set(rewrites, value);
    return this;
  }

  public IntParam rowTokens() {
    return rowTokens;
  }

  public int getRowTokens() {
    return (int) getOrDefault(rowTokens);
  }

  public RelabelExamples setRowTokens(int value) {
    set(rowTokens, value);
    return this;
  }

  public DoubleParam rowUsd() {
    return rowUsd;
  }

  public double getRowUsd() {
    return (double) getOrDefault(rowUsd);
  }

  public RelabelExamples setRowUsd(double value) {
    set(rowUsd, value);
    return this;
  }

  public Param<String> criteria() {
    return criteria;
  }

  public String getCriteria() {
    return getOrDefault(criteria);
  }

  /**
   * Criteria by task; {@link TaskCriteria#toJson} writes them.
   *
   * @throws IllegalArgumentException if the text is not such a JSON object
   */
  public RelabelExamples setCriteria(String json) {
    TaskCriteria.read(json);
    set(criteria, json);
    return this;
  }

  public IntParam batchRows() {
    return batchRows;
  }

  public int getBatchRows() {
    return (int) getOrDefault(batchRows);
  }

  public RelabelExamples setBatchRows(int value) {
    set(batchRows, value);
    return this;
  }

  public Param<String> onlySplit() {
    return onlySplit;
  }

  public String getOnlySplit() {
    return getOrDefault(onlySplit);
  }

  public RelabelExamples setOnlySplit(String text) {
    set(onlySplit, text);
    return this;
  }

  public Param<String> idCol() {
    return idCol;
  }

  public String getIdCol() {
    return getOrDefault(idCol);
  }

  public RelabelExamples setIdCol(String column) {
    set(idCol, column);
    return this;
  }

  @Override
  public Param<String> messagesCol() {
    return messagesCol;
  }

  public RelabelExamples setMessagesCol(String column) {
    set(messagesCol, column);
    return this;
  }

  @Override
  public Param<String> toolsCol() {
    return toolsCol;
  }

  public RelabelExamples setToolsCol(String column) {
    set(toolsCol, column);
    return this;
  }

  public Param<String> responseFormatCol() {
    return responseFormatCol;
  }

  public String getResponseFormatCol() {
    return getOrDefault(responseFormatCol);
  }

  public RelabelExamples setResponseFormatCol(String column) {
    set(responseFormatCol, column);
    return this;
  }

  @Override
  public Param<String> answerCol() {
    return answerCol;
  }

  public RelabelExamples setAnswerCol(String column) {
    set(answerCol, column);
    return this;
  }

  @Override
  public Param<String> labelCol() {
    return labelCol;
  }

  public RelabelExamples setLabelCol(String column) {
    set(labelCol, column);
    return this;
  }

  @Override
  public Param<String> splitCol() {
    return splitCol;
  }

  public RelabelExamples setSplitCol(String column) {
    set(splitCol, column);
    return this;
  }

  public Param<String> taskCol() {
    return taskCol;
  }

  public String getTaskCol() {
    return getOrDefault(taskCol);
  }

  public RelabelExamples setTaskCol(String column) {
    set(taskCol, column);
    return this;
  }

  @Override
  public Param<String> droppedCol() {
    return droppedCol;
  }

  public RelabelExamples setDroppedCol(String column) {
    set(droppedCol, column);
    return this;
  }

  /** Tells how far it is, from the next {@link #transform} on; no Param. */
  public RelabelExamples setProgress(RelabelProgress newProgress) {
    progress = newProgress;
    return this;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputSchema.of(this, schema)
        .needs(isDefined(model), "Param model is not set. Set it to a URI such as openai:NAME.")
        .needs(idCol, DataTypes.StringType)
        .needs(messagesCol, MessageRows.MESSAGES)
        .needs(toolsCol, DataTypes.StringType)
        .needs(responseFormatCol, DataTypes.StringType)
        .needs(answerCol, MessageRows.MESSAGE)
        .needs(splitCol, DataTypes.StringType)
        .needs(taskCol, DataTypes.StringType)
        .needs(droppedCol, DataTypes.StringType)
        .check();
    return RelabelSchema.added(schema, getLabelCol());
  }

  @Override
  public Dataset<Row> transform(Dataset<?> examples) {
    StructType output = transformSchema(examples.schema());
    RelabelRows rows =
        new RelabelRows(
            output,
            columns(),
            getOnlySplit(),
            TaskCriteria.read(getCriteria()),
            getBatchRows(),
            plan(access(examples.sparkSession())),
            progress);
    Dataset<Row> relabelled = examples.toDF().mapPartitions(rows, Encoders.row(output));
    // An encoder knows no metadata, and a tuner looks for the prompt's further down.
    return relabelled.select(
        Arrays.stream(output.fields())
            .map(
                field ->
                    relabelled
                        .col("`" + field.name().replace("`", "``") + "`")
                        .as(field.name(), field.metadata()))
            .toArray(Column[]::new));
  }

  /**
   * What {@link #transform} will take, at least and at most, told from a sample of the rows before
   * anything is asked or spent. Reads the rows, so what stands before this stage runs.
   */
  public RelabelCost explainCost(Dataset<?> examples) {
    transformSchema(examples.schema());
    Dataset<Row> rows = examples.toDF();
    Column relabelled =
        rows.col(getDroppedCol())
            .isNull()
            .and(rows.col(getAnswerCol()).isNotNull())
            .and(functions.size(rows.col(getMessagesCol())).gt(0));
    if (!getOnlySplit().isEmpty()) {
      relabelled = relabelled.and(rows.col(getSplitCol()).equalTo(getOnlySplit()));
    }
    return RelabelCost.of(
        rows.filter(relabelled), columns(), getCriteria(), plan(access(rows.sparkSession())));
  }

  RelabelColumns columns() {
    return new RelabelColumns(
        getIdCol(),
        getMessagesCol(),
        getToolsCol(),
        getResponseFormatCol(),
        getAnswerCol(),
        getLabelCol(),
        getSplitCol(),
        getTaskCol(),
        getDroppedCol());
  }

  ModelAccess access(SparkSession spark) {
    ModelAccess access = ModelAccess.of(spark, getPurpose(), models());
    ModelAccess priced = getPricedAs().isEmpty() ? access : access.pricedAs(getPricedAs());
    return getBudgetUsd() > 0 ? priced.within(uid, getBudgetUsd()) : priced;
  }

  /** All models that may be asked. */
  private List<ModelUri> models() {
    return Stream.concat(
            Stream.of(getModel(), getJudge(), getCheapModel()), Stream.of(getProposers()))
        .filter(uri -> !uri.isEmpty())
        .map(ModelUri::parse)
        .toList();
  }

  /** Who relabels, and how. */
  RelabelPlan plan(ModelAccess access) {
    return new RelabelPlan(
        getModel(),
        getProposers().length == 0 ? List.of(getModel()) : List.of(getProposers()),
        getJudge().isEmpty() ? getModel() : getJudge(),
        getCheapModel().isEmpty() ? null : getCheapModel(),
        getThreshold(),
        getMode(),
        getSamples(),
        getTemperature(),
        getMaxAnswerTokens(),
        getRewrites(),
        getRowTokens(),
        getRowUsd() == 0 ? null : (Double) getRowUsd(),
        access);
  }

  /** The original of a row that is relabelled. */
  public OriginalAnswer original(Row row) {
    return columns().original(row);
  }

  /**
   * The steps in the columns of {@link LabelStepsTable}, of rows that this stage relabelled and
   * that were written down since.
   */
  public static Dataset<Row> steps(Dataset<Row> relabelled) {
    return relabelled
        .filter(functions.col(RelabelSchema.RELABELLING).isNotNull())
        .select(functions.explode(functions.col(RelabelSchema.RELABELLING + ".steps")).as("step"))
        .select("step.*")
        .withColumn("ts", functions.current_timestamp());
  }

  @Override
  public String toString() {
    return uid + (isDefined(model) ? " (" + getModel() + ")" : "");
  }

  @Override
  public RelabelExamples copy(ParamMap extra) {
    RelabelExamples copy = defaultCopy(extra);
    copy.progress = progress;
    return copy;
  }

  public static MLReader<RelabelExamples> read() {
    return new DefaultParamsReader<>();
  }

  public static RelabelExamples load(String path) {
    return read().load(path);
  }
}
