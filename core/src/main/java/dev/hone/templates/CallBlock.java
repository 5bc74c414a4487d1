package dev.hone.templates;

import java.util.List;
import java.util.Map;

/** {@code {% call(parameters) f() %}...{% endcall %}}: its body is the callee's caller. */
record CallBlock(Expression.Call call, Signature signature, Body body, int line)
    implements Statement {
  @Override
  public Flow execute(Scope scope) {
    Rendering rendering = scope.rendering();
    rendering.at(line);
    Macro caller = new Macro(null, signature, body, scope);
    Object value = call.call(scope, Map.of("caller", caller));
    Statement.printText(rendering, value);
    return Flow.NEXT;
  }

  @Override
  public void declare(Symbols symbols) {
    symbols.loads(List.of(call));
  }

  @Override
  public void link(Symbols symbols) {
    body.link(symbols, signature::declare);
  }
}
