package dev.hone.calls;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * HTTP exchanges as they went over the wire, and every other log that holds the two bodies in
 * {@code request} and {@code response}.
 */
final class HttpCapture implements LogDialect {
  @Override
  public String dialectName() {
    return "http";
  }

  @Override
  public List<String> columns() {
    return List.of(
        "log_id",
        "request_id",
        "id",
        "ts",
        "timestamp",
        "request_time",
        "latency_ms",
        "duration_ms",
        "status",
        "status_code",
        "host",
        "path",
        "request",
        "response",
        "model",
        "session_id",
        "user_id",
        "client_id",
        "workload_id",
        "tags");
  }

  @Override
  public boolean fits(Set<String> columns) {
    return columns.contains("request") && columns.contains("response");
  }

  @Override
  public Map<String, List<String>> plainColumns() {
    return Map.of(
        "ts", List.of("ts", "timestamp", "request_time"),
        "status_code", List.of("status_code", "status"),
        "raw_request", List.of("request"),
        "raw_response", List.of("response"));
  }

  @Override
  public void read(LogFields row, CallDraft call) {
    call.key(row.text("log_id", "request_id", "id"));
    call.epochMillis = row.epochMillis("ts", "timestamp", "request_time");
    call.latencyMillis = row.whole("latency_ms", "duration_ms");
    call.statusCode = row.status("status_code", "status");
    call.host = row.text("host");
    call.path = row.text("path");
    call.modelRequested = row.text("model");
    call.request = row.body("request");
    call.response = row.body("response");
    call.sessionId = row.text("session_id");
    call.userId = row.text("user_id");
    row.tag("client_id", "workload_id");
    row.tagAll(row.tree("tags"));
  }
}
