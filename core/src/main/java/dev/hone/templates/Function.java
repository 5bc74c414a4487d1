package dev.hone.templates;

import org.jspecify.annotations.Nullable;

/** A built-in function or a method bound to its value, with the name it is called by. */
record Function(String name, Callable body) implements Callable {
  @Override
  public @Nullable Object call(Rendering rendering, Arguments arguments) {
    return body.call(rendering, arguments);
  }
}
