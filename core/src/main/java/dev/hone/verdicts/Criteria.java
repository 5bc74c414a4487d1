package dev.hone.verdicts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The criteria of a task that are in force: of each name the highest version.
 *
 * @param list by name
 */
public record Criteria(List<Criterion> list) {
  public static final Criteria NONE = new Criteria(List.of());

  public Criteria {
    Map<String, Criterion> latest = new TreeMap<>();
    for (Criterion criterion : list) {
      latest.merge(criterion.name(), criterion, (a, b) -> a.version() >= b.version() ? a : b);
    }
    list = List.copyOf(latest.values());
  }

  public boolean isEmpty() {
    return list.isEmpty();
  }

  public List<String> ids() {
    return list.stream().map(Criterion::id).toList();
  }

  /**
   * These with another text for a name: its first version, or the next one. The same text again
   * changes nothing.
   */
  public Criteria revised(String name, String text) {
    int version = 0;
    for (Criterion criterion : list) {
      if (criterion.name().equals(name)) {
        if (criterion.text().equals(text)) {
          return this;
        }
        version = criterion.version();
      }
    }
    List<Criterion> more = new ArrayList<>(list);
    more.add(new Criterion(name, version + 1, text));
    return new Criteria(more);
  }

  /** Those among them that have one of these ids. */
  public List<Criterion> withIds(Collection<String> ids) {
    return list.stream().filter(criterion -> ids.contains(criterion.id())).toList();
  }

  /** {@code - name@v1: text}, a line each. */
  public static String lines(List<Criterion> criteria) {
    return criteria.stream()
        .map(criterion -> "- " + criterion.id() + ": " + criterion.text())
        .collect(Collectors.joining("\n"));
  }

  /** {@code [{"name":..,"version":..,"text":..}]}. */
  public String toJson() {
    ArrayNode array = Json.array();
    for (Criterion criterion : list) {
      array
          .addObject()
          .put("name", criterion.name())
          .put("version", criterion.version())
          .put("text", criterion.text());
    }
    return Json.write(array);
  }

  /**
   * Reads what {@link #toJson} wrote; a version left out is 1.
   *
   * @throws IllegalArgumentException if the text is not such an array
   */
  public static Criteria fromJson(String json) {
    JsonNode array = Json.read(json);
    if (array == null || !array.isArray()) {
      throw new IllegalArgumentException(
          "Invalid criteria: not a JSON array. Write [{\"name\":\"...\",\"text\":\"...\"}].");
    }
    List<Criterion> criteria = new ArrayList<>();
    for (JsonNode node : array) {
      criteria.add(
          new Criterion(
              node.path("name").asText(),
              node.path("version").asInt(1),
              node.path("text").asText()));
    }
    return new Criteria(criteria);
  }
}
