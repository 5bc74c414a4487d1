package dev.hone.templates;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's {@code text.format(values)}, with attributes looked up as a template does. */
final class BraceFormat {
  private static final int DEEPEST = 2;

  private final Rendering rendering;
  private final Arguments given;
  private final @Nullable Object mapping;
  private int nextIndex;
  private boolean numbered;

  private BraceFormat(Rendering rendering, Arguments given, @Nullable Object mapping) {
    this.rendering = rendering;
    this.given = given;
    this.mapping = mapping;
  }

  static String format(Rendering rendering, String text, Arguments given) {
    return new BraceFormat(rendering, given, Missing.VALUE).filled(text, DEEPEST);
  }

  static String formatMap(Rendering rendering, String text, Arguments given) {
    Object mapping = given.bindInOrder("format_map", 1, 1)[0];
    return new BraceFormat(rendering, Arguments.NONE, mapping).filled(text, DEEPEST);
  }

  private String filled(String text, int deepest) {
    if (deepest == 0) {
      throw new TemplateFailure("Max string recursion exceeded");
    }
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if ((c == '{' || c == '}') && i + 1 < text.length() && text.charAt(i + 1) == c) {
        out.append(c);
        i += 2;
      } else if (c == '{') {
        int end = fieldEnd(text, i);
        out.append(field(text.substring(i + 1, end), deepest));
        rendering.claimText(out.length());
        i = end + 1;
      } else if (c == '}') {
        throw new TemplateFailure("Single '}' encountered in format string");
      } else {
        out.append(c);
        i++;
      }
    }
    return rendering.claimed(out.toString());
  }

  private static int fieldEnd(String text, int open) {
    int depth = 0;
    boolean inBrackets = false;
    for (int i = open; i < text.length(); i++) {
      char c = text.charAt(i);
      if (inBrackets) {
        inBrackets = c != ']';
      } else if (c == '[' && depth == 1) {
        inBrackets = true;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return i;
      }
    }
    throw new TemplateFailure("expected '}' before end of string");
  }

  private String field(String field, int deepest) {
    int end = nameEnd(field);
    String name = field.substring(0, end);
    char conversion = 0;
    String rest = field.substring(end);
    if (rest.startsWith("!")) {
      if (rest.length() < 2 || (rest.length() > 2 && rest.charAt(2) != ':')) {
        throw new TemplateFailure("expected ':' after conversion specifier");
      }
      conversion = rest.charAt(1);
      rest = rest.substring(2);
    }
    Object value = converted(value(name), conversion);
    String spec = rest.isEmpty() ? "" : filled(rest.substring(1), deepest - 1);
    return FormatSpec.parse(spec).format(rendering, value);
  }

  private static int nameEnd(String field) {
    boolean inBrackets = false;
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      inBrackets = inBrackets ? c != ']' : c == '[';
      if (!inBrackets && (c == '!' || c == ':')) {
        return i;
      }
    }
    return field.length();
  }

  private @Nullable Object converted(@Nullable Object value, char conversion) {
    return switch (conversion) {
      case 0 -> value;
      case 's' -> PythonText.str(rendering, value);
      case 'r' -> PythonText.repr(rendering, value);
      default -> throw new TemplateFailure("Unknown conversion specifier '" + conversion + "'");
    };
  }

  private @Nullable Object value(String name) {
    int end = 0;
    while (end < name.length() && name.charAt(end) != '.' && name.charAt(end) != '[') {
      end++;
    }
    Object value = first(name.substring(0, end));
    int i = end;
    while (i < name.length()) {
      if (name.charAt(i) == '.') {
        int stop = i + 1;
        while (stop < name.length() && name.charAt(stop) != '.' && name.charAt(stop) != '[') {
          stop++;
        }
        value = Access.attribute(value, name.substring(i + 1, stop));
        i = stop;
      } else {
        int close = name.indexOf(']', i);
        if (name.charAt(i) != '[' || close < 0) {
          throw new TemplateFailure("Missing ']' in format string");
        }
        String key = name.substring(i + 1, close);
        Object index = isNumber(key) ? NumberText.integer(key, 10) : null;
        value = Access.item(rendering, value, index == null ? key : index);
        i = close + 1;
      }
    }
    return value;
  }

  private @Nullable Object first(String key) {
    if (!key.isEmpty() && !isNumber(key)) {
      Object named =
          mapping instanceof Map<?, ?> map
              ? Dicts.get(map, key)
              : given.named().containsKey(key) ? given.named().get(key) : Missing.VALUE;
      if (named == Missing.VALUE) {
        throw new TemplateFailure("no value for the format field '" + key + "'");
      }
      return named;
    }
    boolean wasNumbered = numbered;
    numbered = !key.isEmpty();
    if (nextIndex > 0 && wasNumbered != numbered) {
      throw new TemplateFailure(
          "cannot switch between manual field specification and automatic field numbering");
    }
    int index = numbered && key.length() < 9 ? Integer.parseInt(key) : nextIndex;
    nextIndex++;
    if (mapping != Missing.VALUE || index >= given.positional().size()) {
      throw new TemplateFailure(
          "Replacement index " + index + " out of range for positional args tuple");
    }
    return given.positional().get(index);
  }

  private static boolean isNumber(String key) {
    return !key.isEmpty() && key.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
