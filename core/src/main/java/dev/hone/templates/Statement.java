package dev.hone.templates;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement of a template: it prints, sets, or decides what runs. */
sealed interface Statement permits Statement.Simple, For, MacroDefinition, CallBlock {
  /** What runs after a statement. */
  enum Flow {
    NEXT,
    BREAK,
    CONTINUE
  }

  Flow execute(Scope scope);

  /** Tells the block that this statement stands in the names it uses there. */
  void declare(Symbols symbols);

  /** Links the blocks inside this statement. */
  default void link(Symbols symbols) {}

  static Flow run(List<Statement> statements, Scope scope) {
    for (Statement statement : statements) {
      Flow flow = statement.execute(scope);
      if (flow != Flow.NEXT) {
        return flow;
      }
    }
    return Flow.NEXT;
  }

  /** The statements that need no file of their own. */
  sealed interface Simple extends Statement {}

  record Text(String text) implements Simple {
    @Override
    public Flow execute(Scope scope) {
      scope.rendering().print(text);
      return Flow.NEXT;
    }

    @Override
    public void declare(Symbols symbols) {}
  }

  record Print(Expression expression, int line) implements Simple {
    @Override
    public Flow execute(Scope scope) {
      Rendering rendering = scope.rendering();
      rendering.at(line);
      Object value = expression.evaluate(scope);
      rendering.print(PythonText.str(rendering, value));
      return Flow.NEXT;
    }

    @Override
    public void declare(Symbols symbols) {
      symbols.loads(List.of(expression));
    }
  }

  record If(
      Expression test, List<Statement> body, List<If> elifs, List<Statement> otherwise, int line)
      implements Simple {
    @Override
    public Flow execute(Scope scope) {
      if (holds(scope)) {
        return run(body, scope);
      }
      for (If elif : elifs) {
        if (elif.holds(scope)) {
          return run(elif.body, scope);
        }
      }
      return run(otherwise, scope);
    }

    private boolean holds(Scope scope) {
      scope.rendering().at(line);
      return Types.isTrue(test.evaluate(scope));
    }

    @Override
    public void declare(Symbols symbols) {
      symbols.loads(List.of(test));
      symbols.branches(List.of(body, List.copyOf(elifs), otherwise));
    }

    @Override
    public void link(Symbols symbols) {
      body.forEach(statement -> statement.link(symbols));
      elifs.forEach(elif -> elif.link(symbols));
      otherwise.forEach(statement -> statement.link(symbols));
    }
  }

  record Set(Target target, Expression expression, int line) implements Simple {
    @Override
    public Flow execute(Scope scope) {
      scope.rendering().at(line);
      target.check(scope);
      target.assign(scope, expression.evaluate(scope));
      return Flow.NEXT;
    }

    @Override
    public void declare(Symbols symbols) {
      symbols.loads(List.of(expression));
      target.declare(symbols);
    }
  }

  /** {@code {% set x %}...{% endset %}}: what the body prints becomes the value. */
  record SetBlock(Target target, List<Expression.Filtered> filters, Body body, int line)
      implements Simple {
    @Override
    public Flow execute(Scope scope) {
      Rendering rendering = scope.rendering();
      rendering.at(line);
      Scope own = body.enter(rendering, scope);
      StringBuilder outer = rendering.capture();
      Flow flow = body.run(own);
      Object value = rendering.captured(outer);
      if (flow == Flow.NEXT) {
        target.assign(scope, filtered(filters, own, value));
      }
      return flow;
    }

    @Override
    public void declare(Symbols symbols) {
      target.declare(symbols);
    }

    @Override
    public void link(Symbols symbols) {
      body.link(symbols, own -> {});
    }
  }

  /** {@code {% filter f %}...{% endfilter %}}. */
  record FilterBlock(List<Expression.Filtered> filters, Body body, int line) implements Simple {
    @Override
    public Flow execute(Scope scope) {
      Rendering rendering = scope.rendering();
      rendering.at(line);
      Scope own = body.enter(rendering, scope);
      StringBuilder outer = rendering.capture();
      Flow flow = body.run(own);
      Object value = rendering.captured(outer);
      if (flow == Flow.NEXT) {
        printText(rendering, filtered(filters, own, value));
      }
      return flow;
    }

    @Override
    public void declare(Symbols symbols) {
      symbols.loads(filters);
    }

    @Override
    public void link(Symbols symbols) {
      body.link(symbols, own -> {});
    }
  }

  /** {@code {% with a = 1 %}...{% endwith %}}. */
  record With(List<Target> targets, List<Expression> values, Body body, int line)
      implements Simple {
    @Override
    public Flow execute(Scope scope) {
      scope.rendering().at(line);
      Scope own = body.enter(scope.rendering(), scope);
      for (int i = 0; i < targets.size(); i++) {
        targets.get(i).assign(own, values.get(i).evaluate(scope));
      }
      return body.run(own);
    }

    @Override
    public void declare(Symbols symbols) {
      symbols.loads(values);
    }

    @Override
    public void link(Symbols symbols) {
      body.link(symbols, own -> targets.forEach(target -> target.declareParameters(own)));
    }
  }

  /** {@code {% generation %}...{% endgeneration %}}: the assistant's own text. */
  record Generation(Body body, int line) implements Simple {
    @Override
    public Flow execute(Scope scope) {
      Rendering rendering = scope.rendering();
      rendering.at(line);
      int start = rendering.printedChars();
      body.run(body.enter(rendering, scope));
      rendering.generated(start);
      return Flow.NEXT;
    }

    @Override
    public void declare(Symbols symbols) {}

    @Override
    public void link(Symbols symbols) {
      body.link(symbols, own -> {});
    }
  }

  /** {@code {% break %}} and {@code {% continue %}}. */
  record Leave(Flow flow, int line) implements Simple {
    @Override
    public Flow execute(Scope scope) {
      scope.rendering().at(line);
      return flow;
    }

    @Override
    public void declare(Symbols symbols) {}
  }

  /** Prints the value of a block tag, which unlike an expression must be text already. */
  static void printText(Rendering rendering, @Nullable Object value) {
    if (!(value instanceof String text)) {
      throw new TemplateFailure(
          "a block prints text, but this one came to a value of type " + Types.name(value));
    }
    rendering.print(text);
  }

  private static @Nullable Object filtered(
      List<Expression.Filtered> filters, Scope scope, Object text) {
    Object value = text;
    for (Expression.Filtered filter : filters) {
      value = filter.apply(scope, value);
    }
    return value;
  }
}
