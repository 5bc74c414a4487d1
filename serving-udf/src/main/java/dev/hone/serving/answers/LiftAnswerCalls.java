package dev.hone.serving.answers;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.rules.Rule;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.Metadata;

/**
 * Takes each {@code hone_answer} out of a projection or a filter into an {@link AnswerBatch} below
 * it. Calls inside calls come out first. What a query does not need asked is not asked: cheap
 * conditions of a WHERE go below the batch, a LIMIT goes below it ({@link AskLess}), and a call in
 * a branch of a CASE is asked only for the rows that take the branch. A call that stands where no
 * batch can be is asked row by row, as are all calls where {@link #BATCHED} is {@code false}.
 */
public final class LiftAnswerCalls extends Rule<LogicalPlan> {
  /** SQL conf, {@code true} by default: whether calls are lifted into batches. */
  public static final String BATCHED = "spark.hone.answers.batched";

  @Override
  public LogicalPlan apply(LogicalPlan plan) {
    return rewrite(plan, isBatched(SQLConf.get()));
  }

  static boolean isBatched(SQLConf conf) {
    return Boolean.parseBoolean(conf.getConfString(BATCHED, "true"));
  }

  private static LogicalPlan rewrite(LogicalPlan plan, boolean batched) {
    LogicalPlan node = plan.mapChildren(child -> rewrite(child, batched));
    if (node instanceof AnswerBatch
        || ScalaSeqs.toList(node.expressions()).stream().noneMatch(CallSites::hasCall)) {
      return AskLess.at(node);
    }
    if (batched && node instanceof Project project) {
      return lift(project);
    }
    if (batched && node instanceof Filter filter) {
      return lift(filter);
    }
    return node.mapExpressions(CallSites::askRowByRow);
  }

  private static LogicalPlan lift(Project project) {
    Lifting lifting = new Lifting(project.child());
    List<NamedExpression> columns = new ArrayList<>();
    for (NamedExpression column : ScalaSeqs.toList(project.projectList())) {
      columns.add((NamedExpression) lifting.lift((Expression) column));
    }
    return new Project(ScalaSeqs.from(columns), lifting.plan);
  }

  private static LogicalPlan lift(Filter filter) {
    List<Expression> conditions = new ArrayList<>();
    splitConjunction(filter.condition(), conditions);
    List<Expression> cheap = conditions.stream().filter(Expression::deterministic).toList();
    conditions.removeAll(cheap);
    LogicalPlan child =
        cheap.isEmpty()
            ? filter.child()
            : new Filter(cheap.stream().reduce(And::new).orElseThrow(), filter.child());
    // One filter a condition, in the order written: what the first refuses is not asked again.
    Lifting lifting = new Lifting(child);
    for (Expression condition : conditions) {
      Expression lifted = lifting.lift(condition);
      lifting.plan = new Filter(lifted, lifting.plan);
    }
    List<NamedExpression> columns = ScalaSeqs.toList(filter.output());
    return new Project(ScalaSeqs.from(columns), lifting.plan);
  }

  private static void splitConjunction(Expression condition, List<Expression> into) {
    if (condition instanceof And and) {
      splitConjunction(and.left(), into);
      splitConjunction(and.right(), into);
    } else {
      into.add(condition);
    }
  }

  /** The batches added so far below one node, and the calls they answer. */
  private static final class Lifting {
    private final List<AnswerCall> calls = new ArrayList<>();
    private final List<Attribute> answers = new ArrayList<>();
    private LogicalPlan plan;

    Lifting(LogicalPlan plan) {
      this.plan = plan;
    }

    Expression lift(Expression expression) {
      Expression rest = expression;
      while (true) {
        var site = CallSites.next(rest, plan.outputSet());
        if (site.isEmpty()) {
          // What is left stands where no batch can answer it: in a lambda, say.
          return CallSites.askRowByRow(rest);
        }
        Attribute answer = answerOf(site.get().guarded());
        rest = CallSites.replace(rest, site.get().call(), answer);
      }
    }

    private Attribute answerOf(AnswerCall call) {
      for (int i = 0; i < calls.size(); i++) {
        if (calls.get(i).asksTheSameAs(call)) {
          return answers.get(i);
        }
      }
      Attribute answer =
          new AttributeReference(
              AnswerCall.NAME,
              AnswerStruct.SCHEMA,
              true,
              Metadata.empty(),
              NamedExpression.newExprId(),
              ScalaSeqs.of());
      plan = new AnswerBatch(call.model(), call.request(), answer, plan);
      calls.add(call);
      answers.add(answer);
      return answer;
    }
  }
}
