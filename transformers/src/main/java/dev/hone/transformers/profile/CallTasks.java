package dev.hone.transformers.profile;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.trim;
import static org.apache.spark.sql.functions.when;

import dev.hone.profile.TaskKey;
import dev.hone.transformers.examples.AssignTasks;
import dev.hone.transformers.examples.AssignTasksModel;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of calls: those that tags name, and of all other calls those of their prompt templates,
 * found as {@link AssignTasks} finds them and under the same names.
 */
final class CallTasks implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The column that {@link #assign} adds. */
  static final String TASK = "task";

  /** What {@link AssignTasks} asks for beside a call's own columns: no call is left out. */
  private static final String IN = "left_out";

  private final transient AssignTasksModel model;
  private final Map<String, String> labels;

  private CallTasks(AssignTasksModel model) {
    this.model = model;
    this.labels = new HashMap<>();
    model.promptTemplates().stream()
        .map(TaskKey::of)
        .forEach(task -> labels.put(task.key(), task.label()));
  }

  /** Looks at a sample of the calls without a tag. */
  static CallTasks find(Dataset<Row> calls) {
    return new CallTasks(new AssignTasks().setDroppedCol(IN).fit(tagged(calls)));
  }

  /** The rows, calls or examples, with a column {@code task}: a key, or null for no task. */
  Dataset<Row> assign(Dataset<Row> rows) {
    return model.transform(tagged(rows)).drop(IN);
  }

  /** The task of that key. */
  TaskKey task(@Nullable String key) {
    if (key == null) {
      return TaskKey.NONE;
    }
    String label = labels.get(key);
    return label == null
        ? TaskKey.ofTag(key.substring(TaskKey.TAG_PREFIX.length()))
        : new TaskKey(key, label);
  }

  private static Dataset<Row> tagged(Dataset<Row> calls) {
    Column[] names =
        TaskKey.TAGS.stream()
            .map(tag -> col("tags").getItem(tag))
            .map(name -> when(trim(name).notEqual(""), concat(lit(TaskKey.TAG_PREFIX), name)))
            .toArray(Column[]::new);
    return calls.withColumn(TASK, coalesce(names)).withColumn(IN, lit(null).cast("string"));
  }
}
