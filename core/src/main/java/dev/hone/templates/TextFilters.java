package dev.hone.templates;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The filters over text. */
final class TextFilters {
  private static final int TRUNCATE_LEEWAY = 5;

  private static final Pattern TAGS = Pattern.compile("<!--.*?-->|<[^>]*>", Pattern.DOTALL);

  private TextFilters() {}

  /** jinja2's own title: words start after a blank, a hyphen or an opening bracket. */
  static String title(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int from = 0;
    while (from < text.length()) {
      int to = from;
      boolean separators = isSeparator(text.charAt(from));
      while (to < text.length() && isSeparator(text.charAt(to)) == separators) {
        to++;
      }
      int first = text.offsetByCodePoints(from, 1);
      out.append(text.substring(from, first).toUpperCase(Locale.ROOT))
          .append(text.substring(first, to).toLowerCase(Locale.ROOT));
      from = to;
    }
    return out.toString();
  }

  private static boolean isSeparator(char c) {
    return PythonText.isSpace(c) || "-({[<".indexOf(c) >= 0;
  }

  static Object wordcount(String text) {
    long words = 0;
    boolean inWord = false;
    for (int c : text.codePoints().toArray()) {
      boolean word = Character.isLetter(c) || CaseText.isNumeric(c) || c == '_';
      words += word && !inWord ? 1 : 0;
      inWord = word;
    }
    return words;
  }

  static String escape(Rendering rendering, String text, Arguments given) {
    given.bind("escape", 0);
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&#34;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return rendering.claimed(out.toString());
  }

  static String striptags(String text) {
    String plain = TAGS.matcher(text).replaceAll("");
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < plain.length(); i++) {
      boolean blank = PythonText.isSpace(plain.charAt(i));
      if (!blank) {
        out.append(plain.charAt(i));
      } else if (out.length() > 0 && out.charAt(out.length() - 1) != ' ') {
        out.append(' ');
      }
    }
    return PythonText.stripRight(out.toString());
  }

  static Object urlencode(Rendering rendering, @Nullable Object value, Arguments given) {
    given.bind("urlencode", 0);
    if (value instanceof String || !Iteration.isIterable(value)) {
      return quoted(rendering, value, "/");
    }
    List<String> pairs = new ArrayList<>();
    Object source = value instanceof Map<?, ?> map ? new DictView(DictView.Kind.ITEMS, map) : value;
    for (Object pair : Iteration.list(rendering, source)) {
      List<@Nullable Object> two = Iteration.list(rendering, pair);
      if (two.size() != 2) {
        throw new TemplateFailure("urlencode needs a text, a dict or a list of pairs");
      }
      pairs.add(
          quoted(rendering, two.get(0), "").replace("%20", "+")
              + "="
              + quoted(rendering, two.get(1), "").replace("%20", "+"));
    }
    return StringMethods.join(rendering, "&", pairs);
  }

  private static String quoted(Rendering rendering, @Nullable Object value, String safe) {
    String text = PythonText.str(rendering, value);
    rendering.claimText(3L * text.length());
    StringBuilder out = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || ("_.-~" + safe).indexOf(c) >= 0);
      out.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return out.toString();
  }

  static String trim(Rendering rendering, String text, Arguments given) {
    Object chars = given.bind("trim", 0, "chars")[0];
    if (chars == Missing.VALUE || chars == null) {
      return StringMethods.strip(text, PythonText::isSpace, true, true);
    }
    String set = StringMethods.string(chars, "strip arg");
    return StringMethods.strip(text, c -> set.indexOf(c) >= 0, true, true);
  }

  static String replace(Rendering rendering, String text, Arguments given) {
    @Nullable Object[] bound = given.bind("replace", 2, "old", "new", "count");
    int most =
        bound[2] == Missing.VALUE || bound[2] == null ? -1 : Numbers.integer(bound[2], "count");
    return StringMethods.replace(
        rendering,
        text,
        PythonText.str(rendering, bound[0]),
        PythonText.str(rendering, bound[1]),
        most);
  }

  static Object center(Rendering rendering, String text, Arguments given) {
    Object width = given.bind("center", 0, "width")[0];
    Callable center = requireNonNull(StringMethods.find(text, "center"));
    return requireNonNull(
        center.call(rendering, Arguments.of(Arrays.asList(width == Missing.VALUE ? 80L : width))));
  }

  static Object indent(Rendering rendering, @Nullable Object value, Arguments given) {
    @Nullable Object[] bound = given.bind("indent", 0, "width", "first", "blank");
    String text = StringMethods.string(value, "the text to indent");
    String indent =
        bound[0] instanceof String with
            ? with
            : rendering.claimed(spaces(bound[0] == Missing.VALUE ? 4L : bound[0]));
    boolean first = bound[1] != Missing.VALUE && Types.isTrue(bound[1]);
    boolean blank = bound[2] != Missing.VALUE && Types.isTrue(bound[2]);
    List<@Nullable Object> lines = SplitText.splitlines(rendering, text + "\n", false);
    List<String> indented = new ArrayList<>(lines.size());
    for (Object line : lines) {
      boolean indents = indented.isEmpty() ? first : blank || !"".equals(line);
      rendering.claimText(indent.length());
      indented.add(indents ? indent + line : String.valueOf(line));
    }
    return StringMethods.join(rendering, "\n", indented);
  }

  private static String spaces(@Nullable Object width) {
    int count = Math.max(0, Numbers.integer(width, "indent width"));
    if (count > 100_000) {
      throw new TemplateFailure("an indent of more than 100000 characters");
    }
    return " ".repeat(count);
  }

  static @Nullable Object truncate(Rendering rendering, @Nullable Object value, Arguments given) {
    @Nullable Object[] bound = given.bind("truncate", 0, "length", "killwords", "end", "leeway");
    int length = bound[0] == Missing.VALUE ? 255 : Numbers.integer(bound[0], "length");
    String end = bound[2] == Missing.VALUE ? "..." : StringMethods.string(bound[2], "end");
    int leeway =
        bound[3] == Missing.VALUE || bound[3] == null
            ? TRUNCATE_LEEWAY
            : Numbers.integer(bound[3], "leeway");
    int endLength = end.codePointCount(0, end.length());
    if (length < endLength || leeway < 0) {
      throw new TemplateFailure(
          "truncate needs length >= "
              + endLength
              + " and leeway >= 0, got "
              + length
              + " and "
              + leeway);
    }
    if (Iteration.length(rendering, value) <= (long) length + leeway) {
      return value;
    }
    String text = StringMethods.string(value, "the text to truncate");
    boolean killWords = bound[1] != Missing.VALUE && Types.isTrue(bound[1]);
    String head = text.substring(0, text.offsetByCodePoints(0, length - endLength));
    int space = killWords ? -1 : head.lastIndexOf(' ');
    return rendering.claimed((space < 0 ? head : head.substring(0, space)) + end);
  }
}
