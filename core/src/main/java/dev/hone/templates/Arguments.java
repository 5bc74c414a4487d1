package dev.hone.templates;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The arguments of one call, in order and by name. */
record Arguments(List<@Nullable Object> positional, Map<String, @Nullable Object> named) {
  static final Arguments NONE = new Arguments(List.of(), Map.of());

  static Arguments of(List<@Nullable Object> positional) {
    return new Arguments(positional, Map.of());
  }

  /**
   * The arguments in the order of {@code parameters}, {@link Missing#VALUE} where one is left out.
   * Fails when one of the first {@code required} is left out, and when there is one too many.
   */
  @Nullable Object[] bind(String function, int required, String... parameters) {
    if (positional.size() > parameters.length) {
      throw new TemplateFailure(
          "%s() takes at most %d arguments, but got %d"
              .formatted(function, parameters.length, positional.size()));
    }
    @Nullable Object[] bound = new @Nullable Object[parameters.length];
    int found = 0;
    for (int i = 0; i < parameters.length; i++) {
      if (i < positional.size()) {
        bound[i] = positional.get(i);
      } else if (named.containsKey(parameters[i])) {
        bound[i] = named.get(parameters[i]);
        found++;
      } else if (i < required) {
        throw new TemplateFailure(function + "() needs the argument '" + parameters[i] + "'");
      } else {
        bound[i] = Missing.VALUE;
      }
    }
    if (found < named.size()) {
      refuseUnknown(function, parameters);
    }
    return bound;
  }

  /** As {@link #bind}, for Python's built-in methods that take no names. */
  @Nullable Object[] bindInOrder(String function, int required, int most) {
    if (!named.isEmpty()) {
      throw new TemplateFailure(function + "() takes no keyword arguments");
    }
    if (positional.size() < required || positional.size() > most) {
      throw new TemplateFailure(
          "%s() takes %s arguments, but got %d"
              .formatted(
                  function,
                  required == most ? "" + required : required + " to " + most,
                  positional.size()));
    }
    @Nullable Object[] bound = new @Nullable Object[most];
    for (int i = 0; i < most; i++) {
      bound[i] = i < positional.size() ? positional.get(i) : Missing.VALUE;
    }
    return bound;
  }

  private void refuseUnknown(String function, String... parameters) {
    for (String name : named.keySet()) {
      int index = List.of(parameters).indexOf(name);
      if (index < 0) {
        throw new TemplateFailure(
            function + "() got an unexpected keyword argument '" + name + "'");
      }
      if (index < positional.size()) {
        throw new TemplateFailure(function + "() got two values for argument '" + name + "'");
      }
    }
  }
}
