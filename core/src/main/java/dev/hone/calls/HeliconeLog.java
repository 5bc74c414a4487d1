package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Helicone's requests, as its API and its exporter write them. */
final class HeliconeLog implements LogDialect {
  private static final String SESSION = "Helicone-Session-Id";

  @Override
  public String dialectName() {
    return "helicone";
  }

  @Override
  public List<String> columns() {
    return List.of(
        "request_id",
        "request_created_at",
        "request_body",
        "request_path",
        "request_user_id",
        "request_properties",
        "properties",
        "request_model",
        "response_id",
        "response_created_at",
        "response_body",
        "response_status",
        "response_model",
        "provider",
        "delay_ms",
        "time_to_first_token",
        "prompt_tokens",
        "completion_tokens",
        "prompt_cache_read_tokens",
        "prompt_cache_write_tokens",
        "cost",
        "scores",
        "feedback_rating",
        "signed_body_url");
  }

  @Override
  public boolean fits(Set<String> columns) {
    return columns.contains("request_body")
        || (columns.contains("signed_body_url") && columns.contains("response_status"));
  }

  @Override
  public Map<String, List<String>> plainColumns() {
    return Map.of(
        "ts", List.of("request_created_at"),
        "status_code", List.of("response_status"),
        "model_requested", List.of("request_model"),
        "model_served", List.of("response_model"),
        "raw_request", List.of("request_body"),
        "raw_response", List.of("response_body"));
  }

  @Override
  public void read(LogFields row, CallDraft call) {
    call.key(row.text("request_id", "response_id"));
    call.epochMillis = row.epochMillis("request_created_at");
    Long delay = row.whole("delay_ms");
    call.latencyMillis =
        delay != null
            ? delay
            : LogFields.between(call.epochMillis, row.epochMillis("response_created_at"));
    call.timeToFirstTokenMillis = row.whole("time_to_first_token");
    call.statusCode = row.status("response_status");
    call.provider = Providers.normal(row.text("provider"));
    call.path = row.text("request_path");
    if (call.path != null && call.path.contains("://")) {
      call.host = call.path;
    }
    call.modelRequested = row.text("request_model");
    call.modelServed = row.text("response_model");
    call.request = row.body("request_body");
    call.response = row.body("response_body");
    call.userId = row.text("request_user_id");
    call.costUsd = row.real("cost");
    call.counted(
        row.whole("prompt_tokens"),
        row.whole("completion_tokens"),
        row.whole("prompt_cache_read_tokens"),
        row.whole("prompt_cache_write_tokens"),
        null);
    JsonNode properties = row.tree("request_properties", "properties");
    call.sessionId = properties.path(SESSION).asText(null);
    row.tagAll(properties);
    row.tag("feedback_rating", "scores");
    if (row.has("signed_body_url")) {
      call.requestLack = "bodies are elsewhere: the log holds an address only";
    }
  }
}
