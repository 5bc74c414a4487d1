package dev.hone.templates;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The filters over lists. Those that jinja2 writes as generators are lazy here too. */
final class ListFilters {
  private ListFilters() {}

  static void addTo(Map<String, Filters.Filter> all) {
    all.put("length", ListFilters::length);
    all.put("count", ListFilters::length);
    all.put("first", ListFilters::first);
    all.put("last", ListFilters::last);
    all.put("list", ListFilters::list);
    all.put("join", ListFilters::join);
    all.put("items", ListFilters::items);
    all.put("reverse", ListFilters::reverse);
    all.put("sort", ListFilters::sort);
    all.put("dictsort", ListFilters::dictsort);
    all.put("unique", ListFilters::unique);
    all.put("min", (r, value, given) -> extreme(r, value, given, "min"));
    all.put("max", (r, value, given) -> extreme(r, value, given, "max"));
    all.put("sum", ListFilters::sum);
    all.put("map", ListFilters::map);
    all.put("select", (r, value, given) -> select(r, value, given, "select", false, true));
    all.put("reject", (r, value, given) -> select(r, value, given, "reject", false, false));
    all.put("selectattr", (r, value, given) -> select(r, value, given, "selectattr", true, true));
    all.put("rejectattr", (r, value, given) -> select(r, value, given, "rejectattr", true, false));
    all.put("batch", ListFilters::batch);
    all.put("slice", ListFilters::slice);
    all.put("groupby", ListFilters::groupby);
  }

  private static Object length(Rendering rendering, @Nullable Object value, Arguments given) {
    given.bind("length", 0);
    return Iteration.length(rendering, value);
  }

  private static @Nullable Object first(
      Rendering rendering, @Nullable Object value, Arguments given) {
    given.bind("first", 0);
    Iterator<?> elements = Iteration.of(rendering, value);
    return elements.hasNext()
        ? elements.next()
        : new Undefined("No first item, sequence was empty.");
  }

  private static @Nullable Object last(
      Rendering rendering, @Nullable Object value, Arguments given) {
    given.bind("last", 0);
    if (value instanceof Generator) {
      throw new TemplateFailure("'generator' object is not reversible");
    }
    List<@Nullable Object> elements = Iteration.list(rendering, value);
    return elements.isEmpty()
        ? new Undefined("No last item, sequence was empty.")
        : elements.get(elements.size() - 1);
  }

  private static Object list(Rendering rendering, @Nullable Object value, Arguments given) {
    given.bind("list", 0);
    return Iteration.list(rendering, value);
  }

  private static Object join(Rendering rendering, @Nullable Object value, Arguments given) {
    @Nullable Object[] bound = given.bind("join", 0, "d", "attribute");
    String separator = bound[0] == Missing.VALUE ? "" : PythonText.str(rendering, bound[0]);
    Getter getter = Getter.of(rendering, bound[1], null);
    List<String> texts = new ArrayList<>();
    for (Object element : Iteration.list(rendering, value)) {
      String text = PythonText.str(rendering, getter.get(element));
      rendering.chargeText(text.length());
      texts.add(text);
    }
    return StringMethods.join(rendering, separator, texts);
  }

  private static Object items(Rendering rendering, @Nullable Object value, Arguments given) {
    given.bind("items", 0);
    if (value instanceof Undefined) {
      return new Generator(Collections.emptyIterator());
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw new TemplateFailure("Can only get item pairs from a mapping.");
    }
    return new Generator(new DictView(DictView.Kind.ITEMS, map).iterator());
  }

  private static Object reverse(Rendering rendering, @Nullable Object value, Arguments given) {
    given.bind("reverse", 0);
    if (value instanceof String text) {
      rendering.claimText(text.length());
      int[] codePoints = text.codePoints().toArray();
      StringBuilder out = new StringBuilder(text.length());
      for (int i = codePoints.length - 1; i >= 0; i--) {
        out.appendCodePoint(codePoints[i]);
      }
      return out.toString();
    }
    List<@Nullable Object> elements = Iteration.list(rendering, value);
    Collections.reverse(elements);
    return value instanceof Generator ? elements : new Generator(elements.iterator());
  }

  private static Object sort(Rendering rendering, @Nullable Object value, Arguments given) {
    @Nullable Object[] bound = given.bind("sort", 0, "reverse", "case_sensitive", "attribute");
    UnaryOperator<@Nullable Object> fold = isTrue(bound[1]) ? x -> x : ListFilters::folded;
    List<Getter> getters = new ArrayList<>();
    if (bound[2] instanceof String names) {
      for (String name : names.split(",", -1)) {
        getters.add(Getter.of(rendering, name, null));
      }
    } else {
      getters.add(Getter.of(rendering, bound[2], null));
    }
    List<@Nullable Object> elements = Iteration.list(rendering, value);
    Sorting.sort(
        rendering,
        elements,
        element -> {
          List<@Nullable Object> key = new ArrayList<>(getters.size());
          getters.forEach(getter -> key.add(fold.apply(getter.get(element))));
          return key;
        },
        isTrue(bound[0]));
    return elements;
  }

  private static Object dictsort(Rendering rendering, @Nullable Object value, Arguments given) {
    @Nullable Object[] bound = given.bind("dictsort", 0, "case_sensitive", "by", "reverse");
    Object by = bound[1] == Missing.VALUE ? "key" : bound[1];
    if (!"key".equals(by) && !"value".equals(by)) {
      throw new TemplateFailure("You can only sort by either \"key\" or \"value\"");
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw value instanceof Undefined undefined
          ? undefined.failure()
          : new TemplateFailure("'" + Types.name(value) + "' object has no attribute 'items'");
    }
    int position = "key".equals(by) ? 0 : 1;
    List<@Nullable Object> pairs =
        Iteration.list(rendering, new DictView(DictView.Kind.ITEMS, map));
    Sorting.sort(
        rendering,
        pairs,
        pair -> {
          Object key = pair instanceof Tuple two ? two.get(position) : null;
          return isTrue(bound[0]) ? key : folded(key);
        },
        isTrue(bound[2]));
    return pairs;
  }

  private static Object unique(Rendering rendering, @Nullable Object value, Arguments given) {
    @Nullable Object[] bound = given.bind("unique", 0, "case_sensitive", "attribute");
    Getter getter = Getter.of(rendering, bound[1], null);
    Map<Object, @Nullable Object> seen = new HashMap<>();
    return lazy(
        rendering,
        value,
        element -> {
          rendering.charge(1);
          Object key = getter.get(element);
          Object folded = isTrue(bound[0]) ? key : folded(key);
          if (Dicts.contains(seen, folded)) {
            return false;
          }
          Dicts.put(seen, folded, true);
          return true;
        },
        element -> element);
  }

  private static @Nullable Object extreme(
      Rendering rendering, @Nullable Object value, Arguments given, String name) {
    @Nullable Object[] bound = given.bind(name, 0, "case_sensitive", "attribute");
    Getter getter = Getter.of(rendering, bound[1], null);
    UnaryOperator<@Nullable Object> fold = isTrue(bound[0]) ? x -> x : ListFilters::folded;
    Iterator<?> elements = Iteration.of(rendering, value);
    if (!elements.hasNext()) {
      return new Undefined("No aggregated item, sequence was empty.");
    }
    Object best = elements.next();
    Object bestKey = fold.apply(getter.get(best));
    String operator = name.equals("min") ? "<" : ">";
    while (elements.hasNext()) {
      Object element = elements.next();
      Object key = fold.apply(getter.get(element));
      if (Operators.compares(rendering, operator, key, bestKey)) {
        best = element;
        bestKey = key;
      }
    }
    return best;
  }

  private static @Nullable Object sum(
      Rendering rendering, @Nullable Object value, Arguments given) {
    @Nullable Object[] bound = given.bind("sum", 0, "attribute", "start");
    Getter getter = Getter.of(rendering, bound[0], null);
    Object total = bound[1] == Missing.VALUE ? 0L : bound[1];
    if (total instanceof String) {
      throw new TemplateFailure("sum() can't sum strings [use ''.join(seq) instead]");
    }
    for (Object element : Iteration.list(rendering, value)) {
      total = Operators.arithmetic(rendering, "+", total, getter.get(element));
    }
    return total;
  }

  private static Object map(Rendering rendering, @Nullable Object value, Arguments given) {
    if (!Types.isTrue(value)) {
      return new Generator(Collections.emptyIterator());
    }
    UnaryOperator<@Nullable Object> change;
    if (given.positional().isEmpty() && given.named().containsKey("attribute")) {
      @Nullable Object[] bound = given.bind("map", 1, "attribute", "default");
      Getter getter = Getter.of(rendering, bound[0], bound[1] == Missing.VALUE ? null : bound[1]);
      change = getter::get;
    } else {
      Filters.Filter filter = Filters.named(name(given.positional(), 0, "map", "filter"));
      Arguments rest = rest(given, 1);
      change = element -> filter.apply(rendering, element, rest);
    }
    return lazy(rendering, value, element -> true, change);
  }

  private static Object select(
      Rendering rendering,
      @Nullable Object value,
      Arguments given,
      String name,
      boolean byAttribute,
      boolean wanted) {
    if (!Types.isTrue(value)) {
      return new Generator(Collections.emptyIterator());
    }
    List<@Nullable Object> positional = given.positional();
    if (byAttribute && positional.isEmpty()) {
      throw new TemplateFailure("Missing parameter for attribute name");
    }
    Getter getter = Getter.of(rendering, byAttribute ? positional.get(0) : Missing.VALUE, null);
    int testAt = byAttribute ? 1 : 0;
    Predicate<@Nullable Object> test;
    if (positional.size() > testAt) {
      Tests.Test named = Tests.named(name(positional, testAt, name, "test"));
      Arguments rest = rest(given, testAt + 1);
      test = element -> named.test(rendering, element, rest);
    } else {
      test = Types::isTrue;
    }
    return lazy(
        rendering,
        value,
        element -> {
          rendering.charge(1);
          return test.test(getter.get(element)) == wanted;
        },
        element -> element);
  }

  private static String name(
      List<@Nullable Object> positional, int index, String filter, String what) {
    if (positional.size() <= index) {
      throw new TemplateFailure(filter + " requires a " + what + " argument");
    }
    return StringMethods.string(positional.get(index), "the name of a " + what);
  }

  private static Arguments rest(Arguments given, int from) {
    return new Arguments(
        given.positional().subList(from, given.positional().size()), given.named());
  }

  private static Object batch(Rendering rendering, @Nullable Object value, Arguments given) {
    @Nullable Object[] bound = given.bind("batch", 1, "linecount", "fill_with");
    Object count = bound[0];
    List<@Nullable Object> batches = new ArrayList<>();
    List<@Nullable Object> batch = new ArrayList<>();
    for (Object element : Iteration.list(rendering, value)) {
      if (Operators.equal(rendering, (long) batch.size(), count)) {
        batches.add(batch);
        batch = new ArrayList<>();
      }
      batch.add(element);
    }
    if (!batch.isEmpty()) {
      if (bound[1] != Missing.VALUE && bound[1] != null) {
        int missing = Math.max(0, Numbers.integer(count, "linecount") - batch.size());
        rendering.charge(missing);
        batch.addAll(Collections.nCopies(missing, bound[1]));
      }
      batches.add(batch);
    }
    return new Generator(batches.iterator());
  }

  private static Object slice(Rendering rendering, @Nullable Object value, Arguments given) {
    @Nullable Object[] bound = given.bind("slice", 1, "slices", "fill_with");
    List<@Nullable Object> all = Iteration.list(rendering, value);
    int slices = Numbers.integer(bound[0], "slices");
    if (slices == 0) {
      throw new TemplateFailure("integer division or modulo by zero");
    }
    List<@Nullable Object> parts = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < slices; i++) {
      rendering.charge(1);
      boolean longer = i < all.size() % slices;
      int to = from + all.size() / slices + (longer ? 1 : 0);
      List<@Nullable Object> part = new ArrayList<>(all.subList(from, to));
      if (!longer && bound[1] != Missing.VALUE && bound[1] != null) {
        part.add(bound[1]);
      }
      parts.add(part);
      from = to;
    }
    return new Generator(parts.iterator());
  }

  private static Object groupby(Rendering rendering, @Nullable Object value, Arguments given) {
    @Nullable Object[] bound = given.bind("groupby", 1, "attribute", "default", "case_sensitive");
    Getter getter = Getter.of(rendering, bound[0], bound[1] == Missing.VALUE ? null : bound[1]);
    UnaryOperator<@Nullable Object> fold = isTrue(bound[2]) ? x -> x : ListFilters::folded;
    List<@Nullable Object> elements = Iteration.list(rendering, value);
    Sorting.sort(rendering, elements, element -> fold.apply(getter.get(element)), false);
    List<@Nullable Object> groups = new ArrayList<>();
    List<@Nullable Object> group = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      group.add(elements.get(i));
      Object key = fold.apply(getter.get(elements.get(i)));
      boolean ends =
          i + 1 == elements.size()
              || !Operators.equal(rendering, key, fold.apply(getter.get(elements.get(i + 1))));
      if (ends) {
        Object grouper = getter.get(group.get(0));
        groups.add(Tuple.named(List.of("grouper", "list"), grouper, group));
        group = new ArrayList<>();
      }
    }
    return groups;
  }

  private static boolean isTrue(@Nullable Object option) {
    return option != Missing.VALUE && Types.isTrue(option);
  }

  private static @Nullable Object folded(@Nullable Object value) {
    return value instanceof String text ? text.toLowerCase(Locale.ROOT) : value;
  }

  /** Elements that pass, changed, as they are asked for. */
  private static Generator lazy(
      Rendering rendering,
      @Nullable Object values,
      Predicate<@Nullable Object> passes,
      UnaryOperator<@Nullable Object> change) {
    rendering.checkDepth(Generator.depthOver(values));
    return new Generator(
        new Iterator<>() {
          private @Nullable Iterator<?> started;
          private @Nullable Object next = Missing.VALUE;

          @Override
          public boolean hasNext() {
            Iterator<?> source = started == null ? Iteration.of(rendering, values) : started;
            started = source;
            while (next == Missing.VALUE && source.hasNext()) {
              Object candidate = source.next();
              if (passes.test(candidate)) {
                next = change.apply(candidate);
              }
            }
            return next != Missing.VALUE;
          }

          @Override
          public @Nullable Object next() {
            if (!hasNext()) {
              throw new NoSuchElementException();
            }
            Object value = next;
            next = Missing.VALUE;
            return value;
          }
        },
        Generator.depthOver(values));
  }
}
