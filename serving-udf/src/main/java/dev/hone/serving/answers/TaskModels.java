package dev.hone.serving.answers;

import dev.hone.chat.ChatModel;
import dev.hone.chat.ModelUri;
import dev.hone.spark.models.ModelPool;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The models that one task asks, leased from this JVM's pool when first asked. Within a Spark task
 * they are given back when the task ends, however it ends; elsewhere by {@link #close}.
 */
final class TaskModels implements AutoCloseable {
  private static final ConcurrentMap<Long, TaskModels> OF_TASKS = new ConcurrentHashMap<>();

  private final Configuration configuration;
  private final Map<String, ModelPool.Lease> leases = new HashMap<>();

  TaskModels(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * The models of the running task, the same for every row of it; outside of a task, models of
   * their own. Close them after each use: within a task that does nothing.
   */
  static TaskModels ofRow(Configuration configuration) {
    TaskContext task = TaskContext.get();
    return task == null
        ? new TaskModels(configuration)
        : OF_TASKS.computeIfAbsent(
            task.taskAttemptId(),
            id -> {
              task.addTaskCompletionListener((TaskCompletionListener) ended -> OF_TASKS.remove(id));
              return new TaskModels(configuration);
            });
  }

  /** Ends a task that was cancelled before it asks more. */
  static void stopIfCancelled() {
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.killTaskIfInterrupted();
    }
  }

  /** The model of that name; belongs to the pool, so it is not to be closed. */
  ChatModel model(String name) {
    return leases
        .computeIfAbsent(name, uri -> ModelPool.lease(ModelUri.parse(uri), configuration))
        .model();
  }

  /** How many rows to ask at once, where a batch begins with this one. */
  int batchSize(Ask first) {
    return first.model() == null ? 1 : Math.max(1, model(first.model()).capabilities().batchSize());
  }

  @Override
  public void close() {
    if (TaskContext.get() != null) {
      return; // the pool ends the leases with the task
    }
    leases.values().forEach(ModelPool.Lease::close);
    leases.clear();
  }
}
