package dev.hone.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.resource.DisallowSchemaLoader;
import dev.hone.json.BoundedPattern;
import dev.hone.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Checks values against JSON Schema (2020-12), where schema and value are both untrusted. Nothing
 * is fetched: a schema that refers to another document is not checked. A pattern that takes too
 * many steps, or a schema that refers to itself without end, ends the check and not the job.
 */
final class JsonSchemas {
  /** Whether a value keeps a schema. */
  enum Verdict {
    VALID,
    INVALID,
    /** The schema is no schema, refers elsewhere, or costs too much. */
    UNCHECKED
  }

  private static final Pattern DIALECT = Pattern.compile("https?://json-schema\\.org/");
  private static final int MAX_CACHED = 256;

  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(
          SpecVersion.VersionFlag.V202012,
          builder ->
              builder
                  .enableSchemaCache(false) // it would grow with the schemas of a log
                  .schemaLoaders(loaders -> loaders.add(DisallowSchemaLoader.getInstance())));

  private static final SchemaValidatorsConfig SETTINGS =
      SchemaValidatorsConfig.builder()
          .failFast(true)
          .preloadJsonSchema(false)
          .regularExpressionFactory(JsonSchemas::regularExpression)
          .build();

  /** Compiled schemas by their text, the latest used; empty for what cannot be checked. */
  private static final Map<String, Optional<JsonSchema>> CACHE =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Optional<JsonSchema>> eldest) {
          return size() > MAX_CACHED;
        }
      };

  private JsonSchemas() {}

  static Verdict check(JsonNode schema, JsonNode value) {
    if (schema.isBoolean()) {
      return schema.booleanValue() ? Verdict.VALID : Verdict.INVALID;
    }
    if (!schema.isObject()) {
      return Verdict.UNCHECKED;
    }
    Optional<JsonSchema> compiled;
    synchronized (CACHE) {
      compiled = CACHE.computeIfAbsent(Json.write(schema), text -> compile(schema));
    }
    if (compiled.isEmpty()) {
      return Verdict.UNCHECKED;
    }
    try {
      return compiled.get().validate(value).isEmpty() ? Verdict.VALID : Verdict.INVALID;
    } catch (RuntimeException | StackOverflowError e) { // a schema may refer to itself
      return Verdict.UNCHECKED;
    }
  }

  private static Optional<JsonSchema> compile(JsonNode schema) {
    try {
      return cannotBeChecked(schema)
          ? Optional.empty()
          : Optional.of(FACTORY.getSchema(schema, SETTINGS));
    } catch (RuntimeException | StackOverflowError e) { // whatever stands in a log
      return Optional.empty();
    }
  }

  /**
   * Whether any reference, or the dialect named, lies outside the schema itself; or a type is none,
   * which would make every answer wrong.
   */
  private static boolean cannotBeChecked(JsonNode node) {
    for (String reference : new String[] {"$ref", "$dynamicRef", "$recursiveRef"}) {
      JsonNode target = node.path(reference);
      if (target.isTextual() && !target.textValue().startsWith("#")) {
        return true;
      }
    }
    JsonNode dialect = node.path("$schema");
    if (dialect.isTextual() && !DIALECT.matcher(dialect.textValue()).lookingAt()) {
      return true;
    }
    if (node.path("type").isNumber() || node.path("type").isBoolean()) {
      return true;
    }
    for (JsonNode child : node) {
      if (cannotBeChecked(child)) {
        return true;
      }
    }
    return false;
  }

  private static RegularExpression regularExpression(String regex) {
    return BoundedPattern.of(regex)::find;
  }
}
