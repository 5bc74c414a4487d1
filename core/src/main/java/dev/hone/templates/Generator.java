package dev.hone.templates;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * What a lazy filter ({@code map}, {@code select}, ...) returns: it can be walked once, has no
 * length and no elements by index, as in Python.
 *
 * @param depth how many generators it walks through, one inside the other
 */
record Generator(Iterator<@Nullable Object> elements, int depth) {
  /** A generator that walks no other. */
  Generator(Iterator<@Nullable Object> elements) {
    this(elements, 0);
  }

  /** How many generators there are below one that walks these values. */
  static int depthOver(@Nullable Object values) {
    return values instanceof Generator generator ? generator.depth + 1 : 0;
  }
}
