package dev.hone.transformers.examples;

import dev.hone.chat.ModelUri;
import dev.hone.chat.TokenCounter;
import dev.hone.chat.TokenCounters;
import dev.hone.spark.models.LocalFiles;
import dev.hone.spark.models.TaskConfiguration;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/**
 * One token counter for each task and base model, closed when the task ends. Spark evaluates the
 * rows of a local table while it plans, in no task: for those there is one that stays open.
 */
final class TaskTokenCounters {
  private record Key(long taskAttempt, String baseModel) {}

  private static final long NO_TASK = -1;

  private static final ConcurrentHashMap<Key, TokenCounter> OPEN = new ConcurrentHashMap<>();

  private TaskTokenCounters() {}

  /**
   * The counter of the task that this thread runs, or the one for no task.
   *
   * @param baseModel folder of the base model, on any file system of Hadoop's
   */
  static TokenCounter get(String baseModel, TaskConfiguration configuration) {
    TaskContext task = TaskContext.get();
    if (task == null) {
      return OPEN.computeIfAbsent(
          new Key(NO_TASK, baseModel), key -> open(baseModel, configuration));
    }
    Key key = new Key(task.taskAttemptId(), baseModel);
    TokenCounter open = OPEN.get(key);
    if (open == null) {
      TokenCounter counter = open(baseModel, configuration);
      OPEN.put(key, counter); // a task is one thread
      task.addTaskCompletionListener(
          (TaskCompletionListener)
              ended -> {
                OPEN.remove(key);
                counter.close();
              });
      return counter;
    }
    return open;
  }

  private static TokenCounter open(String baseModel, TaskConfiguration configuration) {
    return TokenCounters.open(
        ModelUri.local(LocalFiles.fetch(baseModel, configuration.value()).toString()));
  }
}
