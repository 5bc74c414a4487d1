package dev.hone.estimators.adapters;

import dev.hone.engine.training.TrainingListener;
import dev.hone.engine.training.TrainingReport;
import dev.hone.engine.training.TrainingStep;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Brings the steps of a training task to a listener on the driver. In the driver's own JVM each
 * step is heard as it happens, on the training thread; from an executor the latest step comes with
 * its heartbeat, every ten seconds or so, on Spark's listener thread.
 */
final class ProgressChannel extends SparkListener implements AutoCloseable {
  private static final ConcurrentMap<String, ProgressChannel> IN_THIS_JVM =
      new ConcurrentHashMap<>();

  private final SparkContext context;
  private final TrainingListener listener;
  private final Runnable cancel;
  private final String id = UUID.randomUUID().toString();
  private final LatestStep latest = new LatestStep();
  private int heard;
  private @Nullable RuntimeException failure;

  private ProgressChannel(SparkContext context, TrainingListener listener, Runnable cancel) {
    this.context = context;
    this.listener = listener;
    this.cancel = cancel;
  }

  /**
   * Opens the driver's end; close it.
   *
   * @param cancel ends the job when the listener throws
   */
  static ProgressChannel open(SparkContext context, TrainingListener listener, Runnable cancel) {
    ProgressChannel channel = new ProgressChannel(context, listener, cancel);
    context.register(channel.latest, "hone training step");
    context.addSparkListener(channel);
    IN_THIS_JVM.put(channel.id, channel);
    return channel;
  }

  /** The task's end. */
  Sender sender() {
    return new Sender(id, latest);
  }

  /** What a task reports its steps to. Travels to executors. */
  record Sender(String id, LatestStep latest) implements java.io.Serializable {
    void send(TrainingStep step) {
      ProgressChannel channel = IN_THIS_JVM.get(id);
      if (channel == null) {
        latest.add(step);
      } else {
        channel.hear(step);
      }
    }
  }

  private synchronized void hear(TrainingStep step) {
    if (step.step() > heard) {
      heard = step.step();
      listener.onStep(step);
    }
  }

  @Override
  public void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    for (var task : CollectionConverters.asJava(update.accumUpdates())) {
      for (AccumulableInfo info : CollectionConverters.asJava(task._4())) {
        if (info.id() == latest.id()
            && info.update().isDefined()
            && info.update().get() instanceof TrainingStep step) {
          hearFromAfar(step);
        }
      }
    }
  }

  /** Spark's listener thread must not see the listener's exception; the job must. */
  private void hearFromAfar(TrainingStep step) {
    try {
      hear(step);
    } catch (RuntimeException e) {
      synchronized (this) {
        failure = e;
      }
      cancel.run();
    }
  }

  /** Brings the last step, where no heartbeat has. */
  void finish(TrainingReport report) {
    if (!report.curve().isEmpty()) {
      hear(report.curve().get(report.curve().size() - 1));
    }
  }

  /** What the listener threw while it heard an executor, or null. */
  synchronized @Nullable RuntimeException failure() {
    return failure;
  }

  @Override
  public void close() {
    IN_THIS_JVM.remove(id);
    context.removeSparkListener(this);
  }
}
