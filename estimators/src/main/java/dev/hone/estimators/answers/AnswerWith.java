package dev.hone.estimators.answers;

import dev.hone.chat.Message;
import dev.hone.chat.ModelUri;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.ledger.ModelAccess;
import dev.hone.spark.params.HasDroppedCol;
import dev.hone.spark.params.HasMessagesCol;
import dev.hone.spark.params.InputSchema;
import dev.hone.spark.params.StageParams;
import java.util.List;
import org.apache.spark.ml.Transformer;
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
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Answers every row's conversation with a chat model: one of ours, a provider's, or a script. Adds
 * the columns of {@link AnswerSchema}; keeps all rows and their order. Lazy: every action asks the
 * model again, so write the answers to a table before using them twice. A model that costs money is
 * asked through the ledger of the session's home, which buys each answer once.
 */
public final class AnswerWith extends Transformer
    implements HasMessagesCol, HasDroppedCol, AnswerParams<AnswerWith>, DefaultParamsWritable {
  private final String uid;
  private final Param<String> model;
  private final Param<String> messagesCol;
  private final Param<String> toolsCol;
  private final Param<String> droppedCol;
  private final Param<String> fewShot;
  private final IntParam maxNewTokens;
  private final DoubleParam temperature;
  private final LongParam samplingSeed;
  private final IntParam batchRows;
  private final Param<String> purpose;
  private final DoubleParam budgetUsd;

  public AnswerWith() {
    this(Identifiable.randomUID("answerWith"));
  }

  public AnswerWith(String uid) {
    this.uid = uid; // before any Param: each Param remembers it
    this.model = StageParams.text(this, "model", "the model to ask, as a URI such as local:FOLDER");
    this.messagesCol = StageParams.text(this, "messagesCol", "the conversation to answer");
    this.toolsCol = StageParams.text(this, "toolsCol", "tools on offer as JSON; empty for none");
    this.droppedCol =
        StageParams.text(
            this, "droppedCol", "rows with a value here are not asked; empty to ask all");
    this.fewShot =
        StageParams.text(
            this, "fewShot", "messages shown before each conversation, as a JSON array");
    this.maxNewTokens =
        StageParams.positive(this, "maxNewTokens", "the longest answer, in tokens (> 0)");
    this.temperature =
        StageParams.notNegativeReal(this, "temperature", "0 is greedy; above 0 divides the logits");
    this.samplingSeed =
        StageParams.seed(
            this, "samplingSeed", "makes sampled answers repeatable; not set by default");
    this.batchRows =
        StageParams.notNegative(this, "batchRows", "rows asked together; 0 is the model's choice");
    this.purpose =
        StageParams.text(this, "purpose", "what the answers are for, as hone_spend names it");
    this.budgetUsd =
        StageParams.notNegativeReal(
            this,
            "budgetUsd",
            "the most this stage spends on a paid model, in USD; 0 for no bound");
    setDefault(purpose, "answers");
    setDefault(budgetUsd, 0.0);
    setDefault(messagesCol, "messages");
    setDefault(toolsCol, "tools_json");
    setDefault(droppedCol, "dropped");
    setDefault(fewShot, "");
    setDefault(maxNewTokens, DEFAULT_MAX_NEW_TOKENS);
    setDefault(temperature, 0.0);
    setDefault(batchRows, 0);
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
   * Names the model, such as {@code local:FOLDER} or {@code openai:NAME}.
   *
   * @throws IllegalArgumentException if the text is no model URI
   */
  public AnswerWith setModel(String uri) {
    ModelUri.parse(uri);
    set(model, uri);
    return this;
  }

  @Override
  public Param<String> messagesCol() {
    return messagesCol;
  }

  public AnswerWith setMessagesCol(String column) {
    set(messagesCol, column);
    return this;
  }

  @Override
  public Param<String> toolsCol() {
    return toolsCol;
  }

  public AnswerWith setToolsCol(String column) {
    set(toolsCol, column);
    return this;
  }

  @Override
  public Param<String> droppedCol() {
    return droppedCol;
  }

  public AnswerWith setDroppedCol(String column) {
    set(droppedCol, column);
    return this;
  }

  public Param<String> fewShot() {
    return fewShot;
  }

  public String getFewShot() {
    return getOrDefault(fewShot);
  }

  /**
   * Worked examples as a JSON array of messages, a user's and the assistant's by turns.
   *
   * @throws IllegalArgumentException if the text is not a JSON array of messages
   */
  public AnswerWith setFewShot(String messagesJson) {
    FewShot.fromJson(messagesJson);
    set(fewShot, messagesJson);
    return this;
  }

  /** Worked examples, a user's message and the assistant's answer by turns. */
  public AnswerWith setFewShot(List<Message> messages) {
    return setFewShot(FewShot.toJson(messages));
  }

  @Override
  public AnswerWith self() {
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

  public Param<String> purpose() {
    return purpose;
  }

  public String getPurpose() {
    return getOrDefault(purpose);
  }

  public AnswerWith setPurpose(String text) {
    set(purpose, text);
    return this;
  }

  public DoubleParam budgetUsd() {
    return budgetUsd;
  }

  public double getBudgetUsd() {
    return (double) getOrDefault(budgetUsd);
  }

  /**
   * Bounds what this stage spends, all its runs in this session together. A row that the money does
   * not reach to has an error that says so; what was bought stays in the ledger, so that a later
   * run asks for the rest.
   */
  public AnswerWith setBudgetUsd(double usd) {
    set(budgetUsd, usd);
    return this;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputSchema input =
        InputSchema.of(this, schema)
            .needs(
                isDefined(model), "Param model is not set. Set it to a URI such as local:FOLDER.")
            .needs(messagesCol, MessageRows.MESSAGES);
    OptionalColumn.of(this, toolsCol, schema).check(input, DataTypes.StringType);
    OptionalColumn.of(this, droppedCol, schema).check(input, DataTypes.StringType);
    input.check();
    return AnswerSchema.added(schema);
  }

  @Override
  public Dataset<Row> transform(Dataset<?> rows) {
    transformSchema(rows.schema());
    return asks(rows).over(rows);
  }

  private AskRows asks(Dataset<?> rows) {
    return AskRows.of(
        this,
        rows.schema(),
        getModel(),
        getMessagesCol(),
        OptionalColumn.of(this, droppedCol, rows.schema()).name(),
        getFewShot(),
        access(rows.sparkSession()));
  }

  /**
   * What {@link #transform} would ask and cost, told from a sample of the rows before anything is
   * asked or spent. Reads the rows, so what stands before this stage runs.
   */
  public CostEstimate explainCost(Dataset<?> rows) {
    transformSchema(rows.schema());
    return CostEstimate.of(asks(rows), rows.toDF(), getPurpose());
  }

  private ModelAccess access(SparkSession spark) {
    ModelAccess access = ModelAccess.of(spark, getPurpose(), List.of(ModelUri.parse(getModel())));
    return getBudgetUsd() > 0 ? access.within(uid, getBudgetUsd()) : access;
  }

  @Override
  public String toString() {
    return uid + (isDefined(model) ? " (" + getModel() + ")" : "");
  }

  @Override
  public AnswerWith copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  public static MLReader<AnswerWith> read() {
    return new DefaultParamsReader<>();
  }

  public static AnswerWith load(String path) {
    return read().load(path);
  }
}
