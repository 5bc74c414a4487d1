package dev.hone.providers;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One daemon thread that starts things later; what it starts must not block. */
final class Timers {
  private static final ScheduledThreadPoolExecutor THREAD = thread();

  private Timers() {}

  private static ScheduledThreadPoolExecutor thread() {
    ScheduledThreadPoolExecutor timers =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "hone-timers");
              thread.setDaemon(true);
              return thread;
            });
    timers.setRemoveOnCancelPolicy(true); // a timer holds the request it is for
    return timers;
  }

  /** As {@link #after}, for what is never called off. */
  static void later(long millis, Runnable task) {
    ScheduledFuture<?> unused = after(millis, task);
  }

  /** The task must not throw. */
  static ScheduledFuture<?> after(long millis, Runnable task) {
    return THREAD.schedule(task, millis, TimeUnit.MILLISECONDS);
  }

  static void laterNanos(long nanos, Runnable task) {
    ScheduledFuture<?> unused = THREAD.schedule(task, nanos, TimeUnit.NANOSECONDS);
  }
}
