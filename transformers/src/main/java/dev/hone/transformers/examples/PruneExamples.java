package dev.hone.transformers.examples;

import dev.hone.chat.Message;
import dev.hone.examples.Example;
import dev.hone.examples.PruneRules;
import dev.hone.examples.StaticText;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.home.PromptRules;
import dev.hone.spark.params.HasDroppedCol;
import dev.hone.spark.params.HasMessagesCol;
import dev.hone.spark.params.HasPromptCol;
import dev.hone.spark.params.HasSplitCol;
import dev.hone.spark.params.InputSchema;
import dev.hone.spark.params.StageParams;
import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Finds the text that stands in every prompt - instructions, mostly - so that a tuned model need
 * not read it again. Looks only at examples to learn from that are in, never at those to test on.
 */
public final class PruneExamples extends Estimator<PruneExamplesModel>
    implements HasMessagesCol, HasPromptCol, HasSplitCol, HasDroppedCol, DefaultParamsWritable {
  /** Text that stands in all of so many prompts stands in all that come. */
  public static final int DEFAULT_MAX_EXAMPLES = 5_000;

  private final String uid;
  private final Param<String> messagesCol;
  private final Param<String> promptCol;
  private final Param<String> splitCol;
  private final Param<String> droppedCol;
  private final IntParam maxExamples;

  public PruneExamples() {
    this(Identifiable.randomUID("pruneExamples"));
  }

  public PruneExamples(String uid) {
    this.uid = uid; // before any Param: each Param remembers it
    this.messagesCol = StageParams.text(this, "messagesCol", "the conversation as logged");
    this.promptCol = StageParams.text(this, "promptCol", "the conversation after pruning");
    this.splitCol = StageParams.text(this, "splitCol", "train or test");
    this.droppedCol =
        StageParams.text(this, "droppedCol", "why a row is left out, null while it is in");
    this.maxExamples =
        StageParams.positive(
            this, "maxExamples", "most examples looked at; they are held on the driver (> 0)");
    setDefault(messagesCol, "messages");
    setDefault(promptCol, "prompt");
    setDefault(splitCol, "split");
    setDefault(droppedCol, "dropped");
    setDefault(maxExamples, DEFAULT_MAX_EXAMPLES);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public Param<String> messagesCol() {
    return messagesCol;
  }

  public PruneExamples setMessagesCol(String column) {
    set(messagesCol, column);
    return this;
  }

  @Override
  public Param<String> promptCol() {
    return promptCol;
  }

  public PruneExamples setPromptCol(String column) {
    set(promptCol, column);
    return this;
  }

  @Override
  public Param<String> splitCol() {
    return splitCol;
  }

  public PruneExamples setSplitCol(String column) {
    set(splitCol, column);
    return this;
  }

  @Override
  public Param<String> droppedCol() {
    return droppedCol;
  }

  public PruneExamples setDroppedCol(String column) {
    set(droppedCol, column);
    return this;
  }

  public IntParam maxExamples() {
    return maxExamples;
  }

  public int getMaxExamples() {
    return (int) getOrDefault(maxExamples);
  }

  public PruneExamples setMaxExamples(int examples) {
    set(maxExamples, examples);
    return this;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputSchema.of(this, schema)
        .needs(messagesCol, MessageRows.MESSAGES)
        .needs(splitCol, DataTypes.StringType)
        .needs(droppedCol, DataTypes.StringType)
        .check();
    // The rules are not known before fit: the model's schema has them in the metadata.
    return InputSchema.with(
        schema, getPromptCol(), MessageRows.MESSAGES, PromptRules.metadata(PruneRules.none()));
  }

  @Override
  public PruneExamplesModel fit(Dataset<?> examples) {
    transformSchema(examples.schema());
    Column learntFrom =
        functions
            .col(getDroppedCol())
            .isNull()
            .and(functions.col(getSplitCol()).equalTo(Example.TRAIN));
    List<List<Message>> conversations =
        examples
            .filter(learntFrom)
            .select(functions.col(getMessagesCol()).as("messages"))
            .limit(getMaxExamples())
            .collectAsList()
            .stream()
            .map(row -> MessageRows.list(row, "messages"))
            .toList();
    PruneRules rules = StaticText.find(conversations);
    PruneExamplesModel model =
        new PruneExamplesModel(uid).setTexts(rules.texts().toArray(String[]::new));
    return copyValues(model.setParent(this), new ParamMap());
  }

  @Override
  public PruneExamples copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  public static MLReader<PruneExamples> read() {
    return new DefaultParamsReader<>();
  }

  public static PruneExamples load(String path) {
    return read().load(path);
  }
}
