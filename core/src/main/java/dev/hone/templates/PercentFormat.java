package dev.hone.templates;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's {@code text % values}. */
final class PercentFormat {
  private final Rendering rendering;
  private final String format;
  private final @Nullable Object values;
  private final StringBuilder out = new StringBuilder();
  private int position;
  private int next;

  private PercentFormat(Rendering rendering, String format, @Nullable Object values) {
    this.rendering = rendering;
    this.format = format;
    this.values = values;
  }

  static String format(Rendering rendering, String format, @Nullable Object values) {
    PercentFormat formatter = new PercentFormat(rendering, format, values);
    formatter.run();
    return formatter.out.toString();
  }

  private void run() {
    rendering.chargeText(format.length());
    while (position < format.length()) {
      int percent = format.indexOf('%', position);
      int end = percent < 0 ? format.length() : percent;
      out.append(format, position, end);
      position = end;
      if (percent >= 0) {
        position++;
        conversion();
      }
      rendering.claimText(out.length());
    }
    boolean unused =
        values instanceof Tuple tuple ? next < tuple.size() : next == 0 && !takesAny(values);
    if (unused) {
      throw new TemplateFailure("not all arguments converted during string formatting");
    }
  }

  private static boolean takesAny(@Nullable Object values) {
    return values instanceof Map || (values instanceof List && !(values instanceof Tuple));
  }

  private void conversion() {
    Object value = Missing.VALUE;
    if (at(position) == '(') {
      value = named();
    }
    FormatSpec.Builder spec = new FormatSpec.Builder();
    for (; "-+ #0".indexOf(at(position)) >= 0 && at(position) != 0; position++) {
      spec.flag(at(position));
    }
    spec.width(size());
    if (at(position) == '.') {
      position++;
      spec.precision(Math.max(0, size()));
    }
    while (at(position) == 'l' || at(position) == 'h' || at(position) == 'L') {
      position++;
    }
    char type = at(position);
    if (position++ >= format.length()) {
      throw new TemplateFailure("incomplete format");
    }
    if (type == '%') {
      out.append('%');
      return;
    }
    if ("diouxXeEfFgGcrsa".indexOf(type) < 0) {
      throw new TemplateFailure("unsupported format character '" + type + "'");
    }
    if (value == Missing.VALUE) {
      value = positional();
    }
    out.append(spec.percent(rendering, type, value));
  }

  private @Nullable Object named() {
    int close = position + 1;
    for (int depth = 1; close < format.length(); close++) {
      depth += at(close) == '(' ? 1 : at(close) == ')' ? -1 : 0;
      if (depth == 0) {
        break;
      }
    }
    if (close >= format.length()) {
      throw new TemplateFailure("incomplete format key");
    }
    String key = format.substring(position + 1, close);
    position = close + 1;
    if (!(values instanceof Map<?, ?> map)) {
      throw new TemplateFailure("format requires a mapping");
    }
    Object value = Dicts.get(map, key);
    if (value == Missing.VALUE) {
      throw new TemplateFailure("no value for the format key '" + key + "'");
    }
    next++;
    return value;
  }

  private @Nullable Object positional() {
    if (values instanceof Tuple tuple) {
      if (next >= tuple.size()) {
        throw new TemplateFailure("not enough arguments for format string");
      }
      return tuple.get(next++);
    }
    if (next > 0) {
      throw new TemplateFailure("not enough arguments for format string");
    }
    next++;
    return values;
  }

  /** A width or precision, or -1 where there is none; {@code *} takes it from the values. */
  private int size() {
    if (at(position) == '*') {
      position++;
      return Numbers.integer(positional(), "* ");
    }
    int start = position;
    while (at(position) >= '0' && at(position) <= '9') {
      position++;
    }
    if (position - start > 8) {
      throw new TemplateFailure("width too big");
    }
    return position == start ? -1 : Integer.parseInt(format.substring(start, position));
  }

  private char at(int index) {
    return index < format.length() ? format.charAt(index) : '\0';
  }
}
