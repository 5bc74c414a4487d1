package dev.hone.templates;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** Python's tuple; {@code names} are the attributes of a named one (groupby's), else empty. */
final class Tuple extends AbstractList<@Nullable Object> implements RandomAccess {
  private final @Nullable Object[] elements;
  private final List<String> names;

  private Tuple(@Nullable Object[] elements, List<String> names) {
    this.elements = elements;
    this.names = names;
  }

  static Tuple of(@Nullable Object... elements) {
    return new Tuple(elements, List.of());
  }

  static Tuple copyOf(List<?> elements) {
    return new Tuple(elements.toArray(), List.of());
  }

  static Tuple named(List<String> names, @Nullable Object... elements) {
    return new Tuple(elements, names);
  }

  List<String> names() {
    return names;
  }

  @Override
  public @Nullable Object get(int index) {
    return elements[index];
  }

  @Override
  public int size() {
    return elements.length;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Tuple tuple && Arrays.equals(elements, tuple.elements);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(elements);
  }
}
