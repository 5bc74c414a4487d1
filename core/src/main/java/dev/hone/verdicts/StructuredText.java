package dev.hone.verdicts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * An answer as words and JSON: {@code {"queue": "billing"}}, or {@code LEGAL {"queue": "law"}} with
 * words in front, or words alone.
 *
 * @param words what stands before the JSON, or all of it where there is none; white space at the
 *     ends removed
 * @param json the object or array at the end, or null
 */
record StructuredText(String words, @Nullable JsonNode json) {
  private static final int MAX_WORDS = 200;

  static StructuredText parse(String text) {
    String stripped = text.strip();
    for (int at = nextOpening(stripped, 0); at >= 0; at = nextOpening(stripped, at + 1)) {
      JsonNode json = Json.read(stripped.substring(at));
      if (json != null) {
        return new StructuredText(stripped.substring(0, at).strip(), json);
      }
      if (at > MAX_WORDS) {
        break; // prose with brackets in it, not a prefix
      }
    }
    return new StructuredText(stripped, null);
  }

  private static int nextOpening(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) == '{' || text.charAt(i) == '[') {
        return i;
      }
    }
    return -1;
  }

  /** Whether two values say the same: key order and the spelling of numbers do not count. */
  static boolean same(@Nullable JsonNode a, @Nullable JsonNode b) {
    if (a == null || b == null) {
      return a == null && b == null;
    }
    try {
      return Json.canonical(a).equals(Json.canonical(b));
    } catch (IllegalArgumentException e) {
      return a.equals(b); // a number beyond a double
    }
  }

  boolean sameAs(StructuredText other) {
    return words.equals(other.words) && same(json, other.json);
  }
}
