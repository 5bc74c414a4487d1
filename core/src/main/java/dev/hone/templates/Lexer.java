package dev.hone.templates;

import dev.hone.templates.Token.Kind;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a template into tokens, as jinja2 does with {@code trim_blocks} and {@code lstrip_blocks}
 * on: the newline after a block tag goes, so does the blank space before it on its line, unless
 * {@code +} keeps it; {@code -} takes all blank space on its side.
 */
final class Lexer {
  private static final String[] OPERATORS = {
    "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}",
    ">", "<", "=", ".", ":", "|", ",", ";"
  };

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int position;
  private int line = 1;
  private boolean lineStarting = true;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> tokens(String template) {
    String source = template.replace("\r\n", "\n").replace('\r', '\n');
    if (source.endsWith("\n")) {
      source = source.substring(0, source.length() - 1); // one trailing newline is not the text's
    }
    Lexer lexer = new Lexer(source);
    try {
      lexer.root();
      lexer.add(Kind.END, "", null);
    } catch (TemplateException e) {
      lexer.add(Kind.ERROR, "", e); // an error that the parser finds before it comes first
    }
    return lexer.tokens;
  }

  private void root() {
    while (position < source.length()) {
      int tag = nextTag(position);
      if (tag < 0) {
        data(source.substring(position));
        position = source.length();
        return;
      }
      char kind = source.charAt(tag + 1);
      int inside = tag + 2;
      char sign = at(inside) == '-' || at(inside) == '+' ? at(inside) : ' ';
      if (sign != ' ') {
        inside++;
      }
      String text = source.substring(position, tag);
      text(text, sign, kind == '{');
      int raw = kind == '%' ? endOfTag(inside, "raw", false) : -1;
      if (raw >= 0) {
        newlines(tag, raw);
        position = raw;
        rawBody();
      } else if (kind == '#') {
        position = inside;
        comment();
      } else if (kind == '%') {
        add(Kind.BLOCK_BEGIN, "{%", null);
        position = inside;
        inside(Kind.BLOCK_END, '%');
      } else {
        add(Kind.VARIABLE_BEGIN, "{{", null);
        position = inside;
        inside(Kind.VARIABLE_END, '}');
      }
    }
  }

  private int nextTag(int from) {
    for (int i = source.indexOf('{', from); i >= 0; i = source.indexOf('{', i + 1)) {
      char next = at(i + 1);
      if (next == '%' || next == '{' || next == '#') {
        return i;
      }
    }
    return -1;
  }

  /** Emits the text before a tag, stripped as the tag's sign and lstrip_blocks ask. */
  private void text(String text, char sign, boolean variable) {
    String kept = text;
    if (sign == '-') {
      kept = PythonText.stripRight(text);
    } else if (sign != '+' && !variable) {
      int lineStart = text.lastIndexOf('\n') + 1;
      if ((lineStart > 0 || lineStarting) && PythonText.isBlank(text, lineStart, text.length())) {
        kept = text.substring(0, lineStart);
      }
    }
    if (!kept.isEmpty()) {
      add(Kind.DATA, kept, null);
    }
    newlines(text);
    lineStarting = false;
  }

  private void data(String text) {
    if (!text.isEmpty()) {
      add(Kind.DATA, text, null);
    }
    newlines(text);
  }

  private void comment() {
    int end = source.indexOf("#}", position);
    if (end < 0) {
      throw error("Missing end of comment tag");
    }
    boolean strips = end > position && source.charAt(end - 1) == '-';
    boolean keeps = end > position && source.charAt(end - 1) == '+';
    int after = end + 2;
    if (strips) {
      after = skipBlank(after);
    } else if (!keeps && at(after) == '\n') {
      after++;
    }
    leaveTag(after);
  }

  private void rawBody() {
    for (int i = source.indexOf("{%", position); i >= 0; i = source.indexOf("{%", i + 1)) {
      int inside = i + 2;
      char sign = at(inside) == '-' || at(inside) == '+' ? at(inside) : ' ';
      int end = endOfTag(sign == ' ' ? inside : inside + 1, "endraw", true);
      if (end >= 0) {
        text(source.substring(position, i), sign, false);
        position = i;
        leaveTag(end);
        return;
      }
    }
    throw error("Missing end of raw directive");
  }

  /** Where the tag {@code name} ends whose inside starts here, or -1 where it is another tag. */
  private int endOfTag(int inside, String name, boolean trims) {
    int i = skipBlank(inside);
    if (!source.startsWith(name, i)) {
      return -1;
    }
    i = skipBlank(i + name.length());
    if (source.startsWith("-%}", i)) {
      return skipBlank(i + 3);
    }
    if (trims && source.startsWith("+%}", i)) {
      return i + 3;
    }
    if (!source.startsWith("%}", i)) {
      return -1;
    }
    return trims && at(i + 2) == '\n' ? i + 3 : i + 2;
  }

  /** Everything between the begin and the end of a block or variable tag. */
  private void inside(Kind endKind, char endChar) {
    Deque<Character> open = new ArrayDeque<>();
    while (position < source.length()) {
      if (open.isEmpty()) {
        int after = endOf(endKind, endChar);
        if (after >= 0) {
          add(endKind, endChar + "}", null);
          leaveTag(after);
          return;
        }
      }
      char c = source.charAt(position);
      if (PythonText.isSpace(c)) {
        int after = skipBlank(position);
        newlines(position, after);
        position = after;
      } else if (isDigit(c)) {
        number();
      } else if (isWord(source.codePointAt(position))) {
        name();
      } else if ((c != '"' && c != '\'') || !string(c)) {
        operator(open);
      }
    }
  }

  private int endOf(Kind kind, char endChar) {
    boolean minus = at(position) == '-';
    boolean plus = at(position) == '+' && kind == Kind.BLOCK_END;
    int start = minus || plus ? position + 1 : position;
    if (at(start) != endChar || at(start + 1) != '}') {
      return -1;
    }
    int after = start + 2;
    if (minus) {
      return skipBlank(after);
    }
    return kind == Kind.BLOCK_END && !plus && at(after) == '\n' ? after + 1 : after;
  }

  private void leaveTag(int after) {
    newlines(position, after);
    lineStarting = source.charAt(after - 1) == '\n';
    position = after;
  }

  private void operator(Deque<Character> open) {
    for (String operator : OPERATORS) {
      if (source.startsWith(operator, position)) {
        balance(open, operator.charAt(0));
        add(Kind.OPERATOR, operator, null);
        position += operator.length();
        return;
      }
    }
    throw error("unexpected char '" + Character.toString(source.codePointAt(position)) + "'");
  }

  private void balance(Deque<Character> open, char c) {
    switch (c) {
      case '{' -> open.push('}');
      case '(' -> open.push(')');
      case '[' -> open.push(']');
      case '}', ')', ']' -> {
        if (open.isEmpty()) {
          throw error("unexpected '" + c + "'");
        }
        char expected = open.pop();
        if (expected != c) {
          throw error("unexpected '" + c + "', expected '" + expected + "'");
        }
      }
      default -> {}
    }
  }

  private void name() {
    int end = position;
    while (end < source.length() && isWord(source.codePointAt(end))) {
      end += Character.charCount(source.codePointAt(end));
    }
    String name = source.substring(position, end);
    int first = name.codePointAt(0);
    if (first != '_' && !Character.isUnicodeIdentifierStart(first)) {
      throw error("Invalid character in identifier");
    }
    add(Kind.NAME, name, null);
    position = end;
  }

  private boolean string(char quote) {
    int end = position + 1;
    while (end < source.length() && source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= source.length()) {
      return false; // no closing quote: the quote is then an unexpected char
    }
    String text = source.substring(position + 1, end);
    add(Kind.STRING, text, unescaped(text));
    newlines(text);
    position = end + 1;
    return true;
  }

  private String unescaped(String text) {
    try {
      return StringLiteral.unescape(text);
    } catch (TemplateFailure failure) {
      throw error(failure.getMessage());
    }
  }

  private void number() {
    int floatEnd = position > 0 && source.charAt(position - 1) == '.' ? -1 : floatEnd();
    if (floatEnd >= 0) {
      String text = source.substring(position, floatEnd);
      add(Kind.FLOAT, text, Double.valueOf(text.replace("_", "")));
      position = floatEnd;
      return;
    }
    int radix = radix();
    int start = radix == 10 ? position : position + 2;
    int end = start;
    if (radix == 10 && at(start) == '0') {
      end = digits(start, 1, '0');
    } else {
      end = digits(start, radix, '9');
    }
    String text = source.substring(start, end).replace("_", "");
    add(Kind.INTEGER, text, Numbers.narrow(new BigInteger(text, radix)));
    position = end;
  }

  private int radix() {
    if (at(position) != '0') {
      return 10;
    }
    int radix =
        switch (at(position + 1)) {
          case 'x', 'X' -> 16;
          case 'o', 'O' -> 8;
          case 'b', 'B' -> 2;
          default -> 10;
        };
    int first = at(position + 2) == '_' ? position + 3 : position + 2;
    return radix != 10 && Character.digit(at(first), radix) >= 0 && at(first) < 128 ? radix : 10;
  }

  /** The end of a run of digits in which single underscores may stand between two digits. */
  private int digits(int from, int radix, char highest) {
    int i = from;
    while (true) {
      int digit = at(i) == '_' && i + 1 < source.length() ? i + 1 : i;
      char c = at(digit);
      boolean fits = radix == 1 ? c == highest : c < 128 && Character.digit(c, radix) >= 0;
      if (!fits) {
        return i;
      }
      i = digit + 1;
    }
  }

  private int floatEnd() {
    int whole = digits(position, 10, '9');
    int fraction = whole;
    if (at(whole) == '.' && isDigit(at(whole + 1))) {
      fraction = digits(whole + 1, 10, '9');
    }
    if (at(fraction) == 'e' || at(fraction) == 'E') {
      int exponent = at(fraction + 1) == '+' || at(fraction + 1) == '-' ? 2 : 1;
      if (isDigit(at(fraction + exponent))) {
        return digits(fraction + exponent, 10, '9');
      }
    }
    return fraction > whole ? fraction : -1;
  }

  private int skipBlank(int from) {
    int i = from;
    while (i < source.length() && PythonText.isSpace(source.charAt(i))) {
      i++;
    }
    return i;
  }

  private char at(int index) {
    return index < source.length() ? source.charAt(index) : '\0';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWord(int codePoint) {
    return codePoint == '_' || (codePoint > ' ' && Character.isUnicodeIdentifierPart(codePoint));
  }

  private void newlines(int from, int to) {
    newlines(source.substring(from, to));
  }

  private void newlines(String text) {
    for (int i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
      line++;
    }
  }

  private void add(Kind kind, String text, @Nullable Object value) {
    tokens.add(new Token(kind, text, value, line));
  }

  private TemplateException error(String problem) {
    return new TemplateException(problem, line);
  }
}
