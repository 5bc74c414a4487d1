package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.json.Json;
import java.util.Map;

/** Tags, in the shapes that logs give them. */
final class Tags {
  private Tags() {}

  /**
   * Adds an object's entries; the texts of an array, where {@code team:blue} is a tag with a value
   * and {@code beta} one that is {@code true}; an array of {@code name} and {@code value}; or a
   * text that is one of these in JSON, or a single tag.
   */
  static void addAll(JsonNode source, Map<String, String> tags) {
    if (source.isObject()) {
      source
          .fields()
          .forEachRemaining(
              entry -> {
                if (!entry.getValue().isNull()) {
                  tags.put(entry.getKey(), text(entry.getValue()));
                }
              });
    } else if (source.isArray()) {
      source.forEach(element -> addElement(element, tags));
    } else if (source.isTextual() && !source.textValue().isEmpty()) {
      JsonNode tree = LogFields.tree(source);
      if (tree.isContainerNode()) {
        addAll(tree, tags);
      } else {
        addElement(source, tags);
      }
    }
  }

  private static void addElement(JsonNode element, Map<String, String> tags) {
    if (element.isObject()) {
      JsonNode name = element.path("name");
      if (name.isTextual() && element.has("value")) {
        tags.put(name.textValue(), text(element.path("value")));
      } else {
        addAll(element, tags);
      }
    } else if (element.isTextual()) {
      String text = element.textValue();
      int colon = text.indexOf(':');
      if (colon > 0) {
        tags.put(text.substring(0, colon), text.substring(colon + 1));
      } else if (!text.isEmpty()) {
        tags.put(text, "true");
      }
    }
  }

  private static String text(JsonNode value) {
    return value.isContainerNode() ? Json.write(value) : value.asText();
  }
}
