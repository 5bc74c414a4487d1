package dev.hone.transformers.examples;

import dev.hone.adapters.PromptEdits;
import dev.hone.examples.PruneRules;
import dev.hone.examples.StaticSpan;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.home.PromptRules;
import dev.hone.spark.params.HasDroppedCol;
import dev.hone.spark.params.HasMessagesCol;
import dev.hone.spark.params.HasPromptCol;
import dev.hone.spark.params.InputSchema;
import dev.hone.spark.params.StageParams;
import java.util.List;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;
import scala.collection.Seq;

/**
 * Writes the prompt: the conversation without the texts that never change. The rules stand in the
 * prompt column's metadata too, where a tuner finds them, so that its adapter applies them again
 * when it answers.
 */
public final class PruneExamplesModel extends Model<PruneExamplesModel>
    implements HasMessagesCol, HasPromptCol, HasDroppedCol, DefaultParamsWritable {
  private final String uid;
  private final Param<String> messagesCol;
  private final Param<String> promptCol;
  private final Param<String> droppedCol;
  private final StringArrayParam texts;

  public PruneExamplesModel() {
    this(Identifiable.randomUID("pruneExamplesModel"));
  }

  public PruneExamplesModel(String uid) {
    this.uid = uid; // before any Param: each Param remembers it
    this.messagesCol = StageParams.text(this, "messagesCol", "the conversation as logged");
    this.promptCol = StageParams.text(this, "promptCol", "the conversation after pruning");
    this.droppedCol =
        StageParams.text(this, "droppedCol", "why a row is left out, null while it is in");
    this.texts =
        StageParams.texts(this, "texts", "literal texts removed from every message, in this order");
    setDefault(messagesCol, "messages");
    setDefault(droppedCol, "dropped");
    setDefault(promptCol, "prompt");
    setDefault(texts, new String[0]);
  }

  /** A model that prunes by these rules. */
  public static PruneExamplesModel of(PruneRules rules) {
    return new PruneExamplesModel().setTexts(rules.texts().toArray(String[]::new));
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public Param<String> droppedCol() {
    return droppedCol;
  }

  public PruneExamplesModel setDroppedCol(String column) {
    set(droppedCol, column);
    return this;
  }

  @Override
  public Param<String> messagesCol() {
    return messagesCol;
  }

  public PruneExamplesModel setMessagesCol(String column) {
    set(messagesCol, column);
    return this;
  }

  @Override
  public Param<String> promptCol() {
    return promptCol;
  }

  public PruneExamplesModel setPromptCol(String column) {
    set(promptCol, column);
    return this;
  }

  public StringArrayParam texts() {
    return texts;
  }

  public String[] getTexts() {
    return getOrDefault(texts);
  }

  public PruneExamplesModel setTexts(String... removed) {
    set(texts, removed);
    return this;
  }

  public PruneRules rules() {
    return new PruneRules(List.of(getTexts()));
  }

  /**
   * What each rule finds in these calls, in the order of the rules. Reads all rows; a rule's
   * occurrences inside another rule's text count for both.
   *
   * @param examples rows with the messages column; those that are dropped count too
   */
  public List<StaticSpan> savings(Dataset<?> examples) {
    Dataset<Row> rows =
        examples
            .toDF()
            .select(
                functions.lit(TaskSamples.NO_TASK).as("task"),
                functions.col(getMessagesCol()).as("messages"));
    StaticTextCounts counts =
        StaticTextCounts.byTask(rows, rules().texts()).get(TaskSamples.NO_TASK);
    return counts == null
        ? rules().texts().stream().map(text -> new StaticSpan(text, 0, 0)).toList()
        : counts.spans();
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputSchema.of(this, schema).needs(messagesCol, MessageRows.MESSAGES).check();
    return InputSchema.with(schema, getPromptCol(), MessageRows.MESSAGES, metadata(schema));
  }

  /** That the prompt is pruned, and what was masked in the conversation it is made of. */
  private Metadata metadata(StructType schema) {
    return PromptRules.metadata(
        new PromptEdits(PromptRules.of(schema, getMessagesCol()).redaction(), rules()));
  }

  @Override
  public Dataset<Row> transform(Dataset<?> examples) {
    transformSchema(examples.schema());
    List<String> removed = List.of(getTexts());
    UDF1<Seq<Row>, Seq<Row>> prune =
        messages -> MessageRows.toRows(new PruneRules(removed).apply(MessageRows.list(messages)));
    return AppliedRules.note(this, getDroppedCol(), examples.toDF())
        .withColumn(
            getPromptCol(),
            functions
                .udf(prune, MessageRows.MESSAGES)
                .apply(functions.col(getMessagesCol()))
                .as(getPromptCol(), metadata(examples.schema())));
  }

  @Override
  public PruneExamplesModel copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  public static MLReader<PruneExamplesModel> read() {
    return new DefaultParamsReader<>();
  }

  public static PruneExamplesModel load(String path) {
    return read().load(path);
  }
}
