package dev.hone.transformers.examples;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import dev.hone.spark.home.MessageRows;
import dev.hone.spark.params.HasDroppedCol;
import dev.hone.spark.params.HasMessagesCol;
import dev.hone.spark.params.InputSchema;
import dev.hone.spark.params.StageParams;
import dev.hone.tasks.PromptTemplate;
import dev.hone.tasks.TaskIndex;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Model;
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
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;

/**
 * Names the task of every row by the prompt template that it is of. A name that is there is kept; a
 * row that is of no template has none. In {@code rules} the templates stand as a hash only: they
 * are prompt text from before redaction, perhaps.
 */
public final class AssignTasksModel extends Model<AssignTasksModel>
    implements HasMessagesCol, HasDroppedCol, DefaultParamsWritable {
  private final String uid;
  private final Param<String> messagesCol;
  private final Param<String> droppedCol;
  private final Param<String> taskCol;
  private final StringArrayParam templates;

  public AssignTasksModel() {
    this(Identifiable.randomUID("assignTasksModel"));
  }

  public AssignTasksModel(String uid) {
    this.uid = uid; // before any Param: each Param remembers it
    this.messagesCol = StageParams.text(this, "messagesCol", "the conversation as logged");
    this.taskCol = StageParams.text(this, "taskCol", "the task; a name given there is kept");
    this.droppedCol =
        StageParams.text(this, "droppedCol", "why a row is left out, null while it is in");
    this.templates =
        StageParams.texts(this, "templates", "the prompt templates, each as {\"spans\":[...]}");
    setDefault(messagesCol, "messages");
    setDefault(droppedCol, "dropped");
    setDefault(taskCol, "task");
    setDefault(templates, new String[0]);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public Param<String> droppedCol() {
    return droppedCol;
  }

  public AssignTasksModel setDroppedCol(String column) {
    set(droppedCol, column);
    return this;
  }

  @Override
  public Param<String> messagesCol() {
    return messagesCol;
  }

  public AssignTasksModel setMessagesCol(String column) {
    set(messagesCol, column);
    return this;
  }

  public Param<String> taskCol() {
    return taskCol;
  }

  public String getTaskCol() {
    return getOrDefault(taskCol);
  }

  public AssignTasksModel setTaskCol(String column) {
    set(taskCol, column);
    return this;
  }

  public StringArrayParam templates() {
    return templates;
  }

  public String[] getTemplates() {
    return getOrDefault(templates);
  }

  public AssignTasksModel setTemplates(String... json) {
    set(templates, json);
    return this;
  }

  /** The templates to read. */
  public List<PromptTemplate> promptTemplates() {
    return Arrays.stream(getTemplates()).map(PromptTemplate::fromJson).toList();
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputSchema input = InputSchema.of(this, schema).needs(messagesCol, MessageRows.MESSAGES);
    if (Arrays.asList(schema.fieldNames()).contains(getTaskCol())) {
      input.needs(taskCol, DataTypes.StringType);
    }
    input.check();
    return InputSchema.with(schema, getTaskCol(), DataTypes.StringType, Metadata.empty());
  }

  @Override
  public Dataset<Row> transform(Dataset<?> examples) {
    transformSchema(examples.schema());
    Column found =
        udf(new TaskOf(getTemplates()), DataTypes.StringType).apply(col(getMessagesCol()));
    boolean hasNames = Arrays.asList(examples.columns()).contains(getTaskCol());
    return AppliedRules.note(this, getDroppedCol(), examples.toDF())
        .withColumn(getTaskCol(), hasNames ? coalesce(col(getTaskCol()), found) : found);
  }

  /** Travels to executors as the templates' text; each builds its index once. */
  private static final class TaskOf implements UDF1<Seq<Row>, String> {
    private final String[] templates;
    private transient volatile @Nullable TaskIndex index;

    TaskOf(String[] templates) {
      this.templates = templates;
    }

    @Override
    public @Nullable String call(@Nullable Seq<Row> messages) {
      TaskIndex known = index;
      if (known == null) {
        known = new TaskIndex(Arrays.stream(templates).map(PromptTemplate::fromJson).toList());
        index = known;
      }
      return known.task(MessageRows.list(messages));
    }
  }

  @Override
  public AssignTasksModel copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  public static MLReader<AssignTasksModel> read() {
    return new DefaultParamsReader<>();
  }

  public static AssignTasksModel load(String path) {
    return read().load(path);
  }
}
