package dev.hone.templates;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The methods of Python's str. */
final class StringMethods {
  private interface Method {
    @Nullable Object call(Rendering rendering, String text, Arguments given);
  }

  private static final Map<String, Method> METHODS = methods();

  private StringMethods() {}

  static @Nullable Callable find(String text, String name) {
    Method method = METHODS.get(name);
    return method == null
        ? null
        : new Function(
            name,
            (rendering, given) -> {
              rendering.chargeText(text.length());
              return method.call(rendering, text, given);
            });
  }

  private static Map<String, Method> methods() {
    Map<String, Method> all = new HashMap<>();
    all.put("upper", plain("upper", text -> text.toUpperCase(Locale.ROOT)));
    all.put("lower", plain("lower", text -> text.toLowerCase(Locale.ROOT)));
    all.put("casefold", plain("casefold", CaseText::casefold));
    all.put("title", plain("title", CaseText::title));
    all.put("capitalize", plain("capitalize", CaseText::capitalize));
    all.put("swapcase", plain("swapcase", CaseText::swapcase));
    all.put("islower", plain("islower", CaseText::isLower));
    all.put("isupper", plain("isupper", CaseText::isUpper));
    all.put("istitle", plain("istitle", CaseText::isTitle));
    all.put("isspace", every("isspace", PythonText::isSpace));
    all.put("isalpha", every("isalpha", Character::isLetter));
    all.put("isdecimal", every("isdecimal", CaseText::isDecimal));
    all.put("isdigit", every("isdigit", CaseText::isDigit));
    all.put("isnumeric", every("isnumeric", CaseText::isNumeric));
    all.put("isalnum", every("isalnum", c -> Character.isLetter(c) || CaseText.isNumeric(c)));
    all.put("isascii", plain("isascii", text -> text.codePoints().allMatch(c -> c < 128)));
    all.put(
        "isprintable",
        plain("isprintable", text -> text.codePoints().allMatch(PythonText::isPrintable)));
    all.put("isidentifier", plain("isidentifier", CaseText::isIdentifier));
    all.put("strip", (r, text, given) -> strip(text, given, "strip", true, true));
    all.put("lstrip", (r, text, given) -> strip(text, given, "lstrip", true, false));
    all.put("rstrip", (r, text, given) -> strip(text, given, "rstrip", false, true));
    all.put("split", (r, text, given) -> SplitText.split(r, text, given));
    all.put("rsplit", (r, text, given) -> SplitText.rsplit(r, text, given));
    all.put("splitlines", (r, text, given) -> SplitText.splitlines(r, text, given));
    all.put("partition", SplitText::partition);
    all.put("rpartition", SplitText::rpartition);
    all.put("startswith", (r, text, given) -> affix(text, given, "startswith", true));
    all.put("endswith", (r, text, given) -> affix(text, given, "endswith", false));
    all.put("removeprefix", (r, text, given) -> removeprefix(text, given));
    all.put("removesuffix", (r, text, given) -> removesuffix(text, given));
    all.put("find", (r, text, given) -> position(r, text, given, "find", true));
    all.put("rfind", (r, text, given) -> position(r, text, given, "rfind", false));
    all.put("index", (r, text, given) -> found(position(r, text, given, "index", true)));
    all.put("rindex", (r, text, given) -> found(position(r, text, given, "rindex", false)));
    all.put("count", StringMethods::count);
    all.put("replace", StringMethods::replace);
    all.put("join", (r, text, given) -> join(r, text, given));
    all.put("center", (r, text, given) -> pad(r, text, given, "center"));
    all.put("ljust", (r, text, given) -> pad(r, text, given, "ljust"));
    all.put("rjust", (r, text, given) -> pad(r, text, given, "rjust"));
    all.put("zfill", StringMethods::zfill);
    all.put("expandtabs", StringMethods::expandtabs);
    all.put("format", (r, text, given) -> BraceFormat.format(r, text, given));
    all.put("format_map", (r, text, given) -> BraceFormat.formatMap(r, text, given));
    return Map.copyOf(all);
  }

  private static Method plain(String name, java.util.function.Function<String, Object> body) {
    return (rendering, text, given) -> {
      given.bindInOrder(name, 0, 0);
      return body.apply(text);
    };
  }

  private static Method every(String name, IntPredicate test) {
    return plain(name, text -> !text.isEmpty() && text.codePoints().allMatch(test));
  }

  private static Object strip(
      String text, Arguments given, String name, boolean left, boolean right) {
    Object chars = given.bindInOrder(name, 0, 1)[0];
    if (chars == Missing.VALUE || chars == null) {
      return strip(text, PythonText::isSpace, left, right);
    }
    String set = string(chars, name + " arg");
    return strip(text, c -> set.indexOf(c) >= 0, left, right);
  }

  static String strip(String text, IntPredicate stripped, boolean left, boolean right) {
    int start = 0;
    int end = text.length();
    while (left && start < end && stripped.test(text.codePointAt(start))) {
      start += Character.charCount(text.codePointAt(start));
    }
    while (right && end > start && stripped.test(text.codePointBefore(end))) {
      end -= Character.charCount(text.codePointBefore(end));
    }
    return text.substring(start, end);
  }

  static String string(@Nullable Object value, String what) {
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Undefined undefined) {
      throw undefined.failure();
    }
    throw new TemplateFailure(what + " must be str, not " + Types.name(value));
  }

  private static boolean affix(String text, Arguments given, String name, boolean start) {
    @Nullable Object[] bound = given.bindInOrder(name, 1, 3);
    int from = offset(text, bound[1], 0);
    int to = offset(text, bound[2], text.length());
    if (isBeyond(text, bound[1]) || from > to) {
      return false;
    }
    String part = text.substring(from, to);
    if (bound[0] instanceof Tuple affixes) {
      for (Object affix : affixes) {
        if (hasAffix(part, string(affix, name + " arg"), start)) {
          return true;
        }
      }
      return false;
    }
    return hasAffix(part, string(bound[0], name + " first arg"), start);
  }

  private static boolean hasAffix(String text, String affix, boolean start) {
    return start ? text.startsWith(affix) : text.endsWith(affix);
  }

  /** The UTF-16 offset of an index in code points, which may count from the end. */
  private static int offset(String text, @Nullable Object index, int omitted) {
    if (index == Missing.VALUE || index == null) {
      return omitted;
    }
    int length = text.codePointCount(0, text.length());
    int at = Numbers.integer(index, "slice index");
    at = Math.max(0, Math.min(length, at < 0 ? at + length : at));
    return text.offsetByCodePoints(0, at);
  }

  private static boolean isBeyond(String text, @Nullable Object index) {
    return Types.isInteger(index)
        && Numbers.integer(index, "index") > text.codePointCount(0, text.length());
  }

  private static String removeprefix(String text, Arguments given) {
    String prefix = string(given.bindInOrder("removeprefix", 1, 1)[0], "removeprefix() argument");
    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
  }

  private static String removesuffix(String text, Arguments given) {
    String suffix = string(given.bindInOrder("removesuffix", 1, 1)[0], "removesuffix() argument");
    return text.endsWith(suffix) && !suffix.isEmpty()
        ? text.substring(0, text.length() - suffix.length())
        : text;
  }

  private static long position(
      Rendering rendering, String text, Arguments given, String name, boolean forwards) {
    @Nullable Object[] bound = given.bindInOrder(name, 1, 3);
    String part = string(bound[0], name + "() argument");
    int from = offset(text, bound[1], 0);
    int to = offset(text, bound[2], text.length());
    if (isBeyond(text, bound[1]) || from > to) {
      return -1;
    }
    String within = text.substring(0, to);
    int at =
        forwards
            ? StringSearch.indexOf(rendering, within, part, from)
            : StringSearch.lastIndexOf(rendering, within, part, to - part.length());
    return at < from ? -1 : text.codePointCount(0, at);
  }

  private static Object found(long position) {
    if (position < 0) {
      throw new TemplateFailure("substring not found");
    }
    return position;
  }

  private static Object count(Rendering rendering, String text, Arguments given) {
    @Nullable Object[] bound = given.bindInOrder("count", 1, 3);
    String part = string(bound[0], "count() argument");
    int from = offset(text, bound[1], 0);
    int to = offset(text, bound[2], text.length());
    if (isBeyond(text, bound[1]) || from > to) {
      return 0L;
    }
    String within = text.substring(from, to);
    return part.isEmpty()
        ? within.codePointCount(0, within.length()) + 1L
        : (long) occurrences(rendering, within, part, Integer.MAX_VALUE);
  }

  private static int occurrences(Rendering rendering, String text, String part, int most) {
    int count = 0;
    int from = 0;
    while (count < most) {
      int at = StringSearch.indexOf(text, part, from);
      if (at < 0) {
        break;
      }
      rendering.charge(1);
      count++;
      from = at + part.length();
    }
    return count;
  }

  private static Object replace(Rendering rendering, String text, Arguments given) {
    @Nullable Object[] bound = given.bindInOrder("replace", 2, 3);
    int most = bound[2] == Missing.VALUE ? -1 : Numbers.integer(bound[2], "count");
    return replace(
        rendering,
        text,
        string(bound[0], "replace() argument 1"),
        string(bound[1], "replace() argument 2"),
        most);
  }

  /** Replaces at most {@code most} times; below zero, all. */
  static String replace(Rendering rendering, String text, String old, String with, int most) {
    int limit = most < 0 ? Integer.MAX_VALUE : most;
    if (old.isEmpty()) {
      return interleaved(rendering, text, with, limit);
    }
    int count = occurrences(rendering, text, old, limit);
    if (count == 0) {
      return text;
    }
    rendering.claimText(text.length() + (long) count * (with.length() - old.length()));
    StringBuilder out = new StringBuilder();
    int from = 0;
    for (int i = 0; i < count; i++) {
      int at = StringSearch.indexOf(text, old, from);
      out.append(text, from, at).append(with);
      from = at + old.length();
    }
    return out.append(text, from, text.length()).toString();
  }

  private static String interleaved(Rendering rendering, String text, String with, int limit) {
    int[] codePoints = text.codePoints().toArray();
    int count = Math.min(limit, codePoints.length + 1);
    rendering.claimText(text.length() + (long) count * with.length());
    StringBuilder out = new StringBuilder();
    for (int i = 0; i <= codePoints.length; i++) {
      if (i < count) {
        out.append(with);
      }
      if (i < codePoints.length) {
        out.appendCodePoint(codePoints[i]);
      }
    }
    return out.toString();
  }

  private static String join(Rendering rendering, String separator, Arguments given) {
    List<@Nullable Object> values = Iteration.list(rendering, given.bindInOrder("join", 1, 1)[0]);
    List<String> texts = new ArrayList<>(values.size());
    for (Object value : values) {
      if (!(value instanceof String text)) {
        throw new TemplateFailure(
            "sequence item %d: expected str instance, %s found"
                .formatted(texts.size(), Types.name(value)));
      }
      texts.add(text);
    }
    return join(rendering, separator, texts);
  }

  static String join(Rendering rendering, String separator, List<String> texts) {
    long length = (long) separator.length() * Math.max(0, texts.size() - 1);
    for (String text : texts) {
      length += text.length();
    }
    rendering.claimText(length);
    return String.join(separator, texts);
  }

  private static Object pad(Rendering rendering, String text, Arguments given, String name) {
    @Nullable Object[] bound = given.bindInOrder(name, 1, 2);
    String fill = bound[1] == Missing.VALUE ? " " : string(bound[1], "the fill character");
    if (fill.codePointCount(0, fill.length()) != 1) {
      throw new TemplateFailure("The fill character must be exactly one character long");
    }
    int width = Numbers.integer(bound[0], "width");
    int missing = Math.max(0, width - text.codePointCount(0, text.length()));
    rendering.claimText(text.length() + (long) missing * fill.length());
    int left =
        switch (name) {
          case "ljust" -> 0;
          case "rjust" -> missing;
          default -> missing / 2 + (missing & width & 1);
        };
    return fill.repeat(left) + text + fill.repeat(missing - left);
  }

  private static Object zfill(Rendering rendering, String text, Arguments given) {
    int width = Numbers.integer(given.bindInOrder("zfill", 1, 1)[0], "width");
    int missing = Math.max(0, width - text.codePointCount(0, text.length()));
    rendering.claimText((long) text.length() + missing);
    boolean signed = text.startsWith("+") || text.startsWith("-");
    return (signed ? text.substring(0, 1) : "")
        + "0".repeat(missing)
        + (signed ? text.substring(1) : text);
  }

  private static Object expandtabs(Rendering rendering, String text, Arguments given) {
    Object size = given.bind("expandtabs", 0, "tabsize")[0];
    int tab = size == Missing.VALUE ? 8 : Numbers.integer(size, "tabsize");
    StringBuilder out = new StringBuilder();
    int column = 0;
    for (int c : text.codePoints().toArray()) {
      if (c == '\t') {
        int spaces = tab > 0 ? tab - column % tab : 0;
        rendering.claimText((long) out.length() + spaces);
        out.append(" ".repeat(spaces));
        column += spaces;
      } else {
        out.appendCodePoint(c);
        column = c == '\n' || c == '\r' ? 0 : column + 1;
      }
    }
    return out.toString();
  }
}
