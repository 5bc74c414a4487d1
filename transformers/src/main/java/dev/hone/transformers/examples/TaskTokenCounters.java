package dev.hone.transformers.examples;

import dev.hone.chat.ModelUri;
import dev.hone.chat.TokenCounter;
import dev.hone.chat.TokenCounters;
import dev.hone.spark.models.LocalFiles;
import dev.hone.spark.models.TaskConfiguration;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/** One token counter for each task and base model, closed when the task ends. */
final class TaskTokenCounters {
  private record Key(long taskAttempt, String baseModel) {}

  private static final ConcurrentHashMap<Key, TokenCounter> OPEN = new ConcurrentHashMap<>();

  private TaskTokenCounters() {}

  /**
   * The counter of the task that this thread runs.
   *
   * @param baseModel folder of the base model, on any file system of Hadoop's
   */
  static TokenCounter get(String baseModel, TaskConfiguration configuration) {
    TaskContext task = TaskContext.get();
    if (task == null) {
      throw new IllegalStateException("Tokens are counted by tasks; this thread runs none.");
    }
    Key key = new Key(task.taskAttemptId(), baseModel);
    TokenCounter open = OPEN.get(key);
    if (open == null) {
      TokenCounter counter =
          TokenCounters.open(
              ModelUri.local(LocalFiles.fetch(baseModel, configuration.value()).toString()));
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
}
