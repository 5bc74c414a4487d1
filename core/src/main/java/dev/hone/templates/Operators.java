package dev.hone.templates;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Python's operators on the values of a template. */
final class Operators {
  private Operators() {}

  static Object arithmetic(
      Rendering rendering, String operator, @Nullable Object left, @Nullable Object right) {
    if (operator.equals("%") && left instanceof String format) {
      return PercentFormat.format(rendering, format, right);
    }
    refuseUndefined(left, right);
    if (left != null && right != null && Types.isNumber(left) && Types.isNumber(right)) {
      return switch (operator) {
        case "+" -> Numbers.add(left, right);
        case "-" -> Numbers.subtract(left, right);
        case "*" -> Numbers.multiply(left, right);
        case "/" -> Numbers.divide(left, right);
        case "//" -> Numbers.floorDivide(left, right);
        case "%" -> Numbers.modulo(left, right);
        default -> Numbers.power(left, right);
      };
    }
    Object joined =
        switch (operator) {
          case "+" -> joined(rendering, left, right);
          case "*" -> repeated(rendering, left, right);
          default -> null;
        };
    if (joined == null) {
      throw new TemplateFailure(
          "unsupported operand type(s) for %s: '%s' and '%s'"
              .formatted(operator, Types.name(left), Types.name(right)));
    }
    return joined;
  }

  private static @Nullable Object joined(
      Rendering rendering, @Nullable Object left, @Nullable Object right) {
    if (left instanceof String a && right instanceof String b) {
      rendering.claimText((long) a.length() + b.length());
      return a.concat(b);
    }
    if (left instanceof String) {
      throw new TemplateFailure(
          "can only concatenate str (not \"" + Types.name(right) + "\") to str");
    }
    boolean tuples = left instanceof Tuple && right instanceof Tuple;
    if (tuples || (Types.isList(left) && Types.isList(right))) {
      List<?> a = (List<?>) Objects.requireNonNull(left);
      List<?> b = (List<?>) Objects.requireNonNull(right);
      rendering.charge((long) a.size() + b.size());
      List<@Nullable Object> all = new ArrayList<>(a.size() + b.size());
      all.addAll(a);
      all.addAll(b);
      return tuples ? Tuple.copyOf(all) : all;
    }
    return null;
  }

  private static @Nullable Object repeated(
      Rendering rendering, @Nullable Object left, @Nullable Object right) {
    boolean countFirst = Types.isInteger(left) || left instanceof Boolean;
    Object value = countFirst ? right : left;
    Object number = countFirst ? left : right;
    if (!(Types.isInteger(number) || number instanceof Boolean)) {
      return null;
    }
    int count = Math.max(0, Numbers.integer(number, "the count"));
    if (value instanceof String text) {
      rendering.claimText((long) text.length() * count);
      return text.repeat(count);
    }
    if (!(value instanceof Tuple) && !Types.isList(value)) {
      return null;
    }
    List<?> elements = (List<?>) Objects.requireNonNull(value);
    rendering.charge((long) elements.size() * count);
    List<@Nullable Object> all = new ArrayList<>(elements.size() * count);
    for (int i = 0; i < count && !elements.isEmpty(); i++) {
      all.addAll(elements);
    }
    return value instanceof Tuple ? Tuple.copyOf(all) : all;
  }

  private static void refuseUndefined(@Nullable Object left, @Nullable Object right) {
    if (left instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (right instanceof Undefined undefined) {
      throw undefined.failure();
    }
  }

  static boolean compares(
      Rendering rendering, String operator, @Nullable Object left, @Nullable Object right) {
    return switch (operator) {
      case "==" -> equal(rendering, left, right);
      case "!=" -> !equal(rendering, left, right);
      case "in" -> contains(rendering, right, left);
      case "not in" -> !contains(rendering, right, left);
      default -> ordered(rendering, operator, left, right);
    };
  }

  private static boolean ordered(
      Rendering rendering, String operator, @Nullable Object left, @Nullable Object right) {
    Integer order = compare(rendering, operator, left, right, 0);
    if (order == null) {
      return false; // NaN
    }
    return switch (operator) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  static boolean equal(Rendering rendering, @Nullable Object left, @Nullable Object right) {
    return equal(rendering, left, right, 0);
  }

  private static boolean equal(
      Rendering rendering, @Nullable Object left, @Nullable Object right, int depth) {
    rendering.checkDepth(depth);
    rendering.charge(1);
    if (left == null || right == null) {
      return left == right;
    }
    if (left instanceof String a && right instanceof String b) {
      rendering.chargeText(Math.min(a.length(), b.length()));
      return a.equals(b);
    }
    if (Types.isNumber(left) && Types.isNumber(right)) {
      Integer order = Numbers.compare(left, right);
      return order != null && order == 0;
    }
    if (left instanceof Undefined || right instanceof Undefined) {
      return left instanceof Undefined && right instanceof Undefined;
    }
    if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
      return equalDicts(rendering, a, b, depth);
    }
    if (left instanceof List<?> a && right instanceof List<?> b) {
      return Types.name(a).equals(Types.name(b)) && equalLists(rendering, a, b, depth);
    }
    return left == right;
  }

  private static boolean equalDicts(Rendering rendering, Map<?, ?> a, Map<?, ?> b, int depth) {
    if (a.size() != b.size()) {
      return false;
    }
    for (Map.Entry<?, ?> entry : a.entrySet()) {
      Object other = Dicts.get(b, entry.getKey());
      if (other == Missing.VALUE || !equal(rendering, entry.getValue(), other, depth + 1)) {
        return false;
      }
    }
    return true;
  }

  private static boolean equalLists(Rendering rendering, List<?> a, List<?> b, int depth) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!equal(rendering, a.get(i), b.get(i), depth + 1)) {
        return false;
      }
    }
    return true;
  }

  /** Below zero, zero or above as {@code <} orders values; null where a NaN has no order. */
  static @Nullable Integer compare(
      Rendering rendering,
      String operator,
      @Nullable Object left,
      @Nullable Object right,
      int depth) {
    rendering.checkDepth(depth);
    rendering.charge(1);
    if (left instanceof String a && right instanceof String b) {
      rendering.chargeText(Math.min(a.length(), b.length()));
      return compareText(a, b);
    }
    if (left != null && right != null && Types.isNumber(left) && Types.isNumber(right)) {
      return Numbers.compare(left, right);
    }
    refuseUndefined(left, right);
    boolean tuples = left instanceof Tuple && right instanceof Tuple;
    if (!tuples && !(Types.isList(left) && Types.isList(right))) {
      throw new TemplateFailure(
          "'%s' not supported between instances of '%s' and '%s'"
              .formatted(operator, Types.name(left), Types.name(right)));
    }
    List<?> a = (List<?>) Objects.requireNonNull(left);
    List<?> b = (List<?>) Objects.requireNonNull(right);
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      if (!equal(rendering, a.get(i), b.get(i), depth + 1)) {
        return compare(rendering, operator, a.get(i), b.get(i), depth + 1);
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  /** By code points: UTF-16 order differs where a surrogate meets a char above it. */
  private static int compareText(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean pairs = Character.isSurrogate(x) != Character.isSurrogate(y);
        return pairs ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /** Python's {@code value in container}. */
  static boolean contains(Rendering rendering, @Nullable Object container, @Nullable Object value) {
    if (container instanceof String text) {
      if (!(value instanceof String part)) {
        throw new TemplateFailure(
            "'in <string>' requires string as left operand, not " + Types.name(value));
      }
      return StringSearch.indexOf(rendering, text, part, 0) >= 0;
    }
    if (container instanceof Map<?, ?> map) {
      return Dicts.contains(map, value);
    }
    if (!Iteration.isIterable(container)) {
      throw new TemplateFailure("argument of type '" + Types.name(container) + "' is not iterable");
    }
    Iterator<?> elements = Iteration.of(rendering, container);
    while (elements.hasNext()) {
      if (equal(rendering, elements.next(), value)) {
        return true;
      }
    }
    return false;
  }
}
