package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A span's attributes, however they are stored: a map, JSON text, OTLP's array of typed values, or
 * columns of their own.
 */
final class SpanAttributes {
  private final ObjectNode values;

  private SpanAttributes(ObjectNode values) {
    this.values = values;
  }

  static SpanAttributes of(LogFields row) {
    JsonNode attributes = row.tree("attributes", "span_attributes", "SpanAttributes");
    return attributes.isContainerNode() ? of(attributes) : new SpanAttributes(row.all());
  }

  static SpanAttributes of(JsonNode attributes) {
    if (attributes instanceof ObjectNode object) {
      return new SpanAttributes(object);
    }
    ObjectNode values = Json.object();
    for (JsonNode entry : attributes) {
      values.set(entry.path("key").asText(), typed(entry.path("value")));
    }
    return new SpanAttributes(values);
  }

  /** OTLP's AnyValue as plain JSON. */
  private static JsonNode typed(JsonNode value) {
    for (String kind : new String[] {"stringValue", "intValue", "doubleValue", "boolValue"}) {
      if (value.has(kind)) {
        return value.get(kind);
      }
    }
    if (value.has("arrayValue")) {
      ArrayNode array = Json.array();
      value.path("arrayValue").path("values").forEach(element -> array.add(typed(element)));
      return array;
    }
    if (value.has("kvlistValue")) {
      ObjectNode object = Json.object();
      for (JsonNode entry : value.path("kvlistValue").path("values")) {
        object.set(entry.path("key").asText(), typed(entry.path("value")));
      }
      return object;
    }
    return value;
  }

  ObjectNode all() {
    return values;
  }

  boolean has(String name) {
    return values.hasNonNull(name);
  }

  boolean hasAnyWith(String prefix) {
    var names = values.fieldNames();
    while (names.hasNext()) {
      if (names.next().startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The first of them that is there, or a missing node; text that is JSON, as spans hold what is no
   * text, is that JSON.
   */
  JsonNode get(String... names) {
    for (String name : names) {
      if (has(name)) {
        JsonNode value = values.get(name);
        JsonNode tree = LogFields.tree(value);
        if (tree.isContainerNode()) {
          return tree;
        }
        String text = value.isTextual() ? value.textValue() : "";
        JsonNode quoted = text.startsWith("\"") && text.endsWith("\"") ? Json.read(text) : null;
        return quoted == null ? value : quoted;
      }
    }
    return MissingNode.getInstance();
  }

  @Nullable String text(String... names) {
    JsonNode value = get(names);
    String text = value.isContainerNode() ? Json.write(value) : value.asText("");
    return text.isEmpty() ? null : text;
  }

  @Nullable Long whole(String... names) {
    Double number = LogFields.number(get(names));
    return number == null ? null : Long.valueOf(Math.round(number));
  }
}
