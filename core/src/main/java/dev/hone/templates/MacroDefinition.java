package dev.hone.templates;

/** {@code {% macro name(parameters) %}...{% endmacro %}}. */
record MacroDefinition(String name, Signature signature, Body body, int line) implements Statement {
  @Override
  public Flow execute(Scope scope) {
    scope.rendering().at(line);
    scope.put(name, new Macro(name, signature, body, scope));
    return Flow.NEXT;
  }

  @Override
  public void declare(Symbols symbols) {
    symbols.store(name);
  }

  @Override
  public void link(Symbols symbols) {
    body.link(symbols, signature::declare);
  }
}
