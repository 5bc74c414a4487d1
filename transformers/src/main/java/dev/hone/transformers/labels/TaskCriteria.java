package dev.hone.transformers.labels;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import dev.hone.verdicts.Criteria;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Criteria by task, as a param holds them: {@code {"TASK": [{"name":..,"version":..,"text":..}]}}.
 */
public final class TaskCriteria {
  /** The task of rows of no task, or of none that is listed. */
  public static final String ALL = "";

  private TaskCriteria() {}

  /** As a param's text. */
  public static String toJson(Map<String, Criteria> byTask) {
    ObjectNode json = Json.object();
    byTask.forEach((task, criteria) -> json.set(task, Json.parse(criteria.toJson())));
    return Json.write(json);
  }

  /**
   * Each task's criteria as JSON.
   *
   * @throws IllegalArgumentException if the text is not such an object
   */
  static Map<String, String> read(String json) {
    JsonNode object = Json.read(json);
    if (object == null || !object.isObject()) {
      throw new IllegalArgumentException(
          "Invalid criteria: not a JSON object. Write {\"TASK\": [{\"name\": \"...\", \"text\":"
              + " \"...\"}]}, with \"\" for rows of any other task.");
    }
    Map<String, String> byTask = new HashMap<>();
    object.properties().forEach(entry -> byTask.put(entry.getKey(), Json.write(entry.getValue())));
    parsed(byTask);
    return byTask;
  }

  static Map<String, Criteria> parsed(Map<String, String> byTask) {
    Map<String, Criteria> parsed = new HashMap<>();
    byTask.forEach((task, json) -> parsed.put(task, Criteria.fromJson(json)));
    return parsed;
  }

  static Criteria of(Map<String, Criteria> byTask, @Nullable String task) {
    Criteria own = task == null ? null : byTask.get(task);
    return own == null ? byTask.getOrDefault(ALL, Criteria.NONE) : own;
  }
}
