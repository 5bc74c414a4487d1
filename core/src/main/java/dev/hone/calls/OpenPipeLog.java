package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** OpenPipe's export ({@code input, output, tags}) and its table of logged calls. */
final class OpenPipeLog implements LogDialect {
  private static final String INPUT = "input";
  private static final String OUTPUT = "output";

  /** Who has one of these is Langfuse's, or a span of somebody's. */
  private static final List<String> NOT_ITS =
      List.of("type", "trace_id", "traceId", "span_id", "start_time", "startTime", "meta");

  @Override
  public String dialectName() {
    return "openpipe";
  }

  @Override
  public List<String> columns() {
    return List.of(
        "id",
        INPUT,
        OUTPUT,
        "tags",
        "requestedAt",
        "receivedAt",
        "cacheHit",
        "reqPayload",
        "respPayload",
        "statusCode",
        "errorMessage",
        "durationMs",
        "inputTokens",
        "outputTokens",
        "completionId",
        "cost",
        "model");
  }

  @Override
  public boolean fits(Set<String> columns) {
    return columns.contains("reqPayload")
        || (columns.contains(INPUT)
            && columns.contains(OUTPUT)
            && NOT_ITS.stream().noneMatch(columns::contains));
  }

  @Override
  public Map<String, List<String>> plainColumns() {
    return Map.of(
        "ts", List.of("requestedAt"),
        "status_code", List.of("statusCode"),
        "model_served", List.of("model"));
  }

  @Override
  public void read(LogFields row, CallDraft call) {
    call.request = row.body("reqPayload", INPUT);
    call.response = row.body("respPayload", OUTPUT);
    String id = row.text("id", "completionId");
    JsonNode answer = row.tree("respPayload", OUTPUT);
    call.key(id != null ? id : answer.path("id").asText(null));
    call.epochMillis = row.epochMillis("requestedAt");
    if (call.epochMillis == null && answer.path("created").isNumber()) {
      call.epochMillis = LogFields.epochMillis(answer.path("created"));
    }
    Long duration = row.whole("durationMs");
    call.latencyMillis =
        duration != null
            ? duration
            : LogFields.between(call.epochMillis, row.epochMillis("receivedAt"));
    call.statusCode = row.status("statusCode");
    call.error = row.text("errorMessage");
    call.cacheHit = row.flag("cacheHit");
    call.modelServed = row.text("model");
    call.costUsd = row.real("cost");
    call.counted(row.whole("inputTokens"), row.whole("outputTokens"), null, null, null);
    row.tagAll(row.tree("tags"));
  }
}
