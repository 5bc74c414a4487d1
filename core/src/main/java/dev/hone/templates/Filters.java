package dev.hone.templates;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** jinja2's filters by name; those over lists are in {@link ListFilters}. */
final class Filters {
  interface Filter {
    @Nullable Object apply(Rendering rendering, @Nullable Object value, Arguments given);
  }

  private interface TextFilter {
    Object apply(Rendering rendering, String text, Arguments given);
  }

  private static final Map<String, Filter> FILTERS = filters();

  private Filters() {}

  static boolean exists(String name) {
    return FILTERS.containsKey(name);
  }

  static Filter named(String name) {
    Filter filter = FILTERS.get(name);
    if (filter == null) {
      throw new TemplateFailure("No filter named '" + name + "'.");
    }
    return filter;
  }

  private static Map<String, Filter> filters() {
    Map<String, Filter> all = new HashMap<>();
    ListFilters.addTo(all);
    all.put("tojson", ToJson::filter);
    all.put("default", Filters::defaulted);
    all.put("d", Filters::defaulted);
    all.put("string", text("string", text -> text));
    all.put("safe", text("safe", text -> text));
    all.put("upper", text("upper", text -> text.toUpperCase(Locale.ROOT)));
    all.put("lower", text("lower", text -> text.toLowerCase(Locale.ROOT)));
    all.put("capitalize", text("capitalize", CaseText::capitalize));
    all.put("title", text("title", TextFilters::title));
    all.put("wordcount", text("wordcount", TextFilters::wordcount));
    all.put("escape", onText(TextFilters::escape));
    all.put("e", onText(TextFilters::escape));
    all.put("forceescape", onText(TextFilters::escape));
    all.put("striptags", text("striptags", TextFilters::striptags));
    all.put("urlencode", TextFilters::urlencode);
    all.put("trim", onText(TextFilters::trim));
    all.put("replace", onText(TextFilters::replace));
    all.put("center", onText(TextFilters::center));
    all.put("indent", TextFilters::indent);
    all.put("truncate", TextFilters::truncate);
    all.put("format", Filters::format);
    all.put("int", NumberFilters::integer);
    all.put("float", NumberFilters::real);
    all.put("abs", NumberFilters::absolute);
    all.put("round", NumberFilters::round);
    all.put("filesizeformat", NumberFilters::fileSize);
    all.put("attr", Filters::attribute);
    return Map.copyOf(all);
  }

  private static Filter text(String name, java.util.function.Function<String, Object> body) {
    return onText(
        (rendering, text, given) -> {
          given.bind(name, 0);
          Object changed = body.apply(text);
          return changed instanceof String made ? rendering.claimed(made) : changed;
        });
  }

  /** A filter that takes any value as its text. */
  private static Filter onText(TextFilter body) {
    return (rendering, value, given) -> {
      String text = PythonText.str(rendering, value);
      rendering.chargeText(text.length());
      return body.apply(rendering, text, given);
    };
  }

  private static @Nullable Object defaulted(
      Rendering rendering, @Nullable Object value, Arguments given) {
    @Nullable Object[] bound = given.bind("default", 0, "default_value", "boolean");
    boolean whenFalse = bound[1] != Missing.VALUE && Types.isTrue(bound[1]);
    if (value instanceof Undefined || (whenFalse && !Types.isTrue(value))) {
      return bound[0] == Missing.VALUE ? "" : bound[0];
    }
    return value;
  }

  private static Object format(Rendering rendering, @Nullable Object value, Arguments given) {
    if (!given.positional().isEmpty() && !given.named().isEmpty()) {
      throw new TemplateFailure("can't handle positional and keyword arguments at the same time");
    }
    Object arguments = given.named().isEmpty() ? Tuple.copyOf(given.positional()) : given.named();
    return PercentFormat.format(rendering, PythonText.str(rendering, value), arguments);
  }

  private static @Nullable Object attribute(
      Rendering rendering, @Nullable Object value, Arguments given) {
    String name = StringMethods.string(given.bind("attr", 1, "name")[0], "attribute name");
    // Unlike a dot, it never falls back to an element.
    return value instanceof Map && CollectionMethods.find((Map<?, ?>) value, name) == null
        ? Undefined.attribute(value, name)
        : Access.attribute(value, name);
  }
}
