package dev.hone.templates;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@code set} or a {@code for} assigns to. */
sealed interface Target {
  void assign(Scope scope, @Nullable Object value);

  void declare(Symbols symbols);

  void declareParameters(Symbols symbols);

  /** Fails where an attribute would be set on anything but a namespace. */
  default void check(Scope scope) {}

  record Variable(String name) implements Target {
    @Override
    public void assign(Scope scope, @Nullable Object value) {
      scope.put(name, value);
    }

    @Override
    public void declare(Symbols symbols) {
      symbols.store(name);
    }

    @Override
    public void declareParameters(Symbols symbols) {
      symbols.parameter(name);
    }
  }

  record NamespaceAttribute(String namespace, String attribute) implements Target {
    @Override
    public void check(Scope scope) {
      if (!(scope.value(namespace) instanceof Namespace)) {
        throw new TemplateFailure("cannot assign attribute on non-namespace object");
      }
    }

    @Override
    public void assign(Scope scope, @Nullable Object value) {
      check(scope);
      ((Namespace) scope.value(namespace)).attributes().put(attribute, value);
    }

    @Override
    public void declare(Symbols symbols) {
      symbols.load(namespace);
    }

    @Override
    public void declareParameters(Symbols symbols) {
      symbols.load(namespace);
    }
  }

  record Unpacked(List<Target> targets) implements Target {
    @Override
    public void check(Scope scope) {
      targets.forEach(target -> target.check(scope));
    }

    @Override
    public void assign(Scope scope, @Nullable Object value) {
      List<@Nullable Object> values = Iteration.list(scope.rendering(), value);
      if (values.size() != targets.size()) {
        throw new TemplateFailure(
            "cannot unpack %d values into %d names".formatted(values.size(), targets.size()));
      }
      for (int i = 0; i < targets.size(); i++) {
        targets.get(i).assign(scope, values.get(i));
      }
    }

    @Override
    public void declare(Symbols symbols) {
      targets.forEach(target -> target.declare(symbols));
    }

    @Override
    public void declareParameters(Symbols symbols) {
      targets.forEach(target -> target.declareParameters(symbols));
    }
  }
}
