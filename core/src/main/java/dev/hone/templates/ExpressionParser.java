package dev.hone.templates;

import dev.hone.templates.Expression.CallArguments;
import dev.hone.templates.Token.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Parses expressions with jinja2's precedences, which are not all Python's. */
final class ExpressionParser {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  /** A chain such as a + b + c takes less of the stack than parentheses do. */
  private static final int LINKS_PER_LEVEL = 5;

  private final TokenStream tokens;
  private final int deepest;
  private final Names names;
  private int depth;

  /**
   * @param deepest how deep expressions may nest
   * @param names is told each name that is read and each filter or test that is used
   */
  ExpressionParser(TokenStream tokens, int deepest, Names names) {
    this.tokens = tokens;
    this.deepest = deepest;
    this.names = names;
  }

  Expression expression() {
    return nested(this::conditional);
  }

  /** An expression in which a top-level {@code if} is left for the statement around it. */
  Expression withoutConditional() {
    return nested(this::or);
  }

  private Expression nested(Supplier<Expression> rule) {
    if (++depth > deepest) {
      throw error("expressions nested deeper than " + deepest);
    }
    Expression expression = rule.get();
    depth--;
    return expression;
  }

  /** Refuses chains that would evaluate deeper than nesting may go. */
  private void link(int links) {
    if (links > deepest * LINKS_PER_LEVEL) {
      throw error("an expression of more than " + deepest * LINKS_PER_LEVEL + " parts");
    }
  }

  private Expression conditional() {
    int line = tokens.line();
    int mark = names.mark();
    Expression value = or();
    for (int links = 0; tokens.skipName("if"); links++) {
      link(links);
      Expression test = or();
      Expression otherwise = tokens.skipName("else") ? nested(this::conditional) : null;
      value = new Expression.Conditional(test, value, otherwise, line);
      names.forgive(mark);
      line = tokens.line();
    }
    return value;
  }

  private Expression or() {
    Expression left = and();
    for (int links = 0; tokens.skipName("or"); links++) {
      link(links);
      left = new Expression.Or(left, and());
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    for (int links = 0; tokens.skipName("and"); links++) {
      link(links);
      left = new Expression.And(left, not());
    }
    return left;
  }

  private Expression not() {
    if (tokens.skipName("not")) {
      return new Expression.Not(nested(this::not));
    }
    return comparison();
  }

  private Expression comparison() {
    int line = tokens.line();
    Expression first = sum();
    List<String> operators = new ArrayList<>();
    List<Expression> others = new ArrayList<>();
    while (true) {
      if (tokens.is(Kind.OPERATOR) && COMPARISONS.contains(tokens.current().text())) {
        operators.add(tokens.next().text());
      } else if (tokens.skipName("in")) {
        operators.add("in");
      } else if (tokens.isName("not") && tokens.ahead().isName("in")) {
        tokens.next();
        tokens.next();
        operators.add("not in");
      } else {
        break;
      }
      others.add(sum());
    }
    return operators.isEmpty()
        ? first
        : new Expression.Comparison(first, List.copyOf(operators), List.copyOf(others), line);
  }

  private Expression sum() {
    int line = tokens.line();
    Expression left = concatenation();
    for (int links = 0; tokens.isOperator("+") || tokens.isOperator("-"); links++) {
      link(links);
      String operator = tokens.next().text();
      left = new Expression.Arithmetic(operator, left, concatenation(), line);
      line = tokens.line();
    }
    return left;
  }

  private Expression concatenation() {
    int line = tokens.line();
    Expression first = product();
    if (!tokens.isOperator("~")) {
      return first;
    }
    List<Expression> parts = new ArrayList<>(List.of(first));
    while (tokens.skipOperator("~")) {
      parts.add(product());
    }
    return new Expression.Concatenation(List.copyOf(parts), line);
  }

  private Expression product() {
    int line = tokens.line();
    Expression left = power();
    for (int links = 0; isProductOperator(); links++) {
      link(links);
      String operator = tokens.next().text();
      left = new Expression.Arithmetic(operator, left, power(), line);
      line = tokens.line();
    }
    return left;
  }

  private boolean isProductOperator() {
    return tokens.isOperator("*")
        || tokens.isOperator("/")
        || tokens.isOperator("//")
        || tokens.isOperator("%");
  }

  private Expression power() {
    int line = tokens.line();
    Expression left = unary(true);
    for (int links = 0; tokens.skipOperator("**"); links++) {
      link(links);
      left = new Expression.Arithmetic("**", left, unary(true), line);
      line = tokens.line();
    }
    return left;
  }

  private Expression unary(boolean withFilters) {
    int line = tokens.line();
    Expression value;
    if (tokens.isOperator("-") || tokens.isOperator("+")) {
      String operator = tokens.next().text();
      value = new Expression.Signed(operator, nested(() -> unary(false)), line);
    } else {
      value = primary();
    }
    value = postfix(value);
    return withFilters ? filtersAndTests(value) : value;
  }

  private Expression primary() {
    Token token = tokens.current();
    switch (token.kind()) {
      case NAME -> {
        tokens.next();
        return name(token);
      }
      case STRING -> {
        StringBuilder text = new StringBuilder();
        while (tokens.is(Kind.STRING)) {
          text.append(tokens.next().value());
        }
        return new Expression.Literal(text.toString());
      }
      case INTEGER, FLOAT -> {
        return new Expression.Literal(tokens.next().value());
      }
      default -> {}
    }
    if (tokens.skipOperator("(")) {
      Expression inside = tuple(true, true, null);
      tokens.expectOperator(")");
      return inside;
    }
    if (tokens.skipOperator("[")) {
      return list();
    }
    if (tokens.skipOperator("{")) {
      return dict();
    }
    throw error("unexpected " + token.describe());
  }

  private Expression name(Token token) {
    return switch (token.text()) {
      case "true", "True" -> new Expression.Literal(true);
      case "false", "False" -> new Expression.Literal(false);
      case "none", "None" -> new Expression.Literal(null);
      default -> {
        names.read(token.text());
        yield new Expression.Name(token.text());
      }
    };
  }

  private Expression list() {
    List<Expression> elements = new ArrayList<>();
    while (!tokens.isOperator("]")) {
      if (!elements.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.isOperator("]")) {
          break;
        }
      }
      elements.add(expression());
    }
    tokens.expectOperator("]");
    return new Expression.ListLiteral(List.copyOf(elements));
  }

  private Expression dict() {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.isOperator("}")) {
      if (!keys.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.isOperator("}")) {
          break;
        }
      }
      keys.add(expression());
      tokens.expectOperator(":");
      values.add(expression());
    }
    tokens.expectOperator("}");
    return new Expression.DictLiteral(List.copyOf(keys), List.copyOf(values));
  }

  /**
   * One expression, or a tuple where commas follow.
   *
   * @param parenthesised whether an empty tuple is allowed
   * @param endName a name that ends the tuple, or null
   */
  Expression tuple(boolean parenthesised, boolean withConditional, @Nullable String endName) {
    List<Expression> elements = new ArrayList<>();
    boolean isTuple = false;
    while (true) {
      if (!elements.isEmpty()) {
        tokens.expectOperator(",");
      }
      if (isTupleEnd(endName)) {
        break;
      }
      elements.add(withConditional ? expression() : withoutConditional());
      if (!tokens.isOperator(",")) {
        break;
      }
      isTuple = true;
    }
    if (isTuple) {
      return new Expression.TupleLiteral(List.copyOf(elements));
    }
    if (!elements.isEmpty()) {
      return elements.get(0);
    }
    if (!parenthesised) {
      throw error("Expected an expression, got " + tokens.current().describe());
    }
    return new Expression.TupleLiteral(List.of());
  }

  boolean isTupleEnd(@Nullable String endName) {
    return tokens.is(Kind.VARIABLE_END)
        || tokens.is(Kind.BLOCK_END)
        || tokens.isOperator(")")
        || (endName != null && tokens.isName(endName));
  }

  private Expression postfix(Expression start) {
    Expression value = start;
    for (int links = 0; ; links++) {
      link(links);
      if (tokens.isOperator(".")) {
        value = attribute(value);
      } else if (tokens.isOperator("[")) {
        value = subscript(value);
      } else if (tokens.isOperator("(")) {
        value = call(value);
      } else {
        return value;
      }
    }
  }

  private Expression filtersAndTests(Expression start) {
    Expression value = start;
    for (int links = 0; ; links++) {
      link(links);
      if (tokens.skipOperator("|")) {
        value = filter(value);
      } else if (tokens.skipName("is")) {
        value = test(value);
      } else if (tokens.isOperator("(")) {
        value = call(value);
      } else {
        return value;
      }
    }
  }

  private Expression attribute(Expression owner) {
    int line = tokens.next().line();
    Token name = tokens.next();
    if (name.kind() == Kind.NAME) {
      return new Expression.Attribute(owner, name.text(), line);
    }
    if (name.kind() == Kind.INTEGER) {
      return new Expression.Item(owner, new Expression.Literal(name.value()), line);
    }
    throw new TemplateException("expected name or number, got " + name.describe(), name.line());
  }

  private Expression subscript(Expression owner) {
    int line = tokens.next().line();
    List<Expression> keys = new ArrayList<>();
    Expression slice = null;
    while (!tokens.isOperator("]")) {
      if (!keys.isEmpty() || slice != null) {
        tokens.expectOperator(",");
      }
      if (slice != null) {
        throw error("a slice beside other subscripts is not supported");
      }
      Expression start = tokens.isOperator(":") ? new Expression.Literal(null) : expression();
      if (tokens.isOperator(":")) {
        slice = slice(owner, start, line);
      } else {
        keys.add(start);
      }
    }
    tokens.expectOperator("]");
    if (slice != null) {
      if (!keys.isEmpty()) {
        throw error("a slice beside other subscripts is not supported");
      }
      return slice;
    }
    Expression key =
        keys.size() == 1 ? keys.get(0) : new Expression.TupleLiteral(List.copyOf(keys));
    return new Expression.Item(owner, key, line);
  }

  private Expression slice(Expression owner, Expression start, int line) {
    tokens.expectOperator(":");
    Expression stop = sliceBound();
    Expression step = tokens.skipOperator(":") ? sliceBound() : new Expression.Literal(null);
    return new Expression.Slice(owner, start, stop, step, line);
  }

  private Expression sliceBound() {
    boolean omitted = tokens.isOperator(":") || tokens.isOperator("]") || tokens.isOperator(",");
    return omitted ? new Expression.Literal(null) : expression();
  }

  Expression.Call call(Expression function) {
    int line = tokens.line();
    return new Expression.Call(function, arguments(), line);
  }

  private CallArguments arguments() {
    int line = tokens.line();
    tokens.expectOperator("(");
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    Expression unpackedList = null;
    Expression unpackedDict = null;
    boolean needsComma = false;
    while (!tokens.isOperator(")")) {
      if (needsComma) {
        tokens.expectOperator(",");
        if (tokens.isOperator(")")) {
          break;
        }
      }
      needsComma = true;
      boolean valid;
      if (tokens.skipOperator("*")) {
        valid = unpackedList == null && unpackedDict == null;
        unpackedList = expression();
      } else if (tokens.skipOperator("**")) {
        valid = unpackedDict == null;
        unpackedDict = expression();
      } else if (tokens.is(Kind.NAME) && tokens.ahead().isOperator("=")) {
        String name = tokens.next().text();
        tokens.next();
        valid = unpackedDict == null && named.put(name, expression()) == null;
      } else {
        valid = unpackedList == null && unpackedDict == null && named.isEmpty();
        positional.add(expression());
      }
      if (!valid) {
        throw new TemplateException("invalid syntax for function call expression", line);
      }
    }
    tokens.expectOperator(")");
    return new CallArguments(
        List.copyOf(positional), Collections.unmodifiableMap(named), unpackedList, unpackedDict);
  }

  /** The filter whose name comes next, applied to {@code value}. */
  Expression.Filtered filter(Expression value) {
    int line = tokens.line();
    String name = dottedName();
    names.filter(name, line);
    CallArguments given = tokens.isOperator("(") ? arguments() : CallArguments.NONE;
    return new Expression.Filtered(value, name, given, line);
  }

  private Expression test(Expression value) {
    int line = tokens.line();
    boolean negated = tokens.skipName("not");
    String name = dottedName();
    names.test(name, line);
    CallArguments given = CallArguments.NONE;
    if (tokens.isOperator("(")) {
      given = arguments();
    } else if (isTestArgument()) {
      if (tokens.isName("is")) {
        throw error("You cannot chain multiple tests with is");
      }
      given = new CallArguments(List.of(nested(() -> postfix(primary()))), Map.of(), null, null);
    }
    Expression tested = new Expression.Tested(value, name, given, line);
    return negated ? new Expression.Not(tested) : tested;
  }

  private boolean isTestArgument() {
    return switch (tokens.current().kind()) {
      case NAME -> !tokens.isName("else") && !tokens.isName("or") && !tokens.isName("and");
      case STRING, INTEGER, FLOAT -> true;
      default -> tokens.isOperator("[") || tokens.isOperator("{");
    };
  }

  private String dottedName() {
    StringBuilder name = new StringBuilder(tokens.expect(Kind.NAME).text());
    while (tokens.skipOperator(".")) {
      name.append('.').append(tokens.expect(Kind.NAME).text());
    }
    return name.toString();
  }

  private TemplateException error(String problem) {
    return new TemplateException(problem, tokens.line());
  }
}
