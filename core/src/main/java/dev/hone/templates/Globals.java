package dev.hone.templates;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions every template has, unless a variable of the rendering takes the name. */
final class Globals {
  private static final Map<String, Callable> FUNCTIONS =
      Map.of(
          "range", new Function("range", (rendering, given) -> range(given)),
          "dict", new Function("dict", (rendering, given) -> dict(rendering, given)),
          "namespace",
              new Function(
                  "namespace", (rendering, given) -> new Namespace(dict(rendering, given))),
          "cycler", new Function("cycler", (rendering, given) -> cycler(given)),
          "joiner", new Function("joiner", Globals::joiner),
          "raise_exception", new Function("raise_exception", Globals::raise),
          "strftime_now", new Function("strftime_now", Globals::strftimeNow));

  private Globals() {}

  static @Nullable Callable find(String name) {
    return FUNCTIONS.get(name);
  }

  private static Object range(Arguments given) {
    @Nullable Object[] bound = given.bindInOrder("range", 1, 3);
    boolean onlyStop = bound[1] == Missing.VALUE;
    long start = onlyStop ? 0 : bound(bound[0]);
    long stop = bound(onlyStop ? bound[0] : bound[1]);
    return new Range(start, stop, bound[2] == Missing.VALUE ? 1 : bound(bound[2]));
  }

  private static long bound(@Nullable Object value) {
    if (value instanceof Long number) {
      return number;
    }
    if (value instanceof BigInteger) {
      throw new TemplateFailure("a range() argument of more than 64 bits");
    }
    return Numbers.integer(value, "range() argument");
  }

  private static Map<Object, @Nullable Object> dict(Rendering rendering, Arguments given) {
    if (given.positional().size() > 1) {
      throw new TemplateFailure(
          "dict expected at most 1 argument, got " + given.positional().size());
    }
    Map<Object, @Nullable Object> dict = new LinkedHashMap<>();
    for (Object source : given.positional()) {
      if (source instanceof Map<?, ?> map) {
        rendering.charge(map.size());
        dict.putAll(map);
      } else {
        pairs(rendering, source, dict);
      }
    }
    dict.putAll(given.named());
    return dict;
  }

  private static void pairs(
      Rendering rendering, @Nullable Object source, Map<Object, @Nullable Object> dict) {
    for (Object pair : Iteration.list(rendering, source)) {
      List<@Nullable Object> two = Iteration.list(rendering, pair);
      if (two.size() != 2) {
        throw new TemplateFailure(
            "a dict is made of pairs, but one element has " + two.size() + " parts");
      }
      Dicts.put(dict, two.get(0), two.get(1));
    }
  }

  private static Cycler cycler(Arguments given) {
    if (!given.named().isEmpty()) {
      throw new TemplateFailure("cycler() takes no keyword arguments");
    }
    return new Cycler(given.positional());
  }

  private static Object joiner(Rendering rendering, Arguments given) {
    Object separator = given.bind("joiner", 0, "sep")[0];
    boolean[] used = {false};
    return new Function(
        "joiner",
        (inner, none) -> {
          none.bindInOrder("joiner", 0, 0);
          if (!used[0]) {
            used[0] = true;
            return "";
          }
          return separator == Missing.VALUE ? ", " : separator;
        });
  }

  private static Object raise(Rendering rendering, Arguments given) {
    throw new TemplateFailure(
        PythonText.str(rendering, given.bind("raise_exception", 1, "message")[0]));
  }

  private static Object strftimeNow(Rendering rendering, Arguments given) {
    Object format = given.bind("strftime_now", 1, "format")[0];
    if (!(format instanceof String text)) {
      throw new TemplateFailure("strftime() argument 1 must be str, not " + Types.name(format));
    }
    return rendering.claimed(Strftime.format(text, rendering.clock()));
  }
}
