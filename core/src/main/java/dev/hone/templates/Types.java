package dev.hone.templates;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which Python type a value stands for. */
final class Types {
  private Types() {}

  static boolean isInteger(@Nullable Object value) {
    return value instanceof Long || value instanceof BigInteger;
  }

  /** An int, a bool or a float. */
  static boolean isNumber(@Nullable Object value) {
    return value instanceof Long
        || value instanceof Double
        || value instanceof Boolean
        || value instanceof BigInteger;
  }

  static boolean isList(@Nullable Object value) {
    return value instanceof List && !(value instanceof Tuple) && !(value instanceof Range);
  }

  static boolean isTrue(@Nullable Object value) {
    if (value instanceof Boolean truth) {
      return truth;
    }
    if (value instanceof String text) {
      return !text.isEmpty();
    }
    if (value == null || value instanceof Undefined) {
      return false;
    }
    if (value instanceof Long number) {
      return number != 0;
    }
    if (value instanceof Double number) {
      return number != 0;
    }
    if (value instanceof java.util.Collection<?> elements) {
      return !elements.isEmpty();
    }
    if (value instanceof Map<?, ?> map) {
      return !map.isEmpty();
    }
    return !(value instanceof LoopState loop) || loop.length() != 0;
  }

  static String name(@Nullable Object value) {
    if (value == null) {
      return "NoneType";
    }
    if (value instanceof String) {
      return "str";
    }
    if (value instanceof Boolean) {
      return "bool";
    }
    if (isInteger(value)) {
      return "int";
    }
    if (value instanceof Double) {
      return "float";
    }
    if (value instanceof Map) {
      return "dict";
    }
    if (value instanceof Tuple) {
      return "tuple";
    }
    if (value instanceof Range) {
      return "range";
    }
    if (value instanceof List) {
      return "list";
    }
    if (value instanceof DictView view) {
      return view.typeName();
    }
    if (value instanceof LoopState) {
      return "LoopContext";
    }
    return value.getClass().getSimpleName();
  }

  /** As jinja2's messages name a value: None, or its type. */
  static String describe(@Nullable Object value) {
    return value == null ? "None" : name(value) + " object";
  }
}
