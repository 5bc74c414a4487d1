package dev.hone.templates;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The methods of dicts, lists and tuples that change nothing. */
final class CollectionMethods {
  private static final Set<String> DICT_MUTATIONS =
      Set.of("clear", "pop", "popitem", "setdefault", "update");
  private static final Set<String> LIST_MUTATIONS =
      Set.of("append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove");

  private CollectionMethods() {}

  static boolean isMutation(Object owner, String name) {
    return owner instanceof Map
        ? DICT_MUTATIONS.contains(name)
        : Types.isList(owner) && LIST_MUTATIONS.contains(name);
  }

  static @Nullable Callable find(Map<?, ?> dict, String name) {
    return switch (name) {
      case "items" -> view(name, DictView.Kind.ITEMS, dict);
      case "keys" -> view(name, DictView.Kind.KEYS, dict);
      case "values" -> view(name, DictView.Kind.VALUES, dict);
      case "get" -> new Function(name, (rendering, given) -> get(dict, given));
      case "copy" ->
          new Function(
              name,
              (rendering, given) -> {
                given.bindInOrder(name, 0, 0);
                rendering.charge(dict.size());
                return new LinkedHashMap<>(dict);
              });
      default -> null;
    };
  }

  private static Callable view(String name, DictView.Kind kind, Map<?, ?> dict) {
    return new Function(
        name,
        (rendering, given) -> {
          given.bindInOrder(name, 0, 0);
          return new DictView(kind, dict);
        });
  }

  private static @Nullable Object get(Map<?, ?> dict, Arguments given) {
    @Nullable Object[] bound = given.bindInOrder("get", 1, 2);
    Object value = Dicts.get(dict, bound[0]);
    if (value != Missing.VALUE) {
      return value;
    }
    return bound[1] == Missing.VALUE ? null : bound[1];
  }

  static @Nullable Callable find(List<?> list, String name) {
    return switch (name) {
      case "count" -> new Function(name, (rendering, given) -> count(rendering, list, given));
      case "index" -> new Function(name, (rendering, given) -> index(rendering, list, given));
      case "copy" ->
          Types.isList(list)
              ? new Function(
                  name,
                  (rendering, given) -> {
                    given.bindInOrder(name, 0, 0);
                    rendering.charge(list.size());
                    return new ArrayList<>(list);
                  })
              : null;
      default -> null;
    };
  }

  private static Object count(Rendering rendering, List<?> list, Arguments given) {
    Object wanted = given.bindInOrder("count", 1, 1)[0];
    return list.stream().filter(element -> Operators.equal(rendering, element, wanted)).count();
  }

  private static Object index(Rendering rendering, List<?> list, Arguments given) {
    @Nullable Object[] bound = given.bindInOrder("index", 1, 3);
    int from = bound[1] == Missing.VALUE ? 0 : Numbers.integer(bound[1], "start");
    int to = bound[2] == Missing.VALUE ? list.size() : Numbers.integer(bound[2], "stop");
    from = Math.max(0, from < 0 ? from + list.size() : from);
    to = Math.min(list.size(), to < 0 ? to + list.size() : to);
    for (int i = from; i < to; i++) {
      if (Operators.equal(rendering, list.get(i), bound[0])) {
        return (long) i;
      }
    }
    throw new TemplateFailure(PythonText.repr(rendering, bound[0]) + " is not in list");
  }
}
