package dev.hone.verdicts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares answers field by field. The fields are the leaves of the JSON, named as JSON pointers
 * ({@code /order/id}), and {@link #WORDS} for words in front of it or instead of it. An answer that
 * should hold JSON and does not has all its fields wrong.
 */
public final class JsonFields {
  /** The name of the words that stand before or instead of JSON. */
  public static final String WORDS = "words";

  private JsonFields() {}

  /**
   * One field of a comparison.
   *
   * @param name its JSON pointer, or {@link #WORDS}
   * @param expected its JSON text, or null where only the answer has it
   * @param actual its JSON text, or null where only the expected answer has it
   */
  public record Field(String name, @Nullable String expected, @Nullable String actual) {
    public boolean agrees() {
      return expected != null && expected.equals(actual);
    }
  }

  /**
   * A comparison.
   *
   * @param fields all fields of either side; never empty
   */
  public record Comparison(List<Field> fields) {
    public Comparison {
      fields = List.copyOf(fields);
    }

    /** The share of fields that agree, from 0 to 1. */
    public double share() {
      return fields.stream().filter(Field::agrees).count() / (double) fields.size();
    }

    public boolean exact() {
      return fields.stream().allMatch(Field::agrees);
    }

    /** Names of the fields that differ. */
    public List<String> differing() {
      return fields.stream().filter(field -> !field.agrees()).map(Field::name).toList();
    }

    /** {@code [{"name":..,"expected":..,"actual":..,"agrees":..}]}, for a table's column. */
    public String toJson() {
      ArrayNode array = Json.array();
      for (Field field : fields) {
        array
            .addObject()
            .put("name", field.name())
            .put("expected", field.expected())
            .put("actual", field.actual())
            .put("agrees", field.agrees());
      }
      return Json.write(array);
    }

    public Verdict verdict() {
      return new Verdict.Scored(
          share(), exact(), exact() ? "same" : "differs in " + String.join(", ", differing()));
    }
  }

  /** Compares an answer with the expected one. */
  public static Comparison compare(String expected, String actual) {
    Map<String, String> wanted = fields(StructuredText.parse(expected));
    Map<String, String> got = fields(StructuredText.parse(actual));
    Set<String> names = new LinkedHashSet<>(wanted.keySet());
    names.addAll(got.keySet());
    List<Field> fields = new ArrayList<>();
    for (String name : names) {
      fields.add(new Field(name, wanted.get(name), got.get(name)));
    }
    return new Comparison(fields);
  }

  private static Map<String, String> fields(StructuredText text) {
    Map<String, String> fields = new LinkedHashMap<>();
    if (text.json() == null || !text.words().isEmpty()) {
      fields.put(WORDS, text.words());
    }
    if (text.json() != null) {
      addLeaves("", text.json(), fields);
    }
    return fields;
  }

  private static void addLeaves(String pointer, JsonNode node, Map<String, String> out) {
    if (node.isObject() && !node.isEmpty()) {
      node.fields()
          .forEachRemaining(
              entry -> addLeaves(pointer + "/" + escaped(entry.getKey()), entry.getValue(), out));
    } else if (node.isArray() && !node.isEmpty()) {
      for (int i = 0; i < node.size(); i++) {
        addLeaves(pointer + "/" + i, node.get(i), out);
      }
    } else {
      out.put(pointer.isEmpty() ? "/" : pointer, leaf(node));
    }
  }

  private static String leaf(JsonNode node) {
    try {
      return Json.canonical(node);
    } catch (IllegalArgumentException e) {
      return Json.write(node); // a number beyond a double
    }
  }

  private static String escaped(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }
}
