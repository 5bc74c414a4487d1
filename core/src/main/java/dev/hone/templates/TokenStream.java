package dev.hone.templates;

import dev.hone.templates.Token.Kind;
import java.util.List;

/** The tokens of a template, read one by one. */
final class TokenStream {
  private final List<Token> tokens;
  private int position;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
    refuseError(0);
  }

  /** Fails where what comes next could not be cut into a token. */
  private void refuseError(int index) {
    if (tokens.get(index).value() instanceof TemplateException error) {
      throw error;
    }
  }

  Token current() {
    return tokens.get(position);
  }

  Token ahead() {
    int next = Math.min(position + 1, tokens.size() - 1);
    refuseError(next);
    return tokens.get(next);
  }

  int line() {
    return current().line();
  }

  boolean is(Kind kind) {
    return current().kind() == kind;
  }

  boolean isName(String name) {
    return current().isName(name);
  }

  boolean isOperator(String operator) {
    return current().isOperator(operator);
  }

  Token next() {
    Token token = current();
    if (position < tokens.size() - 1) {
      refuseError(position + 1);
      position++;
    }
    return token;
  }

  boolean skipName(String name) {
    if (isName(name)) {
      next();
      return true;
    }
    return false;
  }

  boolean skipOperator(String operator) {
    if (isOperator(operator)) {
      next();
      return true;
    }
    return false;
  }

  Token expect(Kind kind) {
    if (!is(kind)) {
      throw unexpected(kind == Kind.NAME ? "a name" : new Token(kind, "", null, 0).describe());
    }
    return next();
  }

  void expectOperator(String operator) {
    if (!skipOperator(operator)) {
      throw unexpected("'" + operator + "'");
    }
  }

  void expectName(String name) {
    if (!skipName(name)) {
      throw unexpected("'" + name + "'");
    }
  }

  TemplateException unexpected(String expected) {
    return new TemplateException(
        is(Kind.END)
            ? "unexpected end of template, expected " + expected
            : "expected " + expected + ", got " + current().describe(),
        line());
  }
}
