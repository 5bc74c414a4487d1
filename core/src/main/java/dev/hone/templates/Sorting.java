package dev.hone.templates;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's stable sort, by a key that {@code <} must be able to compare. */
final class Sorting {
  interface Key<T> {
    @Nullable Object of(T element);
  }

  private Sorting() {}

  static <T> void sort(Rendering rendering, List<T> elements, Key<T> key, boolean reverse) {
    record Keyed<T>(T element, @Nullable Object key) {}
    List<Keyed<T>> keyed =
        new ArrayList<>(
            elements.stream().map(element -> new Keyed<>(element, key.of(element))).toList());
    keyed.sort(
        (a, b) -> {
          Integer order =
              reverse
                  ? Operators.compare(rendering, "<", b.key(), a.key(), 0)
                  : Operators.compare(rendering, "<", a.key(), b.key(), 0);
          return order == null ? 0 : order;
        });
    for (int i = 0; i < keyed.size(); i++) {
      elements.set(i, keyed.get(i).element());
    }
  }
}
