package dev.hone.templates;

import java.util.List;

/**
 * The parameters of a macro; the last {@code defaults.size()} of them have defaults. The flags say
 * which of the special names its body reads.
 */
record Signature(
    List<String> parameters,
    List<Expression> defaults,
    boolean readsCaller,
    boolean readsKwargs,
    boolean readsVarargs) {

  void declare(Symbols symbols) {
    parameters.forEach(symbols::parameter);
    symbols.loads(defaults);
    if (takesCaller()) {
      symbols.parameter("caller");
    }
    if (takesKwargs()) {
      symbols.parameter("kwargs");
    }
    if (takesVarargs()) {
      symbols.parameter("varargs");
    }
  }

  boolean takesCaller() {
    return readsCaller && !parameters.contains("caller");
  }

  boolean takesKwargs() {
    return readsKwargs && !parameters.contains("kwargs");
  }

  boolean takesVarargs() {
    return readsVarargs && !parameters.contains("varargs");
  }
}
