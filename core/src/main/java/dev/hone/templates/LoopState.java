package dev.hone.templates;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code loop} variable of a for block; it looks ahead only as far as it is asked. */
final class LoopState implements Callable {
  /** Renders the loop's body over other values. */
  interface Recursion {
    String render(@Nullable Object values);
  }

  private final Rendering rendering;
  private final int depth;
  private final @Nullable Recursion recurse;
  private Iterator<?> rest;
  private int length;
  private int index0 = -1;
  private @Nullable Object previous = Missing.VALUE;
  private @Nullable Object current = Missing.VALUE;
  private @Nullable Object following = Missing.VALUE;
  private @Nullable Object lastChanged = Missing.VALUE;

  /**
   * @param depth how many recursive loops this one is inside of
   * @param recurse null where it is not recursive
   */
  LoopState(Rendering rendering, @Nullable Object values, int depth, @Nullable Recursion recurse) {
    this.rendering = rendering;
    this.depth = depth;
    this.recurse = recurse;
    this.rest = Iteration.of(rendering, values);
    this.length = knownLength(values);
  }

  private static int knownLength(@Nullable Object values) {
    if (values instanceof Collection<?> collection) {
      return collection.size();
    }
    if (values instanceof Map<?, ?> map) {
      return map.size();
    }
    if (values instanceof String text) {
      return text.codePointCount(0, text.length());
    }
    return values instanceof Undefined ? 0 : -1;
  }

  boolean advance() {
    peek();
    if (following == Missing.VALUE) {
      return false;
    }
    index0++;
    previous = current;
    current = following;
    following = Missing.VALUE;
    return true;
  }

  private @Nullable Object peek() {
    if (following == Missing.VALUE && rest.hasNext()) {
      following = rest.next();
    }
    return following;
  }

  @Nullable Object current() {
    return current;
  }

  int length() {
    if (length < 0) {
      List<@Nullable Object> all = Iteration.list(rendering, new Generator(elements(rest)));
      rest = all.iterator();
      length = all.size() + index0 + 1 + (following == Missing.VALUE ? 0 : 1);
    }
    return length;
  }

  private static Iterator<@Nullable Object> elements(Iterator<?> iterator) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return iterator.hasNext();
      }

      @Override
      public @Nullable Object next() {
        return iterator.next();
      }
    };
  }

  int index() {
    return index0 + 1;
  }

  /** An attribute such as {@code index}, or {@link Missing#VALUE}. */
  @Nullable Object attribute(String name) {
    return switch (name) {
      case "index0" -> (long) index0;
      case "index" -> (long) index();
      case "revindex0" -> (long) length() - index();
      case "revindex" -> (long) length() - index0;
      case "first" -> index0 == 0;
      case "last" -> peek() == Missing.VALUE;
      case "length" -> (long) length();
      case "depth0" -> (long) depth;
      case "depth" -> (long) depth + 1;
      case "previtem" -> index0 == 0 ? new Undefined("there is no previous item") : previous;
      case "nextitem" ->
          peek() == Missing.VALUE ? new Undefined("there is no next item") : following;
      case "cycle" -> new Function("cycle", (r, given) -> cycle(given));
      case "changed" -> new Function("changed", (r, given) -> changed(given));
      default -> Missing.VALUE;
    };
  }

  private @Nullable Object cycle(Arguments given) {
    List<@Nullable Object> values = given.positional();
    if (values.isEmpty()) {
      throw new TemplateFailure("no items for cycling given");
    }
    return values.get(index0 % values.size());
  }

  private boolean changed(Arguments given) {
    Tuple value = Tuple.copyOf(given.positional());
    if (lastChanged instanceof Tuple last && Operators.equal(rendering, last, value)) {
      return false;
    }
    lastChanged = value;
    return true;
  }

  @Override
  public Object call(Rendering ignored, Arguments arguments) {
    if (recurse == null) {
      throw new TemplateFailure(
          "The loop must have the 'recursive' marker to be called recursively.");
    }
    return recurse.render(arguments.bind("loop", 1, "iterable")[0]);
  }
}
