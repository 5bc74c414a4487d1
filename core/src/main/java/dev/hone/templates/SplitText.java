package dev.hone.templates;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's ways to cut a str: split, rsplit, splitlines, partition, rpartition. */
final class SplitText {
  private SplitText() {}

  static Object split(Rendering rendering, String text, Arguments given) {
    @Nullable Object[] bound = given.bind("split", 0, "sep", "maxsplit");
    int most = most(bound[1]);
    return bound[0] == Missing.VALUE || bound[0] == null
        ? words(rendering, text, most)
        : split(rendering, text, separator(bound[0]), most);
  }

  static Object rsplit(Rendering rendering, String text, Arguments given) {
    @Nullable Object[] bound = given.bind("rsplit", 0, "sep", "maxsplit");
    int most = most(bound[1]);
    return bound[0] == Missing.VALUE || bound[0] == null
        ? lastWords(rendering, text, most)
        : rsplit(rendering, text, separator(bound[0]), most);
  }

  private static int most(@Nullable Object value) {
    int most = value == Missing.VALUE ? -1 : Numbers.integer(value, "maxsplit");
    return most < 0 ? Integer.MAX_VALUE : most;
  }

  private static String separator(@Nullable Object value) {
    String separator = StringMethods.string(value, "separator");
    if (separator.isEmpty()) {
      throw new TemplateFailure("empty separator");
    }
    return separator;
  }

  private static List<@Nullable Object> split(
      Rendering rendering, String text, String separator, int most) {
    List<@Nullable Object> parts = new ArrayList<>();
    int from = 0;
    while (parts.size() < most) {
      int at = StringSearch.indexOf(text, separator, from);
      if (at < 0) {
        break;
      }
      rendering.charge(1);
      parts.add(text.substring(from, at));
      from = at + separator.length();
    }
    parts.add(text.substring(from));
    return parts;
  }

  static List<@Nullable Object> rsplit(
      Rendering rendering, String text, String separator, int most) {
    List<@Nullable Object> parts = new ArrayList<>();
    int to = text.length();
    while (parts.size() < most && to >= separator.length()) {
      int at = StringSearch.lastIndexOf(rendering, text, separator, to - separator.length());
      if (at < 0) {
        break;
      }
      parts.add(text.substring(at + separator.length(), to));
      to = at;
    }
    parts.add(text.substring(0, to));
    Collections.reverse(parts);
    return parts;
  }

  private static List<@Nullable Object> words(Rendering rendering, String text, int most) {
    List<@Nullable Object> words = new ArrayList<>();
    int i = skip(text, 0, true);
    while (i < text.length()) {
      rendering.charge(1);
      if (words.size() == most) {
        words.add(text.substring(i));
        break;
      }
      int end = skip(text, i, false);
      words.add(text.substring(i, end));
      i = skip(text, end, true);
    }
    return words;
  }

  private static int skip(String text, int from, boolean blank) {
    int i = from;
    while (i < text.length() && PythonText.isSpace(text.charAt(i)) == blank) {
      i++;
    }
    return i;
  }

  private static List<@Nullable Object> lastWords(Rendering rendering, String text, int most) {
    List<@Nullable Object> words = new ArrayList<>();
    int end = skipBack(text, text.length(), true);
    while (end > 0) {
      rendering.charge(1);
      if (words.size() == most) {
        words.add(text.substring(0, end));
        break;
      }
      int start = skipBack(text, end, false);
      words.add(text.substring(start, end));
      end = skipBack(text, start, true);
    }
    Collections.reverse(words);
    return words;
  }

  private static int skipBack(String text, int from, boolean blank) {
    int i = from;
    while (i > 0 && PythonText.isSpace(text.charAt(i - 1)) == blank) {
      i--;
    }
    return i;
  }

  static Object splitlines(Rendering rendering, String text, Arguments given) {
    Object keep = given.bind("splitlines", 0, "keepends")[0];
    return splitlines(rendering, text, keep != Missing.VALUE && Types.isTrue(keep));
  }

  static List<@Nullable Object> splitlines(Rendering rendering, String text, boolean keepEnds) {
    List<@Nullable Object> lines = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      if (isLineEnd(text.charAt(i))) {
        int after = text.startsWith("\r\n", i) ? i + 2 : i + 1;
        rendering.charge(1);
        lines.add(text.substring(from, keepEnds ? after : i));
        from = after;
        i = after - 1;
      }
    }
    if (from < text.length()) {
      lines.add(text.substring(from));
    }
    return lines;
  }

  private static boolean isLineEnd(char c) {
    return switch (c) {
      case '\n', '\r', 0x0b, 0x0c, 0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029 -> true;
      default -> false;
    };
  }

  static Object partition(Rendering rendering, String text, Arguments given) {
    String separator = separator(given.bindInOrder("partition", 1, 1)[0]);
    int at = StringSearch.indexOf(rendering, text, separator, 0);
    return at < 0
        ? Tuple.of(text, "", "")
        : Tuple.of(text.substring(0, at), separator, text.substring(at + separator.length()));
  }

  static Object rpartition(Rendering rendering, String text, Arguments given) {
    String separator = separator(given.bindInOrder("rpartition", 1, 1)[0]);
    int at =
        StringSearch.lastIndexOf(rendering, text, separator, text.length() - separator.length());
    return at < 0
        ? Tuple.of("", "", text)
        : Tuple.of(text.substring(0, at), separator, text.substring(at + separator.length()));
  }
}
