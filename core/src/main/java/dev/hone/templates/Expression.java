package dev.hone.templates;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An expression of a template: it has a value in a scope, and names inside it. */
sealed interface Expression {
  /** The value; null is Python's None. */
  @Nullable Object evaluate(Scope scope);

  List<Expression> children();

  record Literal(@Nullable Object value) implements Expression {
    @Override
    public @Nullable Object evaluate(Scope scope) {
      return value;
    }

    @Override
    public List<Expression> children() {
      return List.of();
    }
  }

  record Name(String name) implements Expression {
    @Override
    public @Nullable Object evaluate(Scope scope) {
      return scope.value(name);
    }

    @Override
    public List<Expression> children() {
      return List.of();
    }
  }

  record ListLiteral(List<Expression> elements) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      return values(elements, scope);
    }

    @Override
    public List<Expression> children() {
      return elements;
    }
  }

  record TupleLiteral(List<Expression> elements) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      return Tuple.copyOf(values(elements, scope));
    }

    @Override
    public List<Expression> children() {
      return elements;
    }
  }

  record DictLiteral(List<Expression> keys, List<Expression> values) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      Map<Object, @Nullable Object> dict = new LinkedHashMap<>();
      for (int i = 0; i < keys.size(); i++) {
        scope.rendering().charge(1);
        Dicts.put(dict, keys.get(i).evaluate(scope), values.get(i).evaluate(scope));
      }
      return dict;
    }

    @Override
    public List<Expression> children() {
      List<Expression> all = new ArrayList<>(keys);
      all.addAll(values);
      return all;
    }
  }

  /** {@code owner.name}: an attribute first, then an element. */
  record Attribute(Expression owner, String name, int line) implements Expression {
    @Override
    public @Nullable Object evaluate(Scope scope) {
      Object value = owner.evaluate(scope);
      scope.rendering().at(line);
      return Access.attribute(value, name);
    }

    @Override
    public List<Expression> children() {
      return List.of(owner);
    }
  }

  /** {@code owner[key]}: an element first, then an attribute. */
  record Item(Expression owner, Expression key, int line) implements Expression {
    @Override
    public @Nullable Object evaluate(Scope scope) {
      Object value = owner.evaluate(scope);
      Object wanted = key.evaluate(scope);
      scope.rendering().at(line);
      return Access.item(scope.rendering(), value, wanted);
    }

    @Override
    public List<Expression> children() {
      return List.of(owner, key);
    }
  }

  /** {@code owner[start:stop:step]}; an omitted bound is the literal None. */
  record Slice(Expression owner, Expression start, Expression stop, Expression step, int line)
      implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      Object value = owner.evaluate(scope);
      Object first = start.evaluate(scope);
      Object end = stop.evaluate(scope);
      Object stride = step.evaluate(scope);
      scope.rendering().at(line);
      return Access.slice(scope.rendering(), value, first, end, stride);
    }

    @Override
    public List<Expression> children() {
      return List.of(owner, start, stop, step);
    }
  }

  record Call(Expression function, CallArguments arguments, int line) implements Expression {
    @Override
    public @Nullable Object evaluate(Scope scope) {
      return call(scope, Map.of());
    }

    /** Calls with further named arguments: the caller of a call block. */
    @Nullable Object call(Scope scope, Map<String, ?> extra) {
      Object target = function.evaluate(scope);
      Arguments given = arguments.evaluate(scope, extra);
      scope.rendering().at(line);
      if (target instanceof Callable callable) {
        return callable.call(scope.rendering(), given);
      }
      if (target instanceof Undefined undefined) {
        throw undefined.failure();
      }
      throw new TemplateFailure("'" + Types.name(target) + "' object is not callable");
    }

    @Override
    public List<Expression> children() {
      return arguments.withFirst(function);
    }
  }

  /** {@code value | filter(arguments)}. */
  record Filtered(Expression value, String name, CallArguments arguments, int line)
      implements Expression {
    @Override
    public @Nullable Object evaluate(Scope scope) {
      return apply(scope, value.evaluate(scope));
    }

    @Nullable Object apply(Scope scope, @Nullable Object input) {
      Arguments given = arguments.evaluate(scope, Map.of());
      scope.rendering().at(line);
      return Filters.named(name).apply(scope.rendering(), input, given);
    }

    @Override
    public List<Expression> children() {
      return arguments.withFirst(value);
    }
  }

  /** {@code value is test(arguments)}. */
  record Tested(Expression value, String name, CallArguments arguments, int line)
      implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      Object input = value.evaluate(scope);
      Arguments given = arguments.evaluate(scope, Map.of());
      scope.rendering().at(line);
      return Tests.named(name).test(scope.rendering(), input, given);
    }

    @Override
    public List<Expression> children() {
      return arguments.withFirst(value);
    }
  }

  /** {@code whenTrue if test else otherwise}; without else it is undefined. */
  record Conditional(Expression test, Expression whenTrue, @Nullable Expression otherwise, int line)
      implements Expression {
    @Override
    public @Nullable Object evaluate(Scope scope) {
      if (Types.isTrue(test.evaluate(scope))) {
        return whenTrue.evaluate(scope);
      }
      if (otherwise != null) {
        return otherwise.evaluate(scope);
      }
      return new Undefined(
          "the inline if-expression on line "
              + line
              + " evaluated to false and no else section was defined.");
    }

    @Override
    public List<Expression> children() {
      return otherwise == null ? List.of(test, whenTrue) : List.of(test, whenTrue, otherwise);
    }
  }

  record And(Expression left, Expression right) implements Expression {
    @Override
    public @Nullable Object evaluate(Scope scope) {
      Object value = left.evaluate(scope);
      return Types.isTrue(value) ? right.evaluate(scope) : value;
    }

    @Override
    public List<Expression> children() {
      return List.of(left, right);
    }
  }

  record Or(Expression left, Expression right) implements Expression {
    @Override
    public @Nullable Object evaluate(Scope scope) {
      Object value = left.evaluate(scope);
      return Types.isTrue(value) ? value : right.evaluate(scope);
    }

    @Override
    public List<Expression> children() {
      return List.of(left, right);
    }
  }

  record Not(Expression operand) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      return !Types.isTrue(operand.evaluate(scope));
    }

    @Override
    public List<Expression> children() {
      return List.of(operand);
    }
  }

  record Signed(String operator, Expression operand, int line) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      Object value = operand.evaluate(scope);
      scope.rendering().at(line);
      return operator.equals("-") ? Numbers.negate(value) : Numbers.plus(value);
    }

    @Override
    public List<Expression> children() {
      return List.of(operand);
    }
  }

  record Arithmetic(String operator, Expression left, Expression right, int line)
      implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      Object a = left.evaluate(scope);
      Object b = right.evaluate(scope);
      scope.rendering().at(line);
      return Operators.arithmetic(scope.rendering(), operator, a, b);
    }

    @Override
    public List<Expression> children() {
      return List.of(left, right);
    }
  }

  /** {@code a ~ b ~ c}: the texts of all, joined. */
  record Concatenation(List<Expression> parts, int line) implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      Rendering rendering = scope.rendering();
      StringBuilder text = new StringBuilder();
      for (Expression part : parts) {
        String next = PythonText.str(rendering, part.evaluate(scope));
        rendering.at(line);
        rendering.claimText((long) text.length() + next.length());
        text.append(next);
      }
      return text.toString();
    }

    @Override
    public List<Expression> children() {
      return parts;
    }
  }

  /** {@code a < b == c}: true where every neighbour compares; each is evaluated once. */
  record Comparison(Expression first, List<String> operators, List<Expression> others, int line)
      implements Expression {
    @Override
    public Object evaluate(Scope scope) {
      Object left = first.evaluate(scope);
      for (int i = 0; i < operators.size(); i++) {
        Object right = others.get(i).evaluate(scope);
        scope.rendering().at(line);
        if (!Operators.compares(scope.rendering(), operators.get(i), left, right)) {
          return false;
        }
        left = right;
      }
      return true;
    }

    @Override
    public List<Expression> children() {
      List<Expression> all = new ArrayList<>(others);
      all.add(0, first);
      return all;
    }
  }

  /** The arguments of a call as written: in order, by name, {@code *list} and {@code **dict}. */
  record CallArguments(
      List<Expression> positional,
      Map<String, Expression> named,
      @Nullable Expression unpackedList,
      @Nullable Expression unpackedDict) {
    static final CallArguments NONE = new CallArguments(List.of(), Map.of(), null, null);

    Arguments evaluate(Scope scope, Map<String, ?> extra) {
      List<@Nullable Object> inOrder = values(positional, scope);
      Map<String, @Nullable Object> byName = new LinkedHashMap<>();
      named.forEach((name, value) -> byName.put(name, value.evaluate(scope)));
      if (unpackedList != null) {
        inOrder.addAll(Iteration.list(scope.rendering(), unpackedList.evaluate(scope)));
      }
      byName.putAll(extra);
      if (unpackedDict != null) {
        unpack(unpackedDict.evaluate(scope), byName);
      }
      return new Arguments(inOrder, byName);
    }

    private static void unpack(@Nullable Object dict, Map<String, @Nullable Object> byName) {
      if (!(dict instanceof Map<?, ?> map)) {
        throw new TemplateFailure("argument after ** must be a mapping, not " + Types.name(dict));
      }
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (!(entry.getKey() instanceof String name)) {
          throw new TemplateFailure("keywords must be strings");
        }
        if (byName.containsKey(name)) {
          throw new TemplateFailure("got multiple values for keyword argument '" + name + "'");
        }
        byName.put(name, entry.getValue());
      }
    }

    List<Expression> withFirst(Expression first) {
      List<Expression> all = new ArrayList<>();
      all.add(first);
      all.addAll(positional);
      all.addAll(named.values());
      if (unpackedList != null) {
        all.add(unpackedList);
      }
      if (unpackedDict != null) {
        all.add(unpackedDict);
      }
      return all;
    }
  }

  private static List<@Nullable Object> values(List<Expression> expressions, Scope scope) {
    List<@Nullable Object> values = new ArrayList<>(expressions.size());
    for (Expression expression : expressions) {
      scope.rendering().charge(1);
      values.add(expression.evaluate(scope));
    }
    return values;
  }
}
