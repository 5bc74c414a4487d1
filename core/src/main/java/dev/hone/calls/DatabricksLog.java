package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Databricks' inference tables in their three forms: of AI Gateway, of model serving before it, and
 * of Unity AI Gateway.
 */
final class DatabricksLog implements LogDialect {
  private static final String ID = "databricks_request_id";
  private static final String INVOCATION = "invocation_id";

  @Override
  public String dialectName() {
    return "databricks";
  }

  @Override
  public List<String> columns() {
    return List.of(
        ID,
        INVOCATION,
        "client_request_id",
        "request_time",
        "timestamp_ms",
        "event_time",
        "status_code",
        "sampling_fraction",
        "execution_duration_ms",
        "execution_time_ms",
        "latency_ms",
        "request",
        "response",
        "logging_error_codes",
        "served_entity_id",
        "request_metadata",
        "requester");
  }

  @Override
  public boolean fits(Set<String> columns) {
    return (columns.contains(ID) || columns.contains(INVOCATION))
        && columns.contains("request")
        && columns.contains("response");
  }

  @Override
  public Map<String, List<String>> plainColumns() {
    return Map.of(
        "ts", List.of("request_time", "timestamp_ms", "event_time"),
        "status_code", List.of("status_code"),
        "latency_ms", List.of("execution_duration_ms", "execution_time_ms", "latency_ms"),
        "raw_request", List.of("request"),
        "raw_response", List.of("response"));
  }

  @Override
  public void read(LogFields row, CallDraft call) {
    call.provider = "databricks";
    call.key(row.text(ID, INVOCATION));
    call.clientRequestId = row.text("client_request_id");
    call.epochMillis = row.epochMillis("request_time", "timestamp_ms", "event_time");
    call.latencyMillis = row.whole("execution_duration_ms", "execution_time_ms", "latency_ms");
    call.statusCode = row.status("status_code");
    call.samplingFraction = row.real("sampling_fraction");
    call.request = row.body("request");
    call.response = row.body("response");
    call.caller = row.text("requester");
    row.tag("client_request_id", "served_entity_id", "requester");
    row.tagAll(row.tree("request_metadata"));
    for (JsonNode code : row.tree("logging_error_codes")) {
      switch (code.asText()) {
        case "MAX_REQUEST_SIZE_EXCEEDED" -> call.requestLack = "request was too large for the log";
        case "MAX_RESPONSE_SIZE_EXCEEDED" ->
            call.responseLack = "response was too large for the log";
        default -> call.tags.put("logging_error_codes", code.asText());
      }
    }
  }
}
