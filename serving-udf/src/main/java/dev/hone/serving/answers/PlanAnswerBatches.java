package dev.hone.serving.answers;

import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.collection.immutable.Seq;

/** Plans {@link AnswerBatch} as {@link AnswerBatchExec}. */
public final class PlanAnswerBatches extends SparkStrategy {
  @Override
  public Seq<SparkPlan> apply(LogicalPlan plan) {
    return plan instanceof AnswerBatch batch
        ? ScalaSeqs.of(
            new AnswerBatchExec(
                batch.model(), batch.request(), batch.answer(), planLater(batch.child())))
        : ScalaSeqs.of();
  }
}
