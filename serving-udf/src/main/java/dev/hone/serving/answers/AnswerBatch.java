package dev.hone.serving.answers;

import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/** The child's rows, in their order, each with the answer to one call: a row in, a row out. */
public final class AnswerBatch extends LogicalPlan {
  private final Expression model;
  private final Expression request;
  private final Attribute answer;
  private final LogicalPlan child;

  /** Public for Catalyst, which copies nodes by reflection. */
  public AnswerBatch(Expression model, Expression request, Attribute answer, LogicalPlan child) {
    this.model = model;
    this.request = request;
    this.answer = answer;
    this.child = child;
  }

  Expression model() {
    return model;
  }

  Expression request() {
    return request;
  }

  Attribute answer() {
    return answer;
  }

  LogicalPlan child() {
    return child;
  }

  AnswerBatch withChild(LogicalPlan newChild) {
    return new AnswerBatch(model, request, answer, newChild);
  }

  @Override
  public Seq<Attribute> output() {
    return ScalaSeqs.plus(child.output(), answer);
  }

  @Override
  public AttributeSet producedAttributes() {
    return AttributeSet.apply(ScalaSeqs.of(answer));
  }

  /** Two answers to the same request may differ, so no rule may copy this node. */
  @Override
  public boolean deterministic() {
    return false;
  }

  @Override
  public Option<Object> maxRows() {
    return child.maxRows();
  }

  @Override
  public Seq<LogicalPlan> children() {
    return ScalaSeqs.of(child);
  }

  @Override
  public LogicalPlan withNewChildrenInternal(IndexedSeq<LogicalPlan> children) {
    return withChild(children.apply(0));
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
    return other instanceof AnswerBatch;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AnswerBatch batch
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
