package dev.hone.serving.answers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.CaseWhen;
import org.apache.spark.sql.catalyst.expressions.Coalesce;
import org.apache.spark.sql.catalyst.expressions.EqualNullSafe;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.IsNull;
import org.apache.spark.sql.catalyst.expressions.LambdaFunction;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Not;
import org.apache.spark.sql.types.DataTypes;
import scala.Tuple2;

/** Finds the calls in an expression, and under which conditions each is reached. */
final class CallSites {
  private CallSites() {}

  /**
   * A call that a batch can answer.
   *
   * @param guards what must all be true for the call to be reached; deterministic, without calls
   */
  record Site(AnswerCall call, List<Expression> guards) {
    /** The call asking null, which asks nothing, of the rows that do not reach it. */
    AnswerCall guarded() {
      if (guards.isEmpty()) {
        return call;
      }
      Expression reached = guards.stream().reduce(And::new).orElseThrow();
      Expression nothing = Literal.create(null, DataTypes.StringType);
      return new AnswerCall(call.model(), new If(reached, call.request(), nothing));
    }
  }

  static boolean hasCall(Expression expression) {
    return expression.exists(part -> part instanceof AnswerCall);
  }

  /**
   * The next call to take out: with no call inside it, none in what guards it, and made of nothing
   * but the columns at hand.
   */
  static Optional<Site> next(Expression expression, AttributeSet columns) {
    return find(expression, List.of(), columns);
  }

  private static Optional<Site> find(
      Expression expression, List<Expression> guards, AttributeSet columns) {
    if (!hasCall(expression) || expression instanceof LambdaFunction) {
      return Optional.empty();
    }
    List<Branch> branches = branches(expression);
    for (Branch branch : branches) {
      List<Expression> all = new ArrayList<>(guards);
      all.addAll(branch.guards());
      Optional<Site> inside = find(branch.expression(), all, columns);
      if (inside.isPresent()) {
        return inside;
      }
    }
    boolean liftable =
        expression instanceof AnswerCall call
            && !hasCall(call.model())
            && !hasCall(call.request())
            && call.references().subsetOf(columns)
            && guards.stream().allMatch(Expression::deterministic);
    return liftable ? Optional.of(new Site((AnswerCall) expression, guards)) : Optional.empty();
  }

  private record Branch(Expression expression, List<Expression> guards) {}

  /** The children, each with what must be true for it to be evaluated. */
  private static List<Branch> branches(Expression expression) {
    List<Branch> branches = new ArrayList<>();
    if (expression instanceof If choice) {
      branches.add(new Branch(choice.predicate(), List.of()));
      branches.add(new Branch(choice.trueValue(), List.of(isTrue(choice.predicate()))));
      branches.add(new Branch(choice.falseValue(), List.of(isNotTrue(choice.predicate()))));
    } else if (expression instanceof CaseWhen choice) {
      List<Expression> earlier = new ArrayList<>();
      for (Tuple2<Expression, Expression> branch : ScalaSeqs.toList(choice.branches())) {
        branches.add(new Branch(branch._1(), List.copyOf(earlier)));
        List<Expression> here = new ArrayList<>(earlier);
        here.add(isTrue(branch._1()));
        branches.add(new Branch(branch._2(), here));
        earlier.add(isNotTrue(branch._1()));
      }
      if (choice.elseValue().isDefined()) {
        branches.add(new Branch(choice.elseValue().get(), earlier));
      }
    } else if (expression instanceof Coalesce coalesce) {
      List<Expression> earlier = new ArrayList<>();
      for (Expression child : ScalaSeqs.toList(coalesce.children())) {
        branches.add(new Branch(child, List.copyOf(earlier)));
        earlier.add(new IsNull(child));
      }
    } else {
      for (Expression child : ScalaSeqs.toList(expression.children())) {
        branches.add(new Branch(child, List.of()));
      }
    }
    return branches;
  }

  private static Expression isTrue(Expression condition) {
    return new EqualNullSafe(condition, Literal.create(true, DataTypes.BooleanType));
  }

  private static Expression isNotTrue(Expression condition) {
    return new Not(isTrue(condition));
  }

  /** The expression with one call, and those that read the same, replaced by its answer. */
  static Expression replace(Expression expression, AnswerCall call, Expression answer) {
    return expression == call
        ? answer
        : expression.mapChildren(child -> replace(child, call, answer));
  }

  /** The expression with every call in it asked row by row. */
  static Expression askRowByRow(Expression expression) {
    Expression inside = expression.mapChildren(CallSites::askRowByRow);
    return inside instanceof AnswerCall call ? AnswerRow.asExpression(call) : inside;
  }
}
