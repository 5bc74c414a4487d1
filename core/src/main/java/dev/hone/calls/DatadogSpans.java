package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Datadog's LLM observability: one span a row, or the spans of one request to its API. */
final class DatadogSpans implements LogDialect {
  private static final String DATA = "data";

  /** What the API says once for all spans of a request. */
  private static final List<String> SHARED = List.of("ml_app", "session_id", "tags");

  private static final long NANOS_A_MILLI = 1_000_000L;

  @Override
  public String dialectName() {
    return "datadog";
  }

  @Override
  public List<String> columns() {
    return List.of(
        DATA,
        "trace_id",
        "span_id",
        "name",
        "start_ns",
        "duration",
        "status",
        "meta",
        "metrics",
        "ml_app",
        "session_id",
        "tags");
  }

  @Override
  public boolean fits(Set<String> columns) {
    return (columns.contains("meta") && columns.contains("span_id"))
        || columns.equals(Set.of(DATA));
  }

  @Override
  public boolean describes(LogFields row) {
    return row.has("meta") || !row.tree(DATA).path("attributes").path("spans").isEmpty();
  }

  @Override
  public List<ObjectNode> split(ObjectNode row) {
    JsonNode sent = LogFields.tree(row.get(DATA)).path("attributes");
    List<ObjectNode> spans = new ArrayList<>();
    for (JsonNode span : sent.path("spans")) {
      if (span instanceof ObjectNode object) {
        ObjectNode whole = object.deepCopy();
        SHARED.stream()
            .filter(name -> sent.hasNonNull(name) && !whole.hasNonNull(name))
            .forEach(name -> whole.set(name, sent.get(name)));
        spans.add(whole);
      }
    }
    return spans.isEmpty() ? List.of(row) : spans;
  }

  @Override
  public void read(LogFields row, CallDraft call) {
    call.key(row.text("span_id"));
    call.epochMillis = row.epochMillis("start_ns");
    Long duration = row.whole("duration");
    call.latencyMillis = duration == null ? null : Long.valueOf(duration / NANOS_A_MILLI);
    call.sessionId = row.text("session_id");
    row.tag("trace_id", "name", "ml_app");
    row.tagAll(row.tree("tags"));
    JsonNode metrics = row.tree("metrics");
    call.counted(count(metrics, "input_tokens"), count(metrics, "output_tokens"), null, null, null);
    call.countedAs(metrics);
    JsonNode meta = row.tree("meta");
    JsonNode error = meta.path("error");
    call.error = error.path("message").asText(null);
    call.errorType = error.path("type").asText(null);
    if (call.error == null && "error".equals(row.text("status"))) {
      call.error = "error without a message";
    }
    JsonNode input = meta.path("input");
    JsonNode output = meta.path("output");
    call.keepRaw(Json.write(meta), null);
    if (!meta.path("kind").asText("llm").equals("llm")) {
      throw new IllegalArgumentException("span is no chat call");
    }
    JsonNode params = meta.path("metadata");
    call.modelRequested = params.path("model_name").asText(null);
    if (params instanceof ObjectNode named) {
      params = named.deepCopy().without(List.of("model_name", "model_provider"));
    }
    call.provider = Providers.normal(meta.path("metadata").path("model_provider").asText(null));
    call.request = LooseChat.request(input, meta.path("tool_definitions"), params);
    call.response = LooseChat.response(output);
  }

  private static @org.jspecify.annotations.Nullable Long count(JsonNode metrics, String name) {
    Double number = LogFields.number(metrics.get(name));
    return number == null ? null : Long.valueOf(number.longValue());
  }
}
