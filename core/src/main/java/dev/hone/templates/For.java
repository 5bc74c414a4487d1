package dev.hone.templates;

import static java.util.Objects.requireNonNull;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** {@code {% for target in iterable if test recursive %}...{% else %}...{% endfor %}}. */
final class For implements Statement {
  private final Target target;
  private final Expression iterable;
  private final @Nullable Expression test;
  private final boolean recursive;
  private final Body body;
  private final Body otherwise;
  private final Body testScope = new Body(List.of());
  private final int line;

  For(
      Target target,
      Expression iterable,
      @Nullable Expression test,
      boolean recursive,
      Body body,
      Body otherwise,
      int line) {
    this.target = target;
    this.iterable = iterable;
    this.test = test;
    this.recursive = recursive;
    this.body = body;
    this.otherwise = otherwise;
    this.line = line;
  }

  @Override
  public Flow execute(Scope scope) {
    scope.rendering().at(line);
    Object values = iterable.evaluate(scope);
    if (recursive) {
      scope.rendering().print(nested(scope, values, 0));
    } else {
      loop(scope, values, 0);
    }
    return Flow.NEXT;
  }

  private String nested(Scope scope, @Nullable Object values, int depth) {
    Rendering rendering = scope.rendering();
    rendering.enter();
    StringBuilder outer = rendering.capture();
    loop(scope, values, depth);
    String text = rendering.captured(outer);
    rendering.leave();
    return text;
  }

  private void loop(Scope scope, @Nullable Object values, int depth) {
    Rendering rendering = scope.rendering();
    LoopState loop =
        new LoopState(
            rendering,
            test == null ? values : passing(scope, values),
            depth,
            recursive ? inner -> nested(scope, inner, depth + 1) : null);
    boolean ran = false;
    while (loop.advance()) {
      rendering.at(line);
      Scope own = body.enter(rendering, scope);
      target.assign(own, loop.current());
      own.put("loop", loop);
      Flow flow = body.run(own);
      if (flow == Flow.BREAK) {
        // As in jinja2, the else branch runs unless one pass reached its end.
        break;
      }
      ran |= flow == Flow.NEXT;
    }
    if (!ran) {
      otherwise.run(otherwise.enter(rendering, scope));
    }
  }

  /** The elements for which the test holds, found as they are asked for. */
  private Generator passing(Scope scope, @Nullable Object values) {
    Rendering rendering = scope.rendering();
    Iterator<?> all = Iteration.of(rendering, values);
    Scope own = testScope.enter(rendering, scope);
    Expression condition = requireNonNull(test);
    rendering.checkDepth(Generator.depthOver(values));
    Iterator<@Nullable Object> passing =
        new Iterator<>() {
          private @Nullable Object next = Missing.VALUE;

          @Override
          public boolean hasNext() {
            while (next == Missing.VALUE && all.hasNext()) {
              Object candidate = all.next();
              rendering.at(line);
              target.assign(own, candidate);
              if (Types.isTrue(condition.evaluate(own))) {
                next = candidate;
              }
            }
            return next != Missing.VALUE;
          }

          @Override
          public @Nullable Object next() {
            if (!hasNext()) {
              throw new NoSuchElementException();
            }
            Object value = next;
            next = Missing.VALUE;
            return value;
          }
        };
    return new Generator(passing, Generator.depthOver(values));
  }

  @Override
  public void declare(Symbols symbols) {
    symbols.loads(List.of(iterable));
  }

  @Override
  public void link(Symbols symbols) {
    body.link(
        symbols,
        own -> {
          own.parameter("loop");
          target.declareParameters(own);
        });
    otherwise.link(symbols, own -> {});
    if (test != null) {
      Expression condition = test;
      testScope.link(
          symbols,
          own -> {
            target.declareParameters(own);
            own.loads(List.of(condition));
          });
    }
  }
}
