package dev.hone.serving.answers;

import dev.hone.chat.ChatModel;
import dev.hone.chat.ModelUri;
import dev.hone.spark.ledger.ModelAccess;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The models that one task asks, opened when first asked. Within a Spark task they are given back
 * when the task ends, however it ends; elsewhere by {@link #close}.
 */
final class TaskModels implements AutoCloseable {
  private static final ConcurrentMap<Long, TaskModels> OF_TASKS = new ConcurrentHashMap<>();

  private final ModelAccess access;
  private final Map<String, ChatModel> open = new HashMap<>();

  TaskModels(ModelAccess access) {
    this.access = access;
  }

  /**
   * The models of the running task, the same for every row of it; outside of a task, models of
   * their own. Close them after each use: within a task that does nothing.
   */
  static TaskModels ofRow(ModelAccess access) {
    TaskContext task = TaskContext.get();
    return task == null
        ? new TaskModels(access)
        : OF_TASKS.computeIfAbsent(
            task.taskAttemptId(),
            id -> {
              task.addTaskCompletionListener((TaskCompletionListener) ended -> OF_TASKS.remove(id));
              return new TaskModels(access);
            });
  }

  /** Ends a task that was cancelled before it asks more. */
  static void stopIfCancelled() {
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.killTaskIfInterrupted();
    }
  }

  /** The model of that name; closed with all of them, so not to be closed alone. */
  ChatModel model(String name) {
    return open.computeIfAbsent(name, uri -> access.open(ModelUri.parse(uri)));
  }

  /** How many rows to ask at once, where a batch begins with this one. */
  int batchSize(Ask first) {
    return first.model() == null ? 1 : Math.max(1, model(first.model()).capabilities().batchSize());
  }

  @Override
  public void close() {
    if (TaskContext.get() != null) {
      return; // they end with the task
    }
    open.values().forEach(ChatModel::close);
    open.clear();
  }
}
