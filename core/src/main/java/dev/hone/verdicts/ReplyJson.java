package dev.hone.verdicts;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A judge's reply as JSON, and the format that asks for it. Read strictly: the reply is one object
 * and nothing else, no key stands in it twice, and only a code fence may stand around it. So a
 * verdict that a judge quotes from an answer, in front of its own or after it, makes the reply
 * unreadable and never another verdict.
 */
final class ReplyJson {
  private static final ObjectReader STRICT =
      Json.mapper().reader().with(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

  private ReplyJson() {}

  /** The object, or null where the reply is anything else. */
  static @Nullable JsonNode read(@Nullable String reply) {
    if (reply == null) {
      return null;
    }
    try {
      JsonNode node = STRICT.readTree(unfenced(reply.strip()));
      return node.isObject() ? node : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static String unfenced(String reply) {
    String fence = "```";
    int line = reply.indexOf('\n');
    if (!reply.startsWith(fence) || !reply.endsWith(fence) || line < 0) {
      return reply;
    }
    String language = reply.substring(fence.length(), line).strip();
    int end = reply.length() - fence.length();
    return end <= line || !(language.isEmpty() || language.equals("json"))
        ? reply
        : reply.substring(line + 1, end);
  }

  /** OpenAI's {@code response_format} for an object with these properties, all of them required. */
  static String format(String name, ObjectNode properties) {
    ObjectNode format = Json.object().put("type", "json_schema");
    ObjectNode schema =
        format.putObject("json_schema").put("name", name).put("strict", true).putObject("schema");
    fill(schema, properties);
    return Json.write(format);
  }

  /** A schema of an object with these properties, all of them required, in this order. */
  static ObjectNode object(ObjectNode properties) {
    ObjectNode schema = Json.object();
    fill(schema, properties);
    return schema;
  }

  private static void fill(ObjectNode schema, ObjectNode properties) {
    schema.put("type", "object");
    schema.set("properties", properties);
    ArrayNode required = schema.putArray("required");
    properties.fieldNames().forEachRemaining(required::add);
    schema.put("additionalProperties", false);
  }

  static ObjectNode text() {
    return Json.object().put("type", "string");
  }

  static ObjectNode truth() {
    return Json.object().put("type", "boolean");
  }

  static ObjectNode oneOf(List<String> values) {
    ObjectNode schema = text();
    ArrayNode choices = schema.putArray("enum");
    values.forEach(choices::add);
    return schema;
  }
}
