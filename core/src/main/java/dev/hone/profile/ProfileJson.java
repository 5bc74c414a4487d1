package dev.hone.profile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;

/** A profile as JSON. */
public final class ProfileJson {
  private ProfileJson() {}

  public static ObjectNode of(LogProfile profile) {
    ObjectNode json = Json.object();
    json.put("source", profile.source());
    json.put("calls", profile.total().calls());
    json.put("complete", profile.total().complete());
    json.put("exactRepeats", profile.exactRepeats());
    json.put("nearRepeats", profile.nearRepeats());
    json.put("from", profile.from());
    json.put("to", profile.to());
    set(json, "total", profile.total());
    set(json, "models", profile.models());
    set(json, "statuses", profile.statuses());
    set(json, "outcomes", profile.outcomes());
    set(json, "days", profile.days());
    set(json, "tools", profile.tools());
    set(json, "tasks", profile.tasks());
    json.put("otherTasks", profile.otherTasks());
    set(json, "personalData", profile.personalData());
    json.put("standIn", profile.standIn().model());
    json.put("standInAsOf", profile.standIn().asOf().toString());
    return json;
  }

  private static void set(ObjectNode json, String name, Object value) {
    json.set(name, Json.mapper().valueToTree(value));
  }
}
