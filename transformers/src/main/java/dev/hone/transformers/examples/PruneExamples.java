package dev.hone.transformers.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.xxhash64;

import dev.hone.adapters.PromptEdits;
import dev.hone.chat.Message;
import dev.hone.examples.Example;
import dev.hone.examples.PruneRules;
import dev.hone.examples.StaticSpan;
import dev.hone.examples.StaticText;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.home.PromptRules;
import dev.hone.spark.params.HasDroppedCol;
import dev.hone.spark.params.HasMessagesCol;
import dev.hone.spark.params.HasPromptCol;
import dev.hone.spark.params.HasSplitCol;
import dev.hone.spark.params.InputSchema;
import dev.hone.spark.params.StageParams;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.IntParam;
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

/**
 * Finds the text that all examples of a task share, over all of them, and prunes by it. What a rule
 * may remove: text that nearly all prompts of one task hold, and no other task holds in some. Only
 * rows to learn from are read.
 */
public final class PruneExamples extends Estimator<PruneExamplesModel>
    implements HasMessagesCol, HasPromptCol, HasSplitCol, HasDroppedCol, DefaultParamsWritable {
  /** Enough to find what all share; whether they do is then counted. */
  public static final int DEFAULT_MAX_EXAMPLES = 500;

  private final String uid;
  private final Param<String> messagesCol;
  private final Param<String> promptCol;
  private final Param<String> splitCol;
  private final Param<String> droppedCol;
  private final IntParam maxExamples;
  private final Param<String> idCol;
  private final Param<String> taskCol;

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
            this,
            "maxExamples",
            "so many examples of each task are searched for texts to count in all (> 0)");
    this.idCol = StageParams.text(this, "idCol", "the key of the example, to draw some by");
    this.taskCol =
        StageParams.text(this, "taskCol", "the task whose rows share text; all are one without it");
    setDefault(idCol, "id");
    setDefault(taskCol, "task");
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

  public Param<String> idCol() {
    return idCol;
  }

  public String getIdCol() {
    return getOrDefault(idCol);
  }

  public PruneExamples setIdCol(String column) {
    set(idCol, column);
    return this;
  }

  public Param<String> taskCol() {
    return taskCol;
  }

  public String getTaskCol() {
    return getOrDefault(taskCol);
  }

  public PruneExamples setTaskCol(String column) {
    set(taskCol, column);
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
        schema,
        getPromptCol(),
        MessageRows.MESSAGES,
        PromptRules.metadata(
            new PromptEdits(
                PromptRules.of(schema, getMessagesCol()).redaction(), PruneRules.none())));
  }

  @Override
  public PruneExamplesModel fit(Dataset<?> examples) {
    transformSchema(examples.schema());
    Dataset<Row> kept = examples.toDF().filter(col(getDroppedCol()).isNull());
    boolean hasIds = Arrays.asList(kept.columns()).contains(getIdCol());
    Dataset<Row> rows =
        kept.filter(col(getSplitCol()).equalTo(Example.TRAIN))
            .select(
                (hasIds ? col(getIdCol()) : xxhash64(col(getMessagesCol())).cast("string"))
                    .as("id"),
                TaskSamples.task(kept, getTaskCol()).as("task"),
                col(getMessagesCol()).as("messages"));
    PruneExamplesModel model =
        new PruneExamplesModel(uid).setTexts(rules(rows).texts().toArray(String[]::new));
    return copyValues(model.setParent(this), new ParamMap());
  }

  private PruneRules rules(Dataset<Row> rows) {
    Map<String, List<List<Message>>> samples = TaskSamples.of(rows, getMaxExamples());
    Set<String> candidates = new LinkedHashSet<>();
    samples.values().forEach(sample -> candidates.addAll(StaticText.candidates(sample)));
    if (candidates.isEmpty()) {
      return PruneRules.none();
    }
    Map<String, StaticTextCounts> counts = StaticTextCounts.byTask(rows, List.copyOf(candidates));
    Map<String, StaticSpan> chosen = new HashMap<>();
    counts.forEach(
        (task, of) -> {
          PruneRules ofTask =
              StaticText.choose(
                  of.spans(), of.conversations(), samples.getOrDefault(task, List.of()));
          for (StaticSpan span : of.spans()) {
            if (ofTask.texts().contains(span.text()) && staticOrAbsent(span.text(), counts)) {
              chosen.merge(
                  span.text(),
                  span,
                  (some, more) ->
                      new StaticSpan(
                          span.text(),
                          some.calls() + more.calls(),
                          some.occurrences() + more.occurrences()));
            }
          }
        });
    return new PruneRules(
        chosen.values().stream().sorted(StaticText.BY_SAVING).map(StaticSpan::text).toList());
  }

  /** Whether each task holds the text in nearly all prompts or in nearly none. */
  private static boolean staticOrAbsent(String text, Map<String, StaticTextCounts> counts) {
    for (StaticTextCounts of : counts.values()) {
      for (StaticSpan span : of.spans()) {
        double share = span.calls() / (double) of.conversations();
        if (span.text().equals(text)
            && share < StaticText.DEFAULT_MIN_SHARE
            && share > 1 - StaticText.DEFAULT_MIN_SHARE) {
          return false;
        }
      }
    }
    return true;
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
