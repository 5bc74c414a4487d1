package dev.hone.serving.answers;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Runs an {@link AnswerBatch}: every task asks in batches of the size its model likes best. */
public final class AnswerBatchExec extends SparkPlan {
  private final Expression model;
  private final Expression request;
  private final Attribute answer;
  private final SparkPlan child;
  private transient scala.collection.immutable.@Nullable Map<String, SQLMetric> metrics;

  /** Public for Catalyst, which copies nodes by reflection. */
  public AnswerBatchExec(Expression model, Expression request, Attribute answer, SparkPlan child) {
    this.model = model;
    this.request = request;
    this.answer = answer;
    this.child = child;
  }

  @Override
  public synchronized scala.collection.immutable.Map<String, SQLMetric> metrics() {
    if (metrics == null) {
      Map<String, SQLMetric> all = new LinkedHashMap<>();
      all.put("numOutputRows", SQLMetrics.createMetric(sparkContext(), "number of output rows"));
      all.put("batches", SQLMetrics.createMetric(sparkContext(), "number of batches"));
      all.put("errors", SQLMetrics.createMetric(sparkContext(), "number of errors"));
      all.put("answerTime", SQLMetrics.createTimingMetric(sparkContext(), "time to answer", -1));
      metrics = scala.collection.immutable.Map.from(CollectionConverters.asScala(all));
    }
    return metrics;
  }

  @Override
  public RDD<InternalRow> doExecute() {
    var all = metrics();
    AnswerTask task =
        new AnswerTask(
            model,
            request,
            answer,
            child.output(),
            AnswerCall.access(session(), model),
            all.apply("numOutputRows"),
            all.apply("batches"),
            all.apply("errors"),
            all.apply("answerTime"));
    return child.execute().toJavaRDD().mapPartitions(task, true).rdd();
  }

  @Override
  public Seq<Attribute> output() {
    return ScalaSeqs.plus(child.output(), answer);
  }

  @Override
  public AttributeSet producedAttributes() {
    return AttributeSet.apply(ScalaSeqs.of(answer));
  }

  @Override
  public Partitioning outputPartitioning() {
    return child.outputPartitioning();
  }

  @Override
  public Seq<SortOrder> outputOrdering() {
    return child.outputOrdering();
  }

  @Override
  public Seq<SparkPlan> children() {
    return ScalaSeqs.of(child);
  }

  @Override
  public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
    return new AnswerBatchExec(model, request, answer, children.apply(0));
  }

  @Override
  public Object productElement(int index) {
    return switch (index) {
      case 0 -> model;
      case 1 -> request;
      case 2 -> answer;
      case 3 -> child;
      default -> throw new IndexOutOfBoundsException(index);
    };
  }

  @Override
  public int productArity() {
    return 4;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof AnswerBatchExec;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AnswerBatchExec batch
        && model.equals(batch.model)
        && request.equals(batch.request)
        && answer.equals(batch.answer)
        && child.equals(batch.child);
  }

  @Override
  public int hashCode() {
    return java.util.Objects.hash(model, request, answer, child);
  }
}
