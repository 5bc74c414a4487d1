package dev.hone.templates;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Python's {@code json.dumps} as transformers calls it for {@code tojson}: {@code ensure_ascii},
 * {@code indent}, {@code separators} and {@code sort_keys}, with ensure_ascii off by default and no
 * HTML escapes.
 */
final class ToJson {
  private final Rendering rendering;
  private final boolean ascii;
  private final @Nullable String indent;
  private final String itemSeparator;
  private final String keySeparator;
  private final boolean sorted;
  private final StringBuilder out = new StringBuilder();

  private ToJson(Rendering rendering, @Nullable Object[] options) {
    this.rendering = rendering;
    this.ascii = options[0] != Missing.VALUE && Types.isTrue(options[0]);
    this.indent = indent(rendering, options[1]);
    this.sorted = options[3] != Missing.VALUE && Types.isTrue(options[3]);
    if (options[2] == Missing.VALUE || options[2] == null) {
      this.itemSeparator = indent == null ? ", " : ",";
      this.keySeparator = ": ";
    } else {
      List<@Nullable Object> separators = Iteration.list(rendering, options[2]);
      if (separators.size() != 2) {
        throw new TemplateFailure("separators must be two texts, for items and for keys");
      }
      this.itemSeparator = StringMethods.string(separators.get(0), "the item separator");
      this.keySeparator = StringMethods.string(separators.get(1), "the key separator");
    }
  }

  static String filter(Rendering rendering, @Nullable Object value, Arguments given) {
    @Nullable Object[] options =
        given.bind("tojson", 0, "ensure_ascii", "indent", "separators", "sort_keys");
    ToJson json = new ToJson(rendering, options);
    json.write(value, 0);
    return json.out.toString();
  }

  private static @Nullable String indent(Rendering rendering, @Nullable Object indent) {
    if (indent == Missing.VALUE || indent == null) {
      return null;
    }
    if (indent instanceof String text) {
      return text;
    }
    int spaces = Math.max(0, Numbers.integer(indent, "indent"));
    rendering.claimText(spaces);
    return " ".repeat(spaces);
  }

  private void write(@Nullable Object value, int depth) {
    rendering.checkDepth(depth);
    rendering.charge(1);
    if (value instanceof String text) {
      string(text);
    } else if (value instanceof Map<?, ?> map) {
      dict(map, depth);
    } else if (value instanceof List<?> list && !(value instanceof Range)) {
      list(list, depth);
    } else {
      out.append(scalar(value));
    }
    rendering.claimText(out.length());
  }

  private static String scalar(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    if (value instanceof Boolean || value instanceof Long || value instanceof BigInteger) {
      return value.toString();
    }
    if (value instanceof Double real) {
      if (Double.isNaN(real)) {
        return "NaN";
      }
      return Double.isInfinite(real) ? (real > 0 ? "Infinity" : "-Infinity") : Numbers.repr(real);
    }
    throw new TemplateFailure("Object of type " + Types.name(value) + " is not JSON serializable");
  }

  private void list(List<?> list, int depth) {
    if (list.isEmpty()) {
      out.append("[]");
      return;
    }
    out.append('[');
    Iterator<?> elements = list.iterator();
    while (elements.hasNext()) {
      newline(depth + 1);
      write(elements.next(), depth + 1);
      if (elements.hasNext()) {
        out.append(itemSeparator);
      }
    }
    newline(depth);
    out.append(']');
  }

  private void dict(Map<?, ?> map, int depth) {
    if (map.isEmpty()) {
      out.append("{}");
      return;
    }
    out.append('{');
    String separator = "";
    for (Map.Entry<?, ?> entry : entries(map)) {
      out.append(separator);
      newline(depth + 1);
      string(key(entry.getKey()));
      out.append(keySeparator);
      write(entry.getValue(), depth + 1);
      separator = itemSeparator;
    }
    newline(depth);
    out.append('}');
  }

  private List<Map.Entry<?, ?>> entries(Map<?, ?> map) {
    List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
    if (sorted) {
      Sorting.sort(rendering, entries, Map.Entry::getKey, false);
    }
    return entries;
  }

  private static String key(@Nullable Object key) {
    if (key instanceof String text) {
      return text;
    }
    if (key == null || Types.isNumber(key)) {
      return scalar(key);
    }
    throw new TemplateFailure("keys must be str, int, float, bool or None, not " + Types.name(key));
  }

  private void newline(int depth) {
    if (indent != null) {
      rendering.claimText(out.length() + (long) indent.length() * depth);
      out.append('\n').append(indent.repeat(depth));
    }
  }

  private void string(String text) {
    rendering.chargeText(text.length());
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\f' -> out.append("\\f");
        case '\b' -> out.append("\\b");
        default -> {
          if (c < ' ' || (ascii && c > '~')) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
