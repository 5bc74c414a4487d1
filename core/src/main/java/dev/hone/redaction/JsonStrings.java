package dev.hone.redaction;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.hone.json.Json;
import java.util.function.UnaryOperator;

/** Changes the texts inside a JSON text and leaves every other char of it as it was. */
final class JsonStrings {
  private JsonStrings() {}

  /**
   * Applies a change to every string, keys included, unescaped; and to every number as it is
   * written, which becomes a string where the change touches it. What comes out is valid JSON.
   *
   * @param json valid JSON
   */
  static String map(String json, UnaryOperator<String> change) {
    StringBuilder out = new StringBuilder(json.length());
    int at = 0;
    while (at < json.length()) {
      char c = json.charAt(at);
      int end = at + 1;
      if (c == '"') {
        end = stringEnd(json, at);
        String literal = json.substring(at, end);
        String text = unescaped(literal);
        String changed = change.apply(text);
        out.append(changed.equals(text) ? literal : quoted(changed));
      } else if (c == '-' || Words.isDigit(c)) {
        while (end < json.length() && "0123456789.eE+-".indexOf(json.charAt(end)) >= 0) {
          end++;
        }
        String number = json.substring(at, end);
        String changed = change.apply(number);
        out.append(changed.equals(number) ? number : quoted(changed));
      } else {
        out.append(c);
      }
      at = end;
    }
    return out.toString();
  }

  private static int stringEnd(String json, int start) {
    int at = start + 1;
    while (json.charAt(at) != '"') {
      at += json.charAt(at) == '\\' ? 2 : 1;
    }
    return at + 1;
  }

  private static String unescaped(String literal) {
    return literal.indexOf('\\') < 0
        ? literal.substring(1, literal.length() - 1)
        : Json.parse(literal).textValue();
  }

  private static String quoted(String text) {
    return Json.write(TextNode.valueOf(text));
  }
}
