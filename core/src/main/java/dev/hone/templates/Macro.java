package dev.hone.templates;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A macro with the scope it was defined in; {@code name} is null for the body of a call block. */
record Macro(@Nullable String name, Signature signature, Body body, Scope definedIn)
    implements Callable {

  @Override
  public Object call(Rendering rendering, Arguments arguments) {
    rendering.enter();
    Scope own = body.enter(rendering, definedIn);
    bind(own, arguments);
    fillDefaults(own);
    StringBuilder outer = rendering.capture();
    body.run(own);
    String text = rendering.captured(outer);
    rendering.leave();
    return text;
  }

  private void bind(Scope own, Arguments arguments) {
    List<String> parameters = signature.parameters();
    List<@Nullable Object> given = arguments.positional();
    Map<String, @Nullable Object> named = new LinkedHashMap<>(arguments.named());
    for (int i = 0; i < parameters.size(); i++) {
      String parameter = parameters.get(i);
      if (i < given.size()) {
        own.put(parameter, given.get(i));
      } else if (named.containsKey(parameter)) {
        own.put(parameter, named.remove(parameter));
      }
    }
    if (signature.takesCaller()) {
      Object caller = named.remove("caller");
      own.put("caller", caller == null ? new Undefined("No caller defined") : caller);
    }
    if (signature.takesKwargs()) {
      own.put("kwargs", named);
    } else if (!named.isEmpty()) {
      throw new TemplateFailure(
          "macro '%s' takes no keyword argument '%s'"
              .formatted(name, named.keySet().iterator().next()));
    }
    if (signature.takesVarargs()) {
      own.put(
          "varargs",
          Tuple.copyOf(given.subList(Math.min(parameters.size(), given.size()), given.size())));
    } else if (given.size() > parameters.size()) {
      throw new TemplateFailure(
          "macro '%s' takes not more than %d argument(s)".formatted(name, parameters.size()));
    }
  }

  private void fillDefaults(Scope own) {
    List<String> parameters = signature.parameters();
    int withoutDefault = parameters.size() - signature.defaults().size();
    for (int i = 0; i < parameters.size(); i++) {
      String parameter = parameters.get(i);
      if (own.find(parameter) == Missing.VALUE) {
        own.put(
            parameter,
            i < withoutDefault
                ? new Undefined("parameter '" + parameter + "' was not provided")
                : signature.defaults().get(i - withoutDefault).evaluate(own));
      }
    }
  }
}
