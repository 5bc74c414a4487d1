package dev.hone.transformers.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.hone.chat.Message;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.params.HasDroppedCol;
import dev.hone.spark.params.HasMessagesCol;
import dev.hone.spark.params.InputSchema;
import dev.hone.spark.params.StageParams;
import dev.hone.tasks.PromptTemplate;
import dev.hone.tasks.TemplateFinder;
import java.util.Arrays;
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
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;

/**
 * Finds the prompt templates behind examples that name no task, from a sample drawn by a hash of
 * their ids, and names the task of every example by its template: see {@link TemplateFinder}. Keep
 * the fitted model, so that later calls get the same names without another look.
 *
 * <p>Stands behind {@link RedactExamples}, for the templates are kept as text, and in front of all
 * that works task by task: {@link DedupeExamples}, {@link SplitExamples}, {@link PruneExamples},
 * and a {@link SelectExamples} with caps by {@code task}.
 */
public final class AssignTasks extends Estimator<AssignTasksModel>
    implements HasMessagesCol, HasDroppedCol, DefaultParamsWritable {
  /** A template that one call in five hundred has is found. */
  public static final int DEFAULT_MAX_EXAMPLES = 5_000;

  private final String uid;
  private final Param<String> idCol;
  private final Param<String> messagesCol;
  private final Param<String> droppedCol;
  private final Param<String> taskCol;
  private final IntParam maxExamples;
  private final IntParam minExamples;

  public AssignTasks() {
    this(Identifiable.randomUID("assignTasks"));
  }

  public AssignTasks(String uid) {
    this.uid = uid; // before any Param: each Param remembers it
    this.idCol = StageParams.text(this, "idCol", "the key of the example");
    this.messagesCol = StageParams.text(this, "messagesCol", "the conversation as logged");
    this.droppedCol =
        StageParams.text(this, "droppedCol", "why a row is left out, null while it is in");
    this.taskCol = StageParams.text(this, "taskCol", "the task; a name given there is kept");
    this.maxExamples =
        StageParams.positive(
            this, "maxExamples", "about so many examples are looked at, on the driver (> 0)");
    this.minExamples =
        StageParams.positive(
            this, "minExamples", "so many of them must share a template for it to be one (> 0)");
    setDefault(idCol, "id");
    setDefault(messagesCol, "messages");
    setDefault(droppedCol, "dropped");
    setDefault(taskCol, "task");
    setDefault(maxExamples, DEFAULT_MAX_EXAMPLES);
    setDefault(minExamples, TemplateFinder.DEFAULT_FEWEST_PROMPTS);
  }

  @Override
  public String uid() {
    return uid;
  }

  public Param<String> idCol() {
    return idCol;
  }

  public String getIdCol() {
    return getOrDefault(idCol);
  }

  public AssignTasks setIdCol(String column) {
    set(idCol, column);
    return this;
  }

  @Override
  public Param<String> messagesCol() {
    return messagesCol;
  }

  public AssignTasks setMessagesCol(String column) {
    set(messagesCol, column);
    return this;
  }

  @Override
  public Param<String> droppedCol() {
    return droppedCol;
  }

  public AssignTasks setDroppedCol(String column) {
    set(droppedCol, column);
    return this;
  }

  public Param<String> taskCol() {
    return taskCol;
  }

  public String getTaskCol() {
    return getOrDefault(taskCol);
  }

  public AssignTasks setTaskCol(String column) {
    set(taskCol, column);
    return this;
  }

  public IntParam maxExamples() {
    return maxExamples;
  }

  public int getMaxExamples() {
    return (int) getOrDefault(maxExamples);
  }

  public AssignTasks setMaxExamples(int examples) {
    set(maxExamples, examples);
    return this;
  }

  public IntParam minExamples() {
    return minExamples;
  }

  public int getMinExamples() {
    return (int) getOrDefault(minExamples);
  }

  public AssignTasks setMinExamples(int examples) {
    set(minExamples, examples);
    return this;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputSchema input =
        InputSchema.of(this, schema)
            .needs(idCol, DataTypes.StringType)
            .needs(messagesCol, MessageRows.MESSAGES)
            .needs(droppedCol, DataTypes.StringType);
    if (Arrays.asList(schema.fieldNames()).contains(getTaskCol())) {
      input.needs(taskCol, DataTypes.StringType);
    }
    input.check();
    return InputSchema.with(schema, getTaskCol(), DataTypes.StringType, Metadata.empty());
  }

  @Override
  public AssignTasksModel fit(Dataset<?> examples) {
    transformSchema(examples.schema());
    Dataset<Row> rows = examples.toDF();
    Column nameless =
        Arrays.asList(rows.columns()).contains(getTaskCol())
            ? col(getTaskCol()).isNull()
            : lit(true);
    List<List<Message>> sample =
        TaskSamples.of(
                rows.filter(col(getDroppedCol()).isNull().and(nameless))
                    .select(
                        col(getIdCol()).as("id"),
                        lit(TaskSamples.NO_TASK).as("task"),
                        col(getMessagesCol()).as("messages")),
                getMaxExamples())
            .getOrDefault(TaskSamples.NO_TASK, List.of());
    String[] templates =
        TemplateFinder.find(sample, getMinExamples()).stream()
            .map(PromptTemplate::toJson)
            .toArray(String[]::new);
    AssignTasksModel model = new AssignTasksModel(uid).setTemplates(templates);
    return copyValues(model.setParent(this), new ParamMap());
  }

  @Override
  public AssignTasks copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  public static MLReader<AssignTasks> read() {
    return new DefaultParamsReader<>();
  }

  public static AssignTasks load(String path) {
    return read().load(path);
  }
}
