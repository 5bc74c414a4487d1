package dev.hone.templates;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Attributes, elements and slices, as jinja2's sandbox gives them: what starts with an underscore
 * and what would change a value is undefined. Nothing is looked up by reflection: a value has the
 * attributes that are named here and in its methods' file, and no others.
 */
final class Access {
  private Access() {}

  /** {@code owner.name}. */
  static @Nullable Object attribute(@Nullable Object owner, String name) {
    if (owner instanceof Undefined undefined) {
      throw undefined.failure();
    }
    Object attribute = ownAttribute(owner, name);
    if (attribute != Missing.VALUE) {
      return attribute;
    }
    Object element = owner instanceof Map<?, ?> map ? Dicts.get(map, name) : Missing.VALUE;
    return element == Missing.VALUE ? Undefined.attribute(owner, name) : element;
  }

  /** {@code owner[key]}. */
  static @Nullable Object item(Rendering rendering, @Nullable Object owner, @Nullable Object key) {
    if (owner instanceof Undefined undefined) {
      throw undefined.failure();
    }
    Object element = element(rendering, owner, key);
    if (element == Missing.VALUE && key instanceof String name) {
      element = ownAttribute(owner, name);
    }
    return element == Missing.VALUE ? Undefined.attribute(owner, key) : element;
  }

  private static @Nullable Object element(
      Rendering rendering, @Nullable Object owner, @Nullable Object key) {
    if (owner instanceof Map<?, ?> map) {
      boolean hashable = !Types.isList(key) && !(key instanceof Map) && !(key instanceof DictView);
      return hashable ? Dicts.get(map, key) : Missing.VALUE;
    }
    if (!Types.isInteger(key) && !(key instanceof Boolean)) {
      return Missing.VALUE;
    }
    int index = Numbers.integer(key, "index");
    if (owner instanceof List<?> list) {
      int at = index < 0 ? index + list.size() : index;
      return at >= 0 && at < list.size() ? list.get(at) : Missing.VALUE;
    }
    return owner instanceof String text ? character(rendering, text, index) : Missing.VALUE;
  }

  private static Object character(Rendering rendering, String text, int index) {
    rendering.chargeText(text.length());
    int length = text.codePointCount(0, text.length());
    int at = index < 0 ? index + length : index;
    if (at < 0 || at >= length) {
      return Missing.VALUE;
    }
    return Character.toString(text.codePointAt(text.offsetByCodePoints(0, at)));
  }

  private static @Nullable Object ownAttribute(@Nullable Object owner, String name) {
    Object attribute = unsafeAttribute(owner, name);
    if (attribute == Missing.VALUE && name.startsWith("__") && name.endsWith("__")) {
      return unsafe(owner, name);
    }
    return attribute != Missing.VALUE && name.startsWith("_") ? unsafe(owner, name) : attribute;
  }

  private static @Nullable Object unsafeAttribute(@Nullable Object owner, String name) {
    if (owner instanceof String text) {
      return found(StringMethods.find(text, name));
    }
    if (owner instanceof Map<?, ?> map) {
      return CollectionMethods.isMutation(map, name)
          ? unsafe(owner, name)
          : found(CollectionMethods.find(map, name));
    }
    if (owner instanceof Tuple tuple && tuple.names().contains(name)) {
      return tuple.get(tuple.names().indexOf(name));
    }
    if (owner instanceof List<?> list) {
      return CollectionMethods.isMutation(list, name)
          ? unsafe(owner, name)
          : found(CollectionMethods.find(list, name));
    }
    if (owner instanceof Namespace namespace) {
      return Dicts.get(namespace.attributes(), name);
    }
    if (owner instanceof LoopState loop) {
      return loop.attribute(name);
    }
    if (owner instanceof Cycler cycler) {
      return cycler.attribute(name);
    }
    return owner instanceof Macro macro ? macroAttribute(macro, name) : Missing.VALUE;
  }

  private static @Nullable Object macroAttribute(Macro macro, String name) {
    return switch (name) {
      case "name" -> macro.name();
      case "arguments" -> Tuple.copyOf(macro.signature().parameters());
      case "caller" -> macro.signature().readsCaller();
      case "catch_kwargs" -> macro.signature().takesKwargs();
      case "catch_varargs" -> macro.signature().takesVarargs();
      default -> Missing.VALUE;
    };
  }

  private static Object found(@Nullable Callable method) {
    return method == null ? Missing.VALUE : method;
  }

  private static Undefined unsafe(@Nullable Object owner, String name) {
    return new Undefined(
        "access to attribute '%s' of '%s' object is unsafe.".formatted(name, Types.name(owner)));
  }

  /** {@code owner[start:stop:step]}. */
  static Object slice(
      Rendering rendering,
      @Nullable Object owner,
      @Nullable Object start,
      @Nullable Object stop,
      @Nullable Object step) {
    if (owner instanceof Undefined undefined) {
      throw undefined.failure();
    }
    if (!(owner instanceof String) && !(owner instanceof List)) {
      throw new TemplateFailure("'" + Types.name(owner) + "' object cannot be sliced");
    }
    int length = (int) Iteration.length(rendering, owner);
    int stride = step == null ? 1 : Numbers.integer(step, "slice step");
    if (stride == 0) {
      throw new TemplateFailure("slice step cannot be zero");
    }
    int first = bound(start, stride > 0 ? 0 : length - 1, length, stride);
    int end = bound(stop, stride > 0 ? length : -1, length, stride);
    if (owner instanceof String text) {
      return sliceText(rendering, text, length, first, end, stride);
    }
    if (owner instanceof Range range) {
      return range.slice(first, end, stride);
    }
    List<?> list = (List<?>) Objects.requireNonNull(owner);
    List<@Nullable Object> elements = new ArrayList<>();
    for (long i = first; stride > 0 ? i < end : i > end; i += stride) {
      rendering.charge(1);
      elements.add(list.get((int) i));
    }
    return owner instanceof Tuple ? Tuple.copyOf(elements) : elements;
  }

  private static int bound(@Nullable Object bound, int omitted, int length, int stride) {
    if (bound == null) {
      return omitted;
    }
    int index = Numbers.integer(bound, "slice index");
    int least = stride > 0 ? 0 : -1;
    int most = stride > 0 ? length : length - 1;
    return Math.max(least, Math.min(most, index < 0 ? index + length : index));
  }

  private static String sliceText(
      Rendering rendering, String text, int length, int first, int end, int stride) {
    rendering.chargeText(text.length());
    if (stride == 1 && first >= end) {
      return "";
    }
    if (stride == 1) {
      int from = length == text.length() ? first : text.offsetByCodePoints(0, first);
      int to = length == text.length() ? end : text.offsetByCodePoints(from, end - first);
      return text.substring(from, to);
    }
    int[] codePoints = text.codePoints().toArray();
    StringBuilder out = new StringBuilder();
    for (long i = first; stride > 0 ? i < end : i > end; i += stride) {
      out.appendCodePoint(codePoints[(int) i]);
    }
    return out.toString();
  }
}
