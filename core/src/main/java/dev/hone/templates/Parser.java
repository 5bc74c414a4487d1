package dev.hone.templates;

import dev.hone.templates.Statement.Flow;
import dev.hone.templates.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Parses a template into statements; {@link ExpressionParser} parses what stands inside them. */
final class Parser {
  private static final Set<String> UNSUPPORTED =
      Set.of("block", "extends", "include", "import", "from", "autoescape", "print");

  private final TokenStream tokens;
  private final Names names = new Names();
  private final ExpressionParser expressions;
  private final int deepest;
  private int depth;
  private int loops;

  private Parser(String source, TemplateLimits limits) {
    this.tokens = new TokenStream(Lexer.tokens(source));
    this.deepest = limits.depth();
    this.expressions = new ExpressionParser(tokens, deepest, names);
  }

  static Body parse(String source, TemplateLimits limits) {
    Parser parser = new Parser(source, limits);
    Body body = new Body(parser.statements(List.of()));
    parser.names.check();
    return body;
  }

  /** Statements up to a block tag of one of the given names, which is left as the next token. */
  private List<Statement> statements(List<String> ends) {
    List<Statement> statements = new ArrayList<>();
    while (!tokens.is(Kind.END)) {
      if (tokens.is(Kind.DATA)) {
        statements.add(new Statement.Text(tokens.next().text()));
      } else if (tokens.is(Kind.VARIABLE_BEGIN)) {
        int line = tokens.next().line();
        Expression value = expressions.tuple(false, true, null);
        tokens.expect(Kind.VARIABLE_END);
        statements.add(new Statement.Print(value, line));
      } else {
        tokens.expect(Kind.BLOCK_BEGIN);
        Token tag = tokens.current();
        if (tag.kind() == Kind.NAME && ends.contains(tag.text())) {
          return statements;
        }
        statements.add(statement());
        tokens.expect(Kind.BLOCK_END);
      }
    }
    if (!ends.isEmpty()) {
      throw error("Unexpected end of template. Expected one of the tags " + ends);
    }
    return statements;
  }

  private Statement statement() {
    Token tag = tokens.expect(Kind.NAME);
    int line = tag.line();
    if (++depth > deepest) {
      throw error("blocks nested deeper than " + deepest);
    }
    Statement statement =
        switch (tag.text()) {
          case "if" -> ifStatement(line);
          case "for" -> forStatement(line);
          case "set" -> set(line);
          case "macro" -> macro(line);
          case "call" -> callBlock(line);
          case "filter" -> filterBlock(line);
          case "with" -> with(line);
          case "generation" -> generation(line);
          case "break" -> leave(Flow.BREAK, line);
          case "continue" -> leave(Flow.CONTINUE, line);
          default ->
              throw new TemplateException(
                  UNSUPPORTED.contains(tag.text())
                      ? "the tag '" + tag.text() + "' is not supported in chat templates"
                      : "Encountered unknown tag '" + tag.text() + "'.",
                  line);
        };
    depth--;
    return statement;
  }

  /** The body of a tag up to one of the end tags, which is consumed and returned by name. */
  private String body(List<Statement> into, String... ends) {
    tokens.skipOperator(":");
    tokens.expect(Kind.BLOCK_END);
    into.addAll(statements(List.of(ends)));
    return tokens.next().text();
  }

  /** A body with a scope of its own, where an unknown filter is an error at once. */
  private Body scoped(List<Statement> statements, int mark) {
    names.condemn(mark);
    return new Body(statements);
  }

  private Body scopedBody(String end) {
    int mark = names.mark();
    List<Statement> statements = new ArrayList<>();
    body(statements, end);
    return scoped(statements, mark);
  }

  /** A body that is a function in jinja2: the loops around it end at its border. */
  private Body functionBody(String end) {
    return outsideLoops(() -> scopedBody(end));
  }

  private Body outsideLoops(Supplier<Body> body) {
    int around = loops;
    loops = 0;
    Body parsed = body.get();
    loops = around;
    return parsed;
  }

  private Statement.If ifStatement(int line) {
    int mark = names.mark();
    Expression test = expressions.tuple(false, false, null);
    List<Statement> body = new ArrayList<>();
    String end = body(body, "elif", "else", "endif");
    List<Statement.If> elifs = new ArrayList<>();
    List<Statement> otherwise = new ArrayList<>();
    while (end.equals("elif")) {
      int elifLine = tokens.line();
      Expression elifTest = expressions.tuple(false, false, null);
      List<Statement> elifBody = new ArrayList<>();
      end = body(elifBody, "elif", "else", "endif");
      elifs.add(new Statement.If(elifTest, List.copyOf(elifBody), List.of(), List.of(), elifLine));
    }
    if (end.equals("else")) {
      body(otherwise, "endif");
    }
    names.forgive(mark);
    return new Statement.If(
        test, List.copyOf(body), List.copyOf(elifs), List.copyOf(otherwise), line);
  }

  private Statement forStatement(int line) {
    Target target = target("in", false);
    tokens.expectName("in");
    Expression iterable = expressions.tuple(false, false, "recursive");
    Expression test = tokens.skipName("if") ? expressions.expression() : null;
    boolean recursive = tokens.skipName("recursive");
    int mark = names.mark();
    List<Statement> body = new ArrayList<>();
    loops++;
    String end = body(body, "endfor", "else");
    loops--;
    List<Statement> otherwise = new ArrayList<>();
    if (end.equals("else")) {
      body(otherwise, "endfor");
    }
    names.condemn(mark);
    return new For(target, iterable, test, recursive, new Body(body), new Body(otherwise), line);
  }

  private Statement set(int line) {
    Target target = target(null, true);
    if (tokens.skipOperator("=")) {
      return new Statement.Set(target, expressions.tuple(false, true, null), line);
    }
    List<Expression.Filtered> filters = new ArrayList<>();
    while (tokens.skipOperator("|")) {
      filters.add(expressions.filter(new Expression.Literal(null)));
    }
    return new Statement.SetBlock(target, List.copyOf(filters), scopedBody("endset"), line);
  }

  private Statement filterBlock(int line) {
    List<Expression.Filtered> filters = new ArrayList<>();
    do {
      filters.add(expressions.filter(new Expression.Literal(null)));
    } while (tokens.skipOperator("|"));
    return new Statement.FilterBlock(List.copyOf(filters), scopedBody("endfilter"), line);
  }

  private Statement with(int line) {
    List<Target> targets = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.is(Kind.BLOCK_END)) {
      if (!targets.isEmpty()) {
        tokens.expectOperator(",");
      }
      targets.add(target(null, false));
      tokens.expectOperator("=");
      values.add(expressions.expression());
    }
    return new Statement.With(
        List.copyOf(targets), List.copyOf(values), scopedBody("endwith"), line);
  }

  private Statement generation(int line) {
    return new Statement.Generation(functionBody("endgeneration"), line);
  }

  private Statement leave(Flow flow, int line) {
    if (loops == 0) {
      throw new TemplateException(
          "'" + (flow == Flow.BREAK ? "break" : "continue") + "' outside loop", line);
    }
    return new Statement.Leave(flow, line);
  }

  private Statement macro(int line) {
    String name = targetName();
    names.set(name);
    names.enterMacro();
    Parameters parameters = parameters();
    Body body = functionBody("endmacro");
    return new MacroDefinition(name, parameters.signature(names.leaveMacro(), line), body, line);
  }

  private Statement callBlock(int line) {
    names.enterMacro();
    Parameters parameters =
        tokens.isOperator("(") ? parameters() : new Parameters(List.of(), List.of());
    // The call itself is not part of the body, and reads its names outside.
    Set<String> readByDefaults = names.leaveMacro();
    if (!(expressions.expression() instanceof Expression.Call call)) {
      throw new TemplateException("expected call", line);
    }
    names.enterMacro();
    readByDefaults.forEach(names::read);
    Body body = functionBody("endcall");
    return new CallBlock(call, parameters.signature(names.leaveMacro(), line), body, line);
  }

  private record Parameters(List<String> names, List<Expression> defaults) {
    Signature signature(Set<String> read, int line) {
      int caller = names.indexOf("caller");
      if (read.contains("caller") && caller >= 0 && caller < names.size() - defaults.size()) {
        throw new TemplateException(
            "When defining macros or call blocks the special \"caller\" argument must be omitted"
                + " or be given a default.",
            line);
      }
      return new Signature(
          names,
          defaults,
          read.contains("caller"),
          read.contains("kwargs"),
          read.contains("varargs"));
    }
  }

  private Parameters parameters() {
    List<String> parameters = new ArrayList<>();
    List<Expression> defaults = new ArrayList<>();
    tokens.expectOperator("(");
    while (!tokens.isOperator(")")) {
      if (!parameters.isEmpty()) {
        tokens.expectOperator(",");
      }
      String parameter = targetName();
      if (parameters.contains(parameter)) {
        throw error("duplicate argument '" + parameter + "' in function definition");
      }
      if (tokens.skipOperator("=")) {
        defaults.add(expressions.expression());
      } else if (!defaults.isEmpty()) {
        throw error("non-default argument follows default argument");
      }
      parameters.add(parameter);
    }
    tokens.expectOperator(")");
    return new Parameters(List.copyOf(parameters), List.copyOf(defaults));
  }

  private String targetName() {
    Token token = tokens.expect(Kind.NAME);
    refuseConstant(token);
    return token.text();
  }

  private void refuseConstant(Token token) {
    if (Set.of("true", "false", "none", "True", "False", "None").contains(token.text())) {
      throw new TemplateException("can't assign to '" + token.text() + "'", token.line());
    }
  }

  private Target target(@Nullable String endName, boolean withNamespace) {
    List<Target> targets = new ArrayList<>();
    boolean isTuple = false;
    while (true) {
      if (!targets.isEmpty()) {
        tokens.expectOperator(",");
      }
      if (expressions.isTupleEnd(endName)) {
        break;
      }
      targets.add(singleTarget(withNamespace));
      if (!tokens.isOperator(",")) {
        break;
      }
      isTuple = true;
    }
    if (isTuple) {
      return new Target.Unpacked(List.copyOf(targets));
    }
    if (targets.isEmpty()) {
      throw error("Expected an expression, got " + tokens.current().describe());
    }
    return targets.get(0);
  }

  private Target singleTarget(boolean withNamespace) {
    if (tokens.skipOperator("(")) {
      if (++depth > deepest) {
        throw error("targets nested deeper than " + deepest);
      }
      Target inside =
          tokens.isOperator(")") ? new Target.Unpacked(List.of()) : target(null, withNamespace);
      depth--;
      tokens.expectOperator(")");
      return inside;
    }
    if (!tokens.is(Kind.NAME)) {
      throw error("can't assign to " + tokens.current().describe());
    }
    Token name = tokens.next();
    if (withNamespace && tokens.skipOperator(".")) {
      return new Target.NamespaceAttribute(name.text(), tokens.expect(Kind.NAME).text());
    }
    refuseConstant(name);
    if (loops > 0 && name.text().equals("loop")) {
      throw new TemplateException(
          "Can't assign to special loop variable in for-loop target", name.line());
    }
    names.set(name.text());
    return new Target.Variable(name.text());
  }

  private TemplateException error(String problem) {
    return new TemplateException(problem, tokens.line());
  }
}
