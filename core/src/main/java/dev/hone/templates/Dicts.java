package dev.hone.templates;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's dict over a Java map: 1, 1.0 and true are one key, and some values cannot be keys. */
final class Dicts {
  private Dicts() {}

  static void put(
      Map<Object, @Nullable Object> dict, @Nullable Object key, @Nullable Object value) {
    dict.put(existing(dict, key), value);
  }

  /** The value under a key, or {@link Missing#VALUE}. */
  static @Nullable Object get(Map<?, ?> dict, @Nullable Object key) {
    Object existing = existing(dict, key);
    Object value = dict.get(existing);
    return value != null || dict.containsKey(existing) ? value : Missing.VALUE;
  }

  static boolean contains(Map<?, ?> dict, @Nullable Object key) {
    return get(dict, key) != Missing.VALUE;
  }

  private static @Nullable Object existing(Map<?, ?> dict, @Nullable Object key) {
    refuseUnhashable(key);
    if (key instanceof String || dict.containsKey(key) || !Types.isNumber(key)) {
      return key;
    }
    for (Object candidate : dict.keySet()) {
      if (Types.isNumber(candidate)) {
        Integer order = Numbers.compare(candidate, key);
        if (order != null && order == 0) {
          return candidate;
        }
      }
    }
    return key;
  }

  static void refuseUnhashable(@Nullable Object key) {
    if (Types.isList(key) || key instanceof Map || key instanceof DictView) {
      throw new TemplateFailure("unhashable type: '" + Types.name(key) + "'");
    }
    if (key instanceof Tuple tuple) {
      for (Object element : (List<?>) tuple) {
        refuseUnhashable(element);
      }
    }
  }
}
