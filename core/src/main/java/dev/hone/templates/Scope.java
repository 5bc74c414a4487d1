package dev.hone.templates;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The variables of one block of a template, by name, inside those of the block around it. It holds
 * exactly the names that {@link Symbols} found to belong to the block.
 */
final class Scope {
  private final Rendering rendering;
  private final @Nullable Scope parent;
  private final Map<String, @Nullable Object> variables = new HashMap<>();

  Scope(Rendering rendering, @Nullable Scope parent, Symbols symbols) {
    this.rendering = rendering;
    this.parent = parent;
    symbols.enter(this);
  }

  Rendering rendering() {
    return rendering;
  }

  /** The value of a variable, {@link Missing#VALUE} where it has none. */
  @Nullable Object find(String name) {
    for (Scope scope = this; scope != null; scope = scope.parent) {
      Object value = scope.variables.get(name);
      if (value != null || scope.variables.containsKey(name)) {
        return value;
      }
    }
    return rendering.resolve(name);
  }

  /** As {@link #find}, leaving out the variables of this block itself. */
  @Nullable Object findOutside(String name) {
    return parent == null ? Missing.VALUE : parent.find(name);
  }

  @Nullable Object value(String name) {
    Object value = find(name);
    return value == Missing.VALUE ? Undefined.variable(name) : value;
  }

  void put(String name, @Nullable Object value) {
    variables.put(name, value);
  }
}
