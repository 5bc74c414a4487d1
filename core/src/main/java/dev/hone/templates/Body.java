package dev.hone.templates;

import dev.hone.templates.Statement.Flow;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Statements with a scope of their own. Linked once when the template is compiled. */
final class Body {
  private final List<Statement> statements;
  private Symbols symbols = new Symbols(null);

  Body(List<Statement> statements) {
    this.statements = List.copyOf(statements);
  }

  /** Finds the names of this block, whose own parameters {@code first} declares. */
  void link(@Nullable Symbols outer, Consumer<Symbols> first) {
    symbols = new Symbols(outer);
    first.accept(symbols);
    symbols.statements(statements);
    statements.forEach(statement -> statement.link(symbols));
  }

  Scope enter(Rendering rendering, @Nullable Scope outer) {
    return new Scope(rendering, outer, symbols);
  }

  Flow run(Scope own) {
    return Statement.run(statements, own);
  }

  boolean isEmpty() {
    return statements.isEmpty();
  }
}
