package dev.hone.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Writes RFC 8785. */
final class CanonicalJson {
  private CanonicalJson() {}

  static void write(JsonNode node, StringBuilder out) {
    if (node.isObject()) {
      writeObject(node, out);
    } else if (node.isArray()) {
      char before = '[';
      for (JsonNode element : node) {
        out.append(before);
        write(element, out);
        before = ',';
      }
      out.append(before == '[' ? "[]" : "]");
    } else if (node.isNumber()) {
      double value = node.doubleValue();
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("A number is beyond what JSON can hold exactly.");
      }
      out.append(EcmaScriptNumber.format(value));
    } else if (node.isTextual()) {
      writeText(node.textValue(), out);
    } else if (node.isBoolean()) {
      out.append(node.booleanValue());
    } else if (node.isNull()) {
      out.append("null");
    } else {
      throw new IllegalArgumentException("No JSON form for a node of type " + node.getNodeType());
    }
  }

  private static void writeObject(JsonNode node, StringBuilder out) {
    List<String> names = new ArrayList<>(node.size());
    node.fieldNames().forEachRemaining(names::add);
    // String's own order is that of UTF-16 code units, which is what the RFC asks for.
    Collections.sort(names);
    char before = '{';
    for (String name : names) {
      out.append(before);
      writeText(name, out);
      out.append(':');
      write(node.get(name), out);
      before = ',';
    }
    out.append(before == '{' ? "{}" : "}");
  }

  private static void writeText(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\t' -> out.append("\\t");
        case '\n' -> out.append("\\n");
        case '\f' -> out.append("\\f");
        case '\r' -> out.append("\\r");
        default -> {
          if (Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1))) {
            out.append(c).append(text.charAt(++i));
          } else if (c < 0x20 || Character.isSurrogate(c)) {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
