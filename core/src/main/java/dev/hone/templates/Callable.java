package dev.hone.templates;

import org.jspecify.annotations.Nullable;

/** Something a template may call: a method of a value, a global function, a macro, a loop. */
interface Callable {
  @Nullable Object call(Rendering rendering, Arguments arguments);
}
