package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Langfuse's observations: its tables, its exports and its API, in snake or camel case. */
final class LangfuseObservations implements LogDialect {
  private static final Set<String> CALLS = Set.of("GENERATION");

  @Override
  public String dialectName() {
    return "langfuse";
  }

  @Override
  public List<String> columns() {
    return List.of(
        "id",
        "span_id",
        "trace_id",
        "traceId",
        "type",
        "start_time",
        "startTime",
        "end_time",
        "endTime",
        "completion_start_time",
        "completionStartTime",
        "name",
        "metadata",
        "metadata_names",
        "metadata_values",
        "level",
        "status_message",
        "statusMessage",
        "input",
        "output",
        "provided_model_name",
        "model",
        "model_parameters",
        "modelParameters",
        "usage_details",
        "usageDetails",
        "cost_details",
        "costDetails",
        "total_cost",
        "calculatedTotalCost",
        "prompt_name",
        "promptName",
        "prompt_version",
        "promptVersion",
        "session_id",
        "sessionId",
        "user_id",
        "userId",
        "tags",
        "tool_definitions");
  }

  @Override
  public boolean fits(Set<String> columns) {
    return columns.contains("input")
        && columns.contains("output")
        && (columns.contains("provided_model_name")
            || (columns.contains("type")
                && (columns.contains("trace_id") || columns.contains("traceId"))));
  }

  @Override
  public Map<String, List<String>> plainColumns() {
    return Map.of(
        "ts", List.of("start_time", "startTime"),
        "model_requested", List.of("provided_model_name", "model"));
  }

  @Override
  public void read(LogFields row, CallDraft call) {
    call.key(row.text("id", "span_id"));
    call.epochMillis = row.epochMillis("start_time", "startTime");
    call.latencyMillis =
        LogFields.between(call.epochMillis, row.epochMillis("end_time", "endTime"));
    call.timeToFirstTokenMillis =
        LogFields.between(
            call.epochMillis, row.epochMillis("completion_start_time", "completionStartTime"));
    call.modelRequested = row.text("provided_model_name", "model");
    call.sessionId = row.text("session_id", "sessionId");
    call.userId = row.text("user_id", "userId");
    readCounts(row, call);
    readTags(row, call);
    if ("ERROR".equals(row.text("level"))) {
      String message = row.text("status_message", "statusMessage");
      call.error = message == null ? "error without a message" : message;
    }
    String type = row.text("type");
    JsonNode input = row.value("input");
    JsonNode output = row.value("output");
    call.keepRaw(row.text("input"), row.text("output"));
    if (type != null && !CALLS.contains(type.toUpperCase(java.util.Locale.ROOT))) {
      throw new IllegalArgumentException("observation is no generation");
    }
    call.request =
        LooseChat.request(
            input, row.tree("tool_definitions"), row.tree("model_parameters", "modelParameters"));
    call.response = LooseChat.response(output);
  }

  private static void readCounts(LogFields row, CallDraft call) {
    JsonNode usage = row.tree("usage_details", "usageDetails");
    call.counted(
        count(usage, "input", "prompt_tokens", "input_tokens"),
        count(usage, "output", "completion_tokens", "output_tokens"),
        count(usage, "input_cached_tokens", "cache_read_input_tokens"),
        count(usage, "input_cache_creation", "cache_creation_input_tokens"),
        count(usage, "output_reasoning_tokens"));
    call.countedAs(usage);
    Double total = row.real("total_cost", "calculatedTotalCost");
    call.costUsd =
        total != null
            ? total
            : LogFields.number(row.tree("cost_details", "costDetails").get("total"));
  }

  private static @org.jspecify.annotations.Nullable Long count(JsonNode usage, String... names) {
    for (String name : names) {
      Double number = LogFields.number(usage.get(name));
      if (number != null) {
        return number.longValue();
      }
    }
    return null;
  }

  private static void readTags(LogFields row, CallDraft call) {
    row.tagAll(row.tree("metadata"));
    JsonNode names = row.tree("metadata_names");
    JsonNode values = row.tree("metadata_values");
    for (int i = 0; i < names.size() && i < values.size(); i++) {
      call.tags.put(names.get(i).asText(), values.get(i).asText());
    }
    row.tagAll(row.tree("tags"));
    row.tag(
        "trace_id",
        "traceId",
        "name",
        "prompt_name",
        "promptName",
        "prompt_version",
        "promptVersion");
  }
}
