package dev.hone.transformers.examples;

import dev.hone.chat.Message;
import dev.hone.examples.Example;
import dev.hone.examples.ExampleFilter;
import dev.hone.examples.Provenance;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.params.HasAnswerCol;
import dev.hone.spark.params.HasDroppedCol;
import dev.hone.spark.params.HasMessagesCol;
import dev.hone.spark.params.InputSchema;
import dev.hone.spark.params.StageParams;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;

/**
 * Leaves out examples that a small text model cannot learn from: writes the reason into the dropped
 * column of rows that are in. No row is removed.
 */
public final class FilterExamples extends Transformer
    implements HasMessagesCol, HasAnswerCol, HasDroppedCol, DefaultParamsWritable {
  private final String uid;
  private final Param<String> messagesCol;
  private final Param<String> answerCol;
  private final Param<String> droppedCol;
  private final IntParam maxPromptChars;
  private final IntParam maxAnswerChars;
  private final BooleanParam keepToolCalls;
  private final BooleanParam keepRefusals;

  public FilterExamples() {
    this(Identifiable.randomUID("filterExamples"));
  }

  public FilterExamples(String uid) {
    this.uid = uid; // before any Param: each Param remembers it
    this.messagesCol = StageParams.text(this, "messagesCol", "the conversation as logged");
    this.answerCol = StageParams.text(this, "answerCol", "the logged answer");
    this.droppedCol =
        StageParams.text(this, "droppedCol", "why a row is left out, null while it is in");
    this.maxPromptChars =
        StageParams.positive(this, "maxPromptChars", "longest prompt kept, in UTF-16 chars (> 0)");
    this.maxAnswerChars =
        StageParams.positive(this, "maxAnswerChars", "longest answer kept, in UTF-16 chars (> 0)");
    this.keepToolCalls =
        StageParams.flag(this, "keepToolCalls", "whether answers that call tools are kept");
    this.keepRefusals = StageParams.flag(this, "keepRefusals", "whether refusals are kept");
    ExampleFilter defaults = ExampleFilter.defaults();
    setDefault(messagesCol, "messages");
    setDefault(answerCol, "answer");
    setDefault(droppedCol, "dropped");
    setDefault(maxPromptChars, defaults.maxPromptChars());
    setDefault(maxAnswerChars, defaults.maxAnswerChars());
    setDefault(keepToolCalls, defaults.keepToolCalls());
    setDefault(keepRefusals, defaults.keepRefusals());
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public Param<String> messagesCol() {
    return messagesCol;
  }

  public FilterExamples setMessagesCol(String column) {
    set(messagesCol, column);
    return this;
  }

  @Override
  public Param<String> answerCol() {
    return answerCol;
  }

  public FilterExamples setAnswerCol(String column) {
    set(answerCol, column);
    return this;
  }

  @Override
  public Param<String> droppedCol() {
    return droppedCol;
  }

  public FilterExamples setDroppedCol(String column) {
    set(droppedCol, column);
    return this;
  }

  public IntParam maxPromptChars() {
    return maxPromptChars;
  }

  public int getMaxPromptChars() {
    return (int) getOrDefault(maxPromptChars);
  }

  public FilterExamples setMaxPromptChars(int chars) {
    set(maxPromptChars, chars);
    return this;
  }

  public IntParam maxAnswerChars() {
    return maxAnswerChars;
  }

  public int getMaxAnswerChars() {
    return (int) getOrDefault(maxAnswerChars);
  }

  public FilterExamples setMaxAnswerChars(int chars) {
    set(maxAnswerChars, chars);
    return this;
  }

  public BooleanParam keepToolCalls() {
    return keepToolCalls;
  }

  public boolean getKeepToolCalls() {
    return (boolean) getOrDefault(keepToolCalls);
  }

  public FilterExamples setKeepToolCalls(boolean keep) {
    set(keepToolCalls, keep);
    return this;
  }

  public BooleanParam keepRefusals() {
    return keepRefusals;
  }

  public boolean getKeepRefusals() {
    return (boolean) getOrDefault(keepRefusals);
  }

  public FilterExamples setKeepRefusals(boolean keep) {
    set(keepRefusals, keep);
    return this;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputSchema.of(this, schema)
        .needs(messagesCol, MessageRows.MESSAGES)
        .needs(answerCol, MessageRows.MESSAGE)
        .needs(droppedCol, DataTypes.StringType)
        .check();
    return schema;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> examples) {
    transformSchema(examples.schema());
    // Plain values, because a closure travels to executors and the filter does not.
    int promptChars = getMaxPromptChars();
    int answerChars = getMaxAnswerChars();
    boolean toolCalls = getKeepToolCalls();
    boolean refusals = getKeepRefusals();
    UDF2<Seq<Row>, Row, String> reason =
        (messages, answer) ->
            reason(
                new ExampleFilter(promptChars, answerChars, toolCalls, refusals), messages, answer);
    return examples.withColumn(
        getDroppedCol(),
        functions.coalesce(
            functions.col(getDroppedCol()),
            functions
                .udf(reason, DataTypes.StringType)
                .apply(functions.col(getMessagesCol()), functions.col(getAnswerCol()))));
  }

  private static @Nullable String reason(
      ExampleFilter filter, @Nullable Seq<Row> messages, @Nullable Row answerRow) {
    Message answer = MessageRows.fromNullable(answerRow);
    return answer == null
        ? "no answer"
        : filter.dropReason(
            new Example(
                "",
                "",
                null,
                MessageRows.list(messages),
                null,
                null,
                answer,
                "",
                1,
                null,
                null,
                Provenance.of("", "")));
  }

  @Override
  public FilterExamples copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  public static MLReader<FilterExamples> read() {
    return new DefaultParamsReader<>();
  }

  public static FilterExamples load(String path) {
    return read().load(path);
  }
}
