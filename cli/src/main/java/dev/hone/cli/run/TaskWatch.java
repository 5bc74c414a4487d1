package dev.hone.cli.run;

import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.SparkStatusTracker;
import scala.Option;

/** Watches the tasks of a Spark job and tells how many rows are done; stops the job when asked. */
final class TaskWatch {
  private static final long EVERY_MILLIS = 500;

  private TaskWatch() {}

  /**
   * Does work that submits Spark jobs from this thread, and tells how far it is.
   *
   * @param tasks that the job has, of about equal size
   * @param rows that they work on together
   */
  static void during(RunContext run, int tasks, String what, long rows, Runnable work) {
    during(run, tasks, what, rows, () -> "", work);
  }

  /**
   * As {@link #during(RunContext, int, String, long, Runnable)}.
   *
   * @param more what else the screen says while it is at work; empty for nothing
   */
  static void during(
      RunContext run, int tasks, String what, long rows, Supplier<String> more, Runnable work) {
    SparkContext context = run.spark().sparkContext();
    // Of this call alone: tasks of the step before are done already, and are none of this one's.
    String group = "hone-" + run.runId() + "-" + UUID.randomUUID();
    context.setJobGroup(group, what, true);
    ScheduledExecutorService ticker =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "hone-task-watch");
              thread.setDaemon(true);
              return thread;
            });
    run.progress().at(String.format(Locale.ROOT, "%,d %s", rows, what));
    // A job of few tasks cannot be told from the shuffles before it.
    boolean telling =
        tasks > Integer.parseInt(run.spark().conf().get("spark.sql.shuffle.partitions"));
    long start = System.nanoTime();
    ScheduledFuture<?> watching =
        ticker.scheduleWithFixedDelay(
            () -> {
              if (run.stop().wished()) {
                context.cancelJobGroup(group);
              }
              int done = telling ? doneTasks(context.statusTracker(), group, tasks) : 0;
              if (done == tasks) {
                run.progress().at("writing");
              } else if (done > 0) {
                double seconds = (System.nanoTime() - start) / 1e9;
                run.progress()
                    .at(
                        String.format(
                            Locale.ROOT,
                            "%,d of %,d %s%s, %s left",
                            rows * done / tasks,
                            rows,
                            what,
                            more.get().isEmpty() ? "" : " (" + more.get() + ")",
                            Progress.clock(seconds / done * (tasks - done))));
              }
            },
            EVERY_MILLIS,
            EVERY_MILLIS,
            TimeUnit.MILLISECONDS);
    try {
      work.run();
    } finally {
      watching.cancel(false);
      ticker.shutdownNow();
      context.clearJobGroup();
    }
  }

  /** Done tasks of the stage that has that many; others, of Delta's own, are not looked at. */
  private static int doneTasks(SparkStatusTracker tracker, String group, int tasks) {
    int done = 0;
    for (int job : tracker.getJobIdsForGroup(group)) {
      for (int stage : stages(tracker, job)) {
        Option<SparkStageInfo> info = tracker.getStageInfo(stage);
        if (info.isDefined() && info.get().numTasks() == tasks) {
          done = Math.max(done, info.get().numCompletedTasks());
        }
      }
    }
    return done;
  }

  private static int[] stages(SparkStatusTracker tracker, int job) {
    var info = tracker.getJobInfo(job);
    return info.isDefined() ? info.get().stageIds() : new int[0];
  }
}
