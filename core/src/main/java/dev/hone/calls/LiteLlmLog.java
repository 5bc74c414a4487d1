package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** LiteLLM's spend logs, and its error logs. */
final class LiteLlmLog implements LogDialect {
  private static final String PROXY_REQUEST = "proxy_server_request";
  private static final String ERROR_REQUEST = "request_kwargs";

  @Override
  public String dialectName() {
    return "litellm";
  }

  @Override
  public List<String> columns() {
    return List.of(
        "request_id",
        "call_type",
        "spend",
        "prompt_tokens",
        "completion_tokens",
        "total_tokens",
        "startTime",
        "endTime",
        "request_duration_ms",
        "completionStartTime",
        "model",
        "model_group",
        "custom_llm_provider",
        "api_base",
        "user",
        "metadata",
        "cache_hit",
        "request_tags",
        "team_id",
        "organization_id",
        "end_user",
        "messages",
        "response",
        PROXY_REQUEST,
        "session_id",
        "status",
        "agent_id",
        ERROR_REQUEST,
        "exception_type",
        "exception_string",
        "status_code");
  }

  @Override
  public boolean fits(Set<String> columns) {
    boolean errors = columns.contains(ERROR_REQUEST) && columns.contains("exception_type");
    boolean spend =
        columns.contains("call_type")
            || columns.contains("spend")
            || columns.contains(PROXY_REQUEST);
    return errors
        || (spend
            && columns.contains("request_id")
            && (columns.contains("messages") || columns.contains(PROXY_REQUEST)));
  }

  @Override
  public Map<String, List<String>> plainColumns() {
    return Map.of(
        "ts", List.of("startTime"),
        "model_served", List.of("model"),
        "model_requested", List.of("model_group"));
  }

  @Override
  public void read(LogFields row, CallDraft call) {
    call.key(row.text("request_id"));
    call.epochMillis = row.epochMillis("startTime");
    Long duration = row.whole("request_duration_ms");
    call.latencyMillis =
        duration != null
            ? duration
            : LogFields.between(call.epochMillis, row.epochMillis("endTime"));
    Long firstToken = LogFields.between(call.epochMillis, row.epochMillis("completionStartTime"));
    // Calls that were not streamed carry their end there.
    call.timeToFirstTokenMillis =
        firstToken != null && firstToken.equals(call.latencyMillis) ? null : firstToken;
    call.modelServed = row.text("model");
    call.modelRequested = row.text("model_group");
    call.provider = row.text("custom_llm_provider");
    call.host = row.text("api_base");
    call.sessionId = row.text("session_id");
    call.userId = row.text("end_user", "user");
    call.costUsd = row.real("spend");
    call.cacheHit = row.flag("cache_hit");
    call.counted(row.whole("prompt_tokens"), row.whole("completion_tokens"), null, null, null);
    row.tag("call_type", "team_id", "organization_id", "agent_id");
    row.tagAll(row.tree("request_tags"));
    JsonNode metadata = row.tree("metadata");
    row.tagAll(metadata.path("spend_logs_metadata"));
    readStatus(row, metadata, call);
    call.request = request(row);
    JsonNode response = row.tree("response");
    call.response = response.isObject() && response.isEmpty() ? null : row.body("response");
    call.requestLack = "bodies are not in the log";
    call.responseLack = "bodies are not in the log";
  }

  private static void readStatus(LogFields row, JsonNode metadata, CallDraft call) {
    JsonNode problem = metadata.path("error_information");
    call.errorType = row.text("exception_type");
    call.error = row.text("exception_string");
    if (call.errorType == null) {
      call.errorType = problem.path("error_class").asText(null);
      call.error = problem.path("error_message").asText(null);
    }
    Integer status = row.status("status_code");
    Double code = LogFields.number(problem.get("error_code"));
    call.statusCode =
        status != null ? status : code == null ? null : Integer.valueOf(code.intValue());
    if ("failure".equals(row.text("status")) && call.error == null) {
      call.error = "failure";
    }
  }

  /** The whole body where the proxy kept it, else the messages alone. */
  private static @Nullable Body request(LogFields row) {
    JsonNode whole = row.tree(PROXY_REQUEST, ERROR_REQUEST);
    if (whole.path("body").isObject()) {
      whole = whole.path("body");
    }
    if (whole.isObject() && !whole.isEmpty()) {
      return Body.of(whole, row.text(PROXY_REQUEST, ERROR_REQUEST));
    }
    JsonNode messages = row.tree("messages");
    if (messages.isEmpty()) {
      return null;
    }
    ObjectNode request = Json.object();
    request.set("messages", messages);
    return Body.of(request, row.text("messages"));
  }
}
