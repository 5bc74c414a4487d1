package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * MLflow's traces: spans, one a row, as Unity Catalog's tables hold them; or whole traces, of which
 * the last chat span is the call, or the trace's own request and response where it has none.
 */
final class MlflowTraces implements LogDialect {
  private static final String TYPE = "mlflow.spanType";
  private static final String INPUTS = "mlflow.spanInputs";
  private static final String OUTPUTS = "mlflow.spanOutputs";
  private static final Set<String> CHATS = Set.of("CHAT_MODEL", "LLM");
  private static final List<String> TRACE_COLUMNS =
      List.of(
          "client_request_id",
          "request_time",
          "timestamp_ms",
          "execution_duration",
          "execution_time_ms",
          "request",
          "response",
          "state",
          "trace_metadata",
          "request_metadata",
          "tags",
          "spans");

  @Override
  public String dialectName() {
    return "mlflow";
  }

  @Override
  public List<String> columns() {
    List<String> columns = new ArrayList<>(Spans.COLUMNS);
    columns.addAll(TRACE_COLUMNS);
    return columns;
  }

  @Override
  public boolean fits(Set<String> columns) {
    return columns.contains("attributes") || columns.contains(INPUTS) || isTrace(columns);
  }

  private static boolean isTrace(Set<String> columns) {
    return columns.contains("trace_id")
        && columns.contains("request")
        && columns.contains("response")
        && (columns.contains("spans") || columns.contains("trace_metadata"));
  }

  @Override
  public boolean describes(LogFields row) {
    return row.has("spans")
        || row.has("trace_metadata")
        || SpanAttributes.of(row).hasAnyWith("mlflow.");
  }

  @Override
  public void read(LogFields row, CallDraft call) {
    if (row.has("spans") || row.has("trace_metadata")) {
      readTrace(row, call);
    } else {
      Spans.read(row, call);
      SpanAttributes span = SpanAttributes.of(row);
      call.keepRaw(span.text(INPUTS), span.text(OUTPUTS));
      readSpan(span, call);
    }
  }

  private static void readTrace(LogFields row, CallDraft call) {
    call.key(row.text("trace_id"));
    call.clientRequestId = row.text("client_request_id");
    call.epochMillis = row.epochMillis("request_time", "timestamp_ms");
    call.latencyMillis = row.whole("execution_duration", "execution_time_ms");
    JsonNode metadata = row.tree("trace_metadata", "request_metadata");
    readWho(SpanAttributes.of(metadata), call);
    row.tagAll(row.tree("tags"));
    call.keepRaw(row.text("request"), row.text("response"));
    JsonNode chat = null;
    for (JsonNode span : row.tree("spans")) {
      if (CHATS.contains(String.valueOf(SpanAttributes.of(span.path("attributes")).text(TYPE)))) {
        chat = span;
      }
    }
    if (chat != null) {
      readSpan(SpanAttributes.of(chat.path("attributes")), call);
    } else {
      JsonNode none = Json.array();
      call.request = LooseChat.request(row.value("request"), none, none);
      call.response = LooseChat.response(row.value("response"));
    }
    if ("ERROR".equals(row.text("state"))) {
      call.error = "error without a message";
    }
  }

  private static void readSpan(SpanAttributes span, CallDraft call) {
    readWho(span, call);
    call.modelServed = span.text("mlflow.llm.model");
    call.provider = Providers.normal(span.text("mlflow.llm.provider"));
    JsonNode cost = span.get("mlflow.llm.cost");
    call.costUsd = LogFields.number(cost.isObject() ? cost.get("total_cost") : cost);
    JsonNode usage = span.get("mlflow.chat.tokenUsage");
    SpanAttributes counts = SpanAttributes.of(usage);
    call.counted(
        counts.whole("input_tokens", "input"),
        counts.whole("output_tokens", "output"),
        counts.whole("cache_read_input_tokens", "cache_read"),
        counts.whole("cache_creation_input_tokens", "cache_write"),
        null);
    call.countedAs(usage);
    String type = span.text(TYPE);
    if (type != null && !CHATS.contains(type)) {
      throw new IllegalArgumentException("span is no chat call");
    }
    JsonNode none = Json.array();
    call.request =
        LooseChat.request(present(span.get(INPUTS)), span.get("mlflow.chat.tools"), none);
    call.response = LooseChat.response(present(span.get(OUTPUTS)));
  }

  private static @org.jspecify.annotations.Nullable JsonNode present(JsonNode node) {
    return node.isMissingNode() ? null : node;
  }

  private static void readWho(SpanAttributes span, CallDraft call) {
    String session = span.text("mlflow.trace.session", "session.id");
    String user = span.text("mlflow.trace.user", "user.id");
    call.sessionId = session == null ? call.sessionId : session;
    call.userId = user == null ? call.userId : user;
  }
}
