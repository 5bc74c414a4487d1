package dev.hone.templates;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Text as Python sees it: what is blank, and how values print. */
final class PythonText {
  private PythonText() {}

  /** Python's {@code str.isspace} of one char, which is also {@code \s} of its regexes. */
  static boolean isSpace(int c) {
    if (c <= ' ') {
      return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f);
    }
    return switch (c) {
      case 0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000 -> true;
      default -> c >= 0x2000 && c <= 0x200a;
    };
  }

  static boolean isBlank(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isSpace(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  static String stripRight(String text) {
    int end = text.length();
    while (end > 0 && isSpace(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }

  /** Python's {@code str(value)}. */
  static String str(Rendering rendering, @Nullable Object value) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Undefined) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    new Printer(rendering, out).repr(value, 0);
    return out.toString();
  }

  /** Python's {@code repr(value)}. */
  static String repr(Rendering rendering, @Nullable Object value) {
    StringBuilder out = new StringBuilder();
    new Printer(rendering, out).repr(value, 0);
    return out.toString();
  }

  /** A short value in an error message. */
  static String repr(@Nullable Object value) {
    return value instanceof String text ? quoted(text) : String.valueOf(value);
  }

  private record Printer(Rendering rendering, StringBuilder out) {
    void repr(@Nullable Object value, int depth) {
      rendering.checkDepth(depth);
      rendering.charge(1);
      if (value == null) {
        out.append("None");
      } else if (value instanceof String text) {
        out.append(quoted(text));
      } else if (value instanceof Boolean truth) {
        out.append(truth ? "True" : "False");
      } else if (value instanceof Double real) {
        out.append(Numbers.repr(real));
      } else if (value instanceof Tuple tuple) {
        elements(tuple, "(", tuple.size() == 1 ? ",)" : ")", depth);
      } else if (value instanceof Range range) {
        out.append("range(").append(range.start()).append(", ").append(range.stop());
        out.append(range.step() == 1 ? ")" : ", " + range.step() + ")");
      } else if (value instanceof List<?> list) {
        elements(list, "[", "]", depth);
      } else if (value instanceof Map<?, ?> map) {
        dict(map, depth);
      } else if (value instanceof DictView view) {
        out.append(view.typeName());
        elements(view, "([", "])", depth);
      } else if (value instanceof Namespace namespace) {
        out.append("<Namespace ");
        dict(namespace.attributes(), depth);
        out.append('>');
      } else {
        out.append(other(value));
      }
      rendering.claimText(out.length());
    }

    private void elements(Collection<?> values, String open, String close, int depth) {
      out.append(open);
      Iterator<?> iterator = values.iterator();
      while (iterator.hasNext()) {
        repr(iterator.next(), depth + 1);
        if (iterator.hasNext()) {
          out.append(", ");
        }
      }
      out.append(close);
    }

    private void dict(Map<?, ?> map, int depth) {
      out.append('{');
      String separator = "";
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        out.append(separator);
        repr(entry.getKey(), depth + 1);
        out.append(": ");
        repr(entry.getValue(), depth + 1);
        separator = ", ";
      }
      out.append('}');
    }
  }

  private static String other(Object value) {
    if (value instanceof Undefined) {
      return "Undefined";
    }
    if (value instanceof LoopState loop) {
      return "<LoopContext " + loop.index() + "/" + loop.length() + ">";
    }
    if (value instanceof Macro macro) {
      return macro.name() == null ? "<Macro anonymous>" : "<Macro " + quoted(macro.name()) + ">";
    }
    if (value instanceof Function function) {
      return "<function " + function.name() + ">";
    }
    return value instanceof Number ? value.toString() : "<" + Types.name(value) + " object>";
  }

  private static String quoted(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    StringBuilder out = new StringBuilder(text.length() + 2).append(quote);
    text.codePoints().forEach(c -> escape(c, quote, out));
    return out.append(quote).toString();
  }

  private static void escape(int c, char quote, StringBuilder out) {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\\' -> out.append("\\\\");
      default -> {
        if (c == quote) {
          out.append('\\').append(quote);
        } else if (isPrintable(c)) {
          out.appendCodePoint(c);
        } else {
          out.append((c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x").formatted(c));
        }
      }
    }
  }

  static boolean isPrintable(int c) {
    if (c < 0x7f) {
      return c >= ' ';
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
