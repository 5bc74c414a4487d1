package dev.hone.transformers.examples;

import dev.hone.adapters.PromptEdits;
import dev.hone.redaction.Mode;
import dev.hone.redaction.Recognizers;
import dev.hone.redaction.Redaction;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.home.PromptRules;
import dev.hone.spark.params.HasAnswerCol;
import dev.hone.spark.params.HasDroppedCol;
import dev.hone.spark.params.HasMessagesCol;
import dev.hone.spark.params.HasPromptCol;
import dev.hone.spark.params.InputSchema;
import dev.hone.spark.params.StageParams;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;

/**
 * Does with personal data in messages and answers what each kind's mode says: counts it, replaces
 * it by pseudonyms that are the same throughout a conversation, or leaves the example out. Writes
 * how many of each kind were found into a column. No row is removed; rows that are out already are
 * redacted too, for they are stored as well. What is in the calls table stays there.
 *
 * <p>What was masked is masked again in the requests that a model tuned on these examples answers,
 * and put back in its answers: the modes travel in the metadata of the columns and in the adapter's
 * manifest. There masking comes before pruning, so it should here: put this stage in front of
 * {@link PruneExamples}. What is masked inside a value, or a value that the model must reckon with,
 * is lost to the model all the same.
 */
public final class RedactExamples extends Transformer
    implements HasMessagesCol, HasAnswerCol, HasPromptCol, HasDroppedCol, DefaultParamsWritable {
  private final String uid;
  private final Param<String> messagesCol;
  private final Param<String> answerCol;
  private final Param<String> promptCol;
  private final Param<String> droppedCol;
  private final Param<String> personalDataCol;
  private final Param<String> mode;
  private final StringArrayParam modes;

  public RedactExamples() {
    this(Identifiable.randomUID("redactExamples"));
  }

  public RedactExamples(String uid) {
    this.uid = uid; // before any Param: each Param remembers it
    this.messagesCol = StageParams.text(this, "messagesCol", "the conversation as logged");
    this.answerCol = StageParams.text(this, "answerCol", "the logged answer");
    this.promptCol =
        StageParams.text(this, "promptCol", "the conversation after pruning, redacted if there");
    this.droppedCol =
        StageParams.text(this, "droppedCol", "why a row is left out, null while it is in");
    this.personalDataCol =
        StageParams.text(this, "personalDataCol", "how many of each kind were found, written here");
    this.mode =
        StageParams.choice(
            this,
            "mode",
            "what becomes of each kind that modes does not name",
            Arrays.stream(Mode.values()).map(Mode::text).toArray(String[]::new));
    this.modes =
        StageParams.texts(
            this, "modes", "modes of single kinds, each as kind=mode, such as email=mark");
    setDefault(messagesCol, "messages");
    setDefault(answerCol, "answer");
    setDefault(promptCol, "prompt");
    setDefault(droppedCol, "dropped");
    setDefault(personalDataCol, "personal_data");
    setDefault(mode, Mode.MASK.text());
    setDefault(modes, new String[0]);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public Param<String> messagesCol() {
    return messagesCol;
  }

  public RedactExamples setMessagesCol(String column) {
    set(messagesCol, column);
    return this;
  }

  @Override
  public Param<String> answerCol() {
    return answerCol;
  }

  public RedactExamples setAnswerCol(String column) {
    set(answerCol, column);
    return this;
  }

  @Override
  public Param<String> promptCol() {
    return promptCol;
  }

  public RedactExamples setPromptCol(String column) {
    set(promptCol, column);
    return this;
  }

  @Override
  public Param<String> droppedCol() {
    return droppedCol;
  }

  public RedactExamples setDroppedCol(String column) {
    set(droppedCol, column);
    return this;
  }

  public Param<String> personalDataCol() {
    return personalDataCol;
  }

  public String getPersonalDataCol() {
    return getOrDefault(personalDataCol);
  }

  public RedactExamples setPersonalDataCol(String column) {
    set(personalDataCol, column);
    return this;
  }

  public Param<String> mode() {
    return mode;
  }

  public String getMode() {
    return getOrDefault(mode);
  }

  /** One mode for all kinds: off, mark, mask or drop. */
  public RedactExamples setMode(String name) {
    set(mode, name);
    return this;
  }

  public StringArrayParam modes() {
    return modes;
  }

  public String[] getModes() {
    return getOrDefault(modes);
  }

  public RedactExamples setModes(String... kindsAndModes) {
    set(modes, kindsAndModes);
    return this;
  }

  /** Another mode for one kind. */
  public RedactExamples setModeOf(String kind, String name) {
    return setModes(
        Stream.concat(
                Arrays.stream(getModes()).filter(entry -> !entry.startsWith(kind + "=")),
                Stream.of(kind + "=" + name))
            .toArray(String[]::new));
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputSchema input =
        InputSchema.of(this, schema)
            .needs(messagesCol, MessageRows.MESSAGES)
            .needs(answerCol, MessageRows.MESSAGE)
            .needs(droppedCol, DataTypes.StringType);
    if (Arrays.asList(schema.fieldNames()).contains(getPromptCol())) {
      input.needs(promptCol, MessageRows.MESSAGES);
    }
    for (String entry : getModes()) {
      String[] parts = entry.split("=", -1);
      input.needs(
          parts.length == 2 && Recognizers.kinds().contains(parts[0]) && isMode(parts[1]),
          "Invalid entry '"
              + entry
              + "' (param modes). Write kind=mode with a kind of "
              + Recognizers.kinds()
              + " and a mode of off, mark, mask or drop.");
    }
    input.check();
    StructType redacted = marked(schema, getMessagesCol());
    if (Arrays.asList(schema.fieldNames()).contains(getPromptCol())) {
      redacted = marked(redacted, getPromptCol());
    }
    return InputSchema.with(redacted, getPersonalDataCol(), RedactRow.COUNTS, Metadata.empty());
  }

  private StructType marked(StructType schema, String column) {
    return InputSchema.with(schema, column, MessageRows.MESSAGES, metadata(schema, column));
  }

  /** Says in a column's metadata what became of personal data: its model must do so again. */
  private Metadata metadata(StructType schema, String column) {
    PromptEdits before = PromptRules.of(schema, column);
    return PromptRules.metadata(
        new PromptEdits(before.redaction().then(redaction()), before.pruning()));
  }

  /** What becomes of each kind. */
  public Redaction redaction() {
    Map<String, Mode> byKind = new LinkedHashMap<>();
    modesByKind().forEach((kind, name) -> byKind.put(kind, Mode.of(name)));
    return new Redaction(byKind);
  }

  private static boolean isMode(String name) {
    return Arrays.stream(Mode.values()).anyMatch(known -> known.text().equals(name));
  }

  @Override
  public Dataset<Row> transform(Dataset<?> examples) {
    transformSchema(examples.schema());
    Dataset<Row> rows = AppliedRules.note(this, getDroppedCol(), examples.toDF());
    boolean pruned = Arrays.asList(rows.columns()).contains(getPromptCol());
    Column prompt =
        pruned ? functions.col(getPromptCol()) : functions.lit(null).cast(MessageRows.MESSAGES);
    Column redacted =
        functions
            .udf(new RedactRow(modesByKind()), RedactRow.SCHEMA)
            .asNondeterministic() // or it would run once for each column taken from it
            .apply(functions.col(getMessagesCol()), functions.col(getAnswerCol()), prompt);
    Dataset<Row> with = rows.withColumn(RedactRow.COLUMN, redacted);
    if (pruned) {
      with =
          with.withColumn(
              getPromptCol(),
              part(RedactRow.PROMPT).as(getPromptCol(), metadata(rows.schema(), getPromptCol())));
    }
    return with.withColumn(
            getMessagesCol(),
            part(RedactRow.MESSAGES)
                .as(getMessagesCol(), metadata(rows.schema(), getMessagesCol())))
        .withColumn(getAnswerCol(), part(RedactRow.ANSWER))
        .withColumn(getPersonalDataCol(), part(RedactRow.FOUND))
        .withColumn(
            getDroppedCol(),
            functions.coalesce(functions.col(getDroppedCol()), part(RedactRow.REASON)))
        .drop(RedactRow.COLUMN);
  }

  private static Column part(String name) {
    return functions.col(RedactRow.COLUMN).getField(name);
  }

  private Map<String, String> modesByKind() {
    Map<String, String> byKind = new LinkedHashMap<>();
    Recognizers.kinds().forEach(kind -> byKind.put(kind, getMode()));
    for (String entry : getModes()) {
      String[] parts = entry.split("=", -1);
      byKind.put(parts[0], parts[1]);
    }
    return byKind;
  }

  @Override
  public RedactExamples copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  public static MLReader<RedactExamples> read() {
    return new DefaultParamsReader<>();
  }

  public static RedactExamples load(String path) {
    return read().load(path);
  }
}
