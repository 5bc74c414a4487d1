package dev.hone.templates;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Walking values as Python's {@code iter} does. */
final class Iteration {
  private Iteration() {}

  static Iterator<?> of(Rendering rendering, @Nullable Object value) {
    if (value instanceof Collection<?> collection) {
      return collection.iterator();
    }
    if (value instanceof Map<?, ?> map) {
      return map.keySet().iterator();
    }
    if (value instanceof String text) {
      rendering.chargeText(text.length());
      return text.codePoints().mapToObj((IntFunction<String>) Character::toString).iterator();
    }
    if (value instanceof Generator generator) {
      return generator.elements();
    }
    if (value instanceof Undefined) {
      return Collections.emptyIterator();
    }
    throw new TemplateFailure("'" + Types.name(value) + "' object is not iterable");
  }

  static boolean isIterable(@Nullable Object value) {
    return value instanceof Collection
        || value instanceof Map
        || value instanceof String
        || value instanceof Generator
        || value instanceof Undefined
        || value instanceof LoopState;
  }

  /** All elements, in a list of their own. */
  static List<@Nullable Object> list(Rendering rendering, @Nullable Object value) {
    List<@Nullable Object> elements = new ArrayList<>();
    Iterator<?> iterator = of(rendering, value);
    while (iterator.hasNext()) {
      rendering.charge(1);
      elements.add(iterator.next());
    }
    return elements;
  }

  /** Python's {@code len}. */
  static long length(Rendering rendering, @Nullable Object value) {
    if (value instanceof Collection<?> collection) {
      return collection.size();
    }
    if (value instanceof Map<?, ?> map) {
      return map.size();
    }
    if (value instanceof String text) {
      rendering.chargeText(text.length());
      return text.codePointCount(0, text.length());
    }
    if (value instanceof Undefined) {
      return 0;
    }
    if (value instanceof LoopState loop) {
      return loop.length();
    }
    throw new TemplateFailure("object of type '" + Types.name(value) + "' has no len()");
  }
}
