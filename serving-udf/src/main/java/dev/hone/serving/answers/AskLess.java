package dev.hone.serving.answers;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Repartition;
import org.apache.spark.sql.catalyst.plans.logical.RepartitionByExpression;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.internal.SQLConf;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the nodes above a batch from asking more than the query needs.
 *
 * <ul>
 *   <li>A limit goes below a batch, which gives a row for a row: LIMIT 3 asks three times.
 *   <li>A sort goes below it where it does not sort by the answer. Spark runs what is below a
 *       global sort twice, once for a sample of its keys, and would ask every row twice.
 *   <li>Where it does sort by the answer, a shuffle stands between, whose files both runs read.
 * </ul>
 */
final class AskLess {
  private AskLess() {}

  /** The node, or one that asks less and gives the same rows; its children are done already. */
  static LogicalPlan at(LogicalPlan node) {
    if (node instanceof GlobalLimit global
        && global.child() instanceof LocalLimit local
        && global.limitExpr().equals(local.limitExpr())) {
      LogicalPlan pushed = limitBelow(local.limitExpr(), local.child());
      return pushed == null ? node : pushed;
    }
    if (node instanceof Sort sort && sort.global() && asks(sort.child())) {
      LogicalPlan pushed = sortBelow(ScalaSeqs.toList(sort.order()), sort, sort.child());
      return pushed == null ? sort.withNewChildren(ScalaSeqs.of(kept(sort.child()))) : pushed;
    }
    if (node instanceof RepartitionByExpression range && byRange(range) && asks(range.child())) {
      return range.withNewChildren(ScalaSeqs.of(kept(range.child())));
    }
    return node;
  }

  private static boolean byRange(RepartitionByExpression node) {
    return ScalaSeqs.toList(node.partitionExpressions()).stream()
        .anyMatch(SortOrder.class::isInstance);
  }

  /** Whether a call is made in the same stage, however far below. */
  private static boolean asks(LogicalPlan plan) {
    if (plan instanceof AnswerBatch
        || ScalaSeqs.toList(plan.expressions()).stream().anyMatch(AnswerRow::isIn)) {
      return true;
    }
    boolean narrow = plan instanceof Project || plan instanceof Filter;
    return narrow && asks(plan.children().apply(0));
  }

  private static LogicalPlan kept(LogicalPlan plan) {
    return new Repartition(SQLConf.get().numShufflePartitions(), true, plan);
  }

  private static @Nullable LogicalPlan limitBelow(Expression limit, LogicalPlan plan) {
    if (plan instanceof Project project) {
      LogicalPlan child = limitBelow(limit, project.child());
      return child == null ? null : new Project(project.projectList(), child);
    }
    if (plan instanceof AnswerBatch batch) {
      LogicalPlan child = limitBelow(limit, batch.child());
      return batch.withChild(
          child == null ? new GlobalLimit(limit, new LocalLimit(limit, batch.child())) : child);
    }
    return null;
  }

  private static @Nullable LogicalPlan sortBelow(
      List<SortOrder> order, Sort sort, LogicalPlan plan) {
    if (plan instanceof AnswerBatch batch) {
      boolean byAnswer =
          order.stream()
              .anyMatch(key -> key.references().contains((NamedExpression) batch.answer()));
      return byAnswer ? null : batch.withChild(sortedOrSort(order, sort, batch.child()));
    }
    if (plan instanceof Project project) {
      Map<ExprId, Expression> meaning = new HashMap<>();
      for (NamedExpression column : ScalaSeqs.toList(project.projectList())) {
        if (column instanceof Alias alias) {
          meaning.put(alias.exprId(), alias.child());
        }
      }
      List<SortOrder> below =
          order.stream().map(key -> (SortOrder) substitute((Expression) key, meaning)).toList();
      if (!below.stream().allMatch(Expression::deterministic) || !asks(project.child())) {
        return null;
      }
      LogicalPlan child = sortBelow(below, sort, project.child());
      return child == null ? null : new Project(project.projectList(), child);
    }
    if (plan instanceof Filter filter && asks(filter.child())) {
      LogicalPlan child = sortBelow(order, sort, filter.child());
      return child == null ? null : new Filter(filter.condition(), child);
    }
    return null;
  }

  private static LogicalPlan sortedOrSort(List<SortOrder> order, Sort sort, LogicalPlan child) {
    if (asks(child)) {
      LogicalPlan deeper = sortBelow(order, sort, child);
      return deeper == null
          ? new Sort(ScalaSeqs.from(order), true, kept(child), sort.hint())
          : deeper;
    }
    return new Sort(ScalaSeqs.from(order), true, child, sort.hint());
  }

  private static Expression substitute(Expression expression, Map<ExprId, Expression> meaning) {
    if (expression instanceof Attribute attribute) {
      return meaning.getOrDefault(attribute.exprId(), attribute);
    }
    return expression.mapChildren(child -> substitute(child, meaning));
  }
}
