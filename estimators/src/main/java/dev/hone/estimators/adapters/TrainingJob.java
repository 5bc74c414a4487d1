package dev.hone.estimators.adapters;

import dev.hone.engine.training.TrainingConfig;
import dev.hone.engine.training.TrainingListener;
import dev.hone.engine.training.TrainingReport;
import dev.hone.spark.models.TaskConfiguration;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.spark.SparkContext;

/**
 * The Spark job of one task that trains, from the driver's side.
 *
 * @param editsJson what was masked in and pruned from the examples already
 * @param provenance where the examples came from
 */
record TrainingJob(
    String baseModel,
    AdapterTarget target,
    TrainingConfig config,
    String editsJson,
    Map<String, String> provenance,
    TaskConfiguration configuration) {

  /** Runs the job, and cancels it when the thread is interrupted or the listener throws. */
  TrainingTask.Outcome run(TrainingRows rows, TrainingListener listener) {
    SparkContext context = rows.rows().sparkSession().sparkContext();
    String tag = "hone-training-" + UUID.randomUUID();
    context.addJobTag(tag);
    try (ProgressChannel progress =
        ProgressChannel.open(context, listener, () -> context.cancelJobsWithTag(tag))) {
      TrainingTask task =
          new TrainingTask(
              baseModel, target, config, editsJson, provenance, progress.sender(), configuration);
      try {
        TrainingTask.Outcome outcome =
            rows.inOnePartition().toJavaRDD().mapPartitions(task).collect().get(0);
        progress.finish(outcome.report());
        return new TrainingTask.Outcome(
            withLeftOut(outcome.report(), rows), outcome.adapterSha256());
      } catch (Throwable e) {
        // The thread that fits may be interrupted; the task must not train on alone.
        context.cancelJobsWithTag(tag);
        throw TaskFailure.asCaller(e, progress.failure());
      }
    } finally {
      context.removeJobTag(tag);
    }
  }

  /** The report with the rows that never reached the engine. */
  private static TrainingReport withLeftOut(TrainingReport report, TrainingRows rows) {
    Map<String, Integer> skipped = new TreeMap<>(report.skipped());
    rows.left().forEach((reason, count) -> skipped.merge(reason, count.intValue(), Integer::sum));
    return new TrainingReport(
        report.steps(),
        report.resumedFrom(),
        report.tokens(),
        report.finalLoss(),
        report.heldOutLoss(),
        report.keptStep(),
        report.validation(),
        report.tokensPerSecond(),
        report.curve(),
        skipped);
  }
}
