package dev.hone.labels;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a check said. Read strictly: one JSON object that has a verdict on every criterion asked
 * about and on no other, so that a verdict quoted from an answer is none.
 *
 * @param failed ids of the criteria that are broken, in the criteria's order
 * @param notes what was said of those, a line each
 */
record CheckReply(List<String> failed, String notes) {
  static @Nullable CheckReply parse(@Nullable String text, Criteria criteria) {
    JsonNode reply = text == null ? null : Json.read(text.strip());
    if (reply == null || !reply.path("checks").isArray()) {
      return null;
    }
    Map<String, JsonNode> checks = new LinkedHashMap<>();
    for (JsonNode check : reply.path("checks")) {
      if (!check.path("pass").isBoolean()
          || checks.put(check.path("criterion").asText(), check) != null) {
        return null;
      }
    }
    if (!checks.keySet().equals(new HashSet<>(criteria.ids()))) {
      return null;
    }
    List<String> failed = new ArrayList<>();
    StringBuilder notes = new StringBuilder();
    for (String id : criteria.ids()) {
      JsonNode check = checks.get(id);
      if (check != null && !check.path("pass").asBoolean()) {
        failed.add(id);
        notes.append(id).append(": ").append(check.path("reason").asText("")).append('\n');
      }
    }
    return new CheckReply(failed, notes.toString().strip());
  }
}
