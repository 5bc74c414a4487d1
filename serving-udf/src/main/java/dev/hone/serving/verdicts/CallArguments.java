package dev.hone.serving.verdicts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.NamedArgumentExpression;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * The arguments of a call in a query, as texts in the order of the function's parameters: by
 * position, by name, or positions first; null for those left out at the end.
 */
final class CallArguments {
  private final List<Expression> texts;

  private CallArguments(List<Expression> texts) {
    this.texts = texts;
  }

  /**
   * Sorts them.
   *
   * @param needed how many parameters cannot be left out
   * @throws IllegalArgumentException if they are too few, too many or of other names
   */
  static CallArguments of(
      String function, List<String> parameters, int needed, List<Expression> arguments) {
    @Nullable Expression[] values = new Expression[parameters.size()];
    for (int i = 0; i < arguments.size(); i++) {
      Expression argument = arguments.get(i);
      int place = i;
      if (argument instanceof NamedArgumentExpression named) {
        place = parameters.indexOf(named.key());
        argument = named.value();
      }
      if (place < 0 || place >= values.length || values[place] != null) {
        throw wrong(function, parameters, needed, arguments);
      }
      values[place] = argument;
    }
    List<Expression> texts = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      Expression value = values[i];
      if (value == null && i < needed) {
        throw wrong(function, parameters, needed, arguments);
      }
      texts.add(value == null ? Literal.create(null, DataTypes.StringType) : asText(value));
    }
    return new CallArguments(texts);
  }

  private static Expression asText(Expression value) {
    return new Cast(value, DataTypes.StringType, Option.empty(), EvalMode.LEGACY());
  }

  private static IllegalArgumentException wrong(
      String function, List<String> parameters, int needed, List<Expression> arguments) {
    return new IllegalArgumentException(
        "Invalid arguments of "
            + function
            + ": "
            + arguments.stream().map(Expression::sql).toList()
            + ". Call "
            + function
            + "("
            + String.join(", ", parameters)
            + "), of which the last "
            + (parameters.size() - needed)
            + " may be left out.");
  }

  Expression get(int place) {
    return texts.get(place);
  }

  /** Those from a place on, and more after them. */
  List<Expression> behind(int place, Expression... more) {
    List<Expression> behind = new ArrayList<>(texts.subList(place, texts.size()));
    behind.addAll(Arrays.asList(more));
    return behind;
  }
}
