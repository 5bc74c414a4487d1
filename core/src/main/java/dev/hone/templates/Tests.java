package dev.hone.templates;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** jinja2's tests: what may follow {@code is}. */
final class Tests {
  interface Test {
    boolean test(Rendering rendering, @Nullable Object value, Arguments given);
  }

  private interface Plain {
    boolean test(@Nullable Object value);
  }

  private static final Map<String, Test> TESTS = tests();

  private Tests() {}

  static boolean exists(String name) {
    return TESTS.containsKey(name);
  }

  static Test named(String name) {
    Test test = TESTS.get(name);
    if (test == null) {
      throw new TemplateFailure("No test named '" + name + "'.");
    }
    return test;
  }

  private static Map<String, Test> tests() {
    Map<String, Test> all = new HashMap<>();
    plain(all, "defined", value -> !(value instanceof Undefined));
    plain(all, "undefined", Undefined.class::isInstance);
    plain(all, "none", value -> value == null);
    plain(all, "boolean", Boolean.class::isInstance);
    plain(all, "true", Boolean.TRUE::equals);
    plain(all, "false", Boolean.FALSE::equals);
    plain(all, "integer", Types::isInteger);
    plain(all, "float", Double.class::isInstance);
    plain(all, "number", Types::isNumber);
    plain(all, "string", String.class::isInstance);
    plain(all, "mapping", Map.class::isInstance);
    plain(all, "iterable", Iteration::isIterable);
    plain(all, "sequence", Tests::isSequence);
    plain(all, "callable", value -> value instanceof Callable || value instanceof Undefined);
    plain(all, "escaped", value -> false);
    plain(all, "filter", value -> value instanceof String name && Filters.exists(name));
    plain(all, "test", value -> value instanceof String name && exists(name));
    all.put("lower", (r, value, given) -> CaseText.isLower(only("lower", r, value, given)));
    all.put("upper", (r, value, given) -> CaseText.isUpper(only("upper", r, value, given)));
    all.put("odd", (r, value, given) -> remainder(r, value, 2L, "odd", given) == 1);
    all.put("even", (r, value, given) -> remainder(r, value, 2L, "even", given) == 0);
    all.put("divisibleby", Tests::isDivisible);
    all.put("in", (r, value, given) -> Operators.contains(r, other("in", given), value));
    all.put("sameas", (r, value, given) -> isSame(value, other("sameas", given)));
    comparison(all, "==", "==", "eq", "equalto");
    comparison(all, "!=", "!=", "ne");
    comparison(all, ">", ">", "gt", "greaterthan");
    comparison(all, ">=", ">=", "ge");
    comparison(all, "<", "<", "lt", "lessthan");
    comparison(all, "<=", "<=", "le");
    return Map.copyOf(all);
  }

  private static void plain(Map<String, Test> all, String name, Plain test) {
    all.put(
        name,
        (rendering, value, given) -> {
          given.bind(name, 0);
          return test.test(value);
        });
  }

  private static void comparison(Map<String, Test> all, String operator, String... names) {
    for (String name : names) {
      all.put(
          name,
          (rendering, value, given) ->
              Operators.compares(rendering, operator, value, other(name, given)));
    }
  }

  private static @Nullable Object other(String name, Arguments given) {
    return given.bind(name, 1, "other")[0];
  }

  private static String only(
      String name, Rendering rendering, @Nullable Object value, Arguments given) {
    given.bind(name, 0);
    return PythonText.str(rendering, value);
  }

  private static double remainder(
      Rendering rendering, @Nullable Object value, Object divisor, String name, Arguments given) {
    given.bind(name, 0);
    return remainder(rendering, value, divisor);
  }

  private static double remainder(
      Rendering rendering, @Nullable Object value, @Nullable Object divisor) {
    Object remainder = Operators.arithmetic(rendering, "%", value, divisor);
    return remainder instanceof String ? Double.NaN : Numbers.real(remainder);
  }

  private static boolean isDivisible(Rendering rendering, @Nullable Object value, Arguments given) {
    return remainder(rendering, value, given.bind("divisibleby", 1, "num")[0]) == 0;
  }

  private static boolean isSequence(@Nullable Object value) {
    return value instanceof String
        || value instanceof List
        || value instanceof Map
        || value instanceof Undefined;
  }

  /** Python's {@code is}: for values without identity here, equality of type and value. */
  private static boolean isSame(@Nullable Object value, @Nullable Object other) {
    boolean plain = value instanceof String || Types.isNumber(value);
    return plain ? value.equals(other) : value == other;
  }
}
