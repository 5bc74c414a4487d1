package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * MLflow's traces: spans, one a row, as Unity Catalog's tables hold them; or whole traces, of which
 * each chat span is a call, or the trace's own request and response where it has none. Of chat
 * spans within one another, as a framework's and its client's, the inner one is the call.
 */
final class MlflowTraces implements LogDialect {
  private static final String TYPE = "mlflow.spanType";
  private static final String INPUTS = "mlflow.spanInputs";
  private static final String OUTPUTS = "mlflow.spanOutputs";
  private static final String SPANS = "spans";
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
          SPANS);

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
        && (columns.contains(SPANS) || columns.contains("trace_metadata"));
  }

  @Override
  public boolean describes(LogFields row) {
    return row.has(SPANS)
        || row.has("trace_metadata")
        || SpanAttributes.of(row).hasAnyWith("mlflow.");
  }

  @Override
  public void read(LogFields row, CallDraft call) {
    if (row.has(SPANS) || row.has("trace_metadata")) {
      readTrace(row, call);
    } else {
      Spans.read(row, call);
      SpanAttributes span = SpanAttributes.of(row);
      call.keepRaw(span.text(INPUTS), span.text(OUTPUTS));
      readSpan(span, call);
    }
  }

  @Override
  public List<ObjectNode> split(ObjectNode row) {
    List<ObjectNode> chats = chats(LogFields.tree(row.get(SPANS)));
    if (chats.size() < 2) {
      return List.of(row);
    }
    List<ObjectNode> rows = new ArrayList<>();
    for (ObjectNode chat : chats) {
      ObjectNode span = chat.deepCopy();
      if (spanId(span) == null) {
        span.put("span_id", String.valueOf(rows.size()));
      }
      ObjectNode one = Json.object();
      one.setAll(row);
      one.putArray(SPANS).add(span);
      rows.add(one);
    }
    return rows;
  }

  private static List<ObjectNode> chats(JsonNode spans) {
    List<ObjectNode> chats = new ArrayList<>();
    Set<String> outer = new HashSet<>();
    for (JsonNode span : spans) {
      String type = SpanAttributes.of(span.path("attributes")).text(TYPE);
      if (span instanceof ObjectNode object && type != null && CHATS.contains(type)) {
        chats.add(object);
        for (String parent : List.of("parent_span_id", "parentSpanId", "parent_id")) {
          outer.add(span.path(parent).asText(""));
        }
      }
    }
    List<ObjectNode> inner = new ArrayList<>(chats);
    inner.removeIf(span -> outer.contains(String.valueOf(spanId(span))));
    return inner.isEmpty() ? chats : inner;
  }

  private static @Nullable String spanId(JsonNode span) {
    String id =
        span.path("span_id")
            .asText(span.path("spanId").asText(span.path("context").path("span_id").asText("")));
    return id.isEmpty() ? null : id;
  }

  private static void readTrace(LogFields row, CallDraft call) {
    String trace = row.text("trace_id");
    call.key(trace);
    call.clientRequestId = row.text("client_request_id");
    call.epochMillis = row.epochMillis("request_time", "timestamp_ms");
    call.latencyMillis = row.whole("execution_duration", "execution_time_ms");
    JsonNode metadata = row.tree("trace_metadata", "request_metadata");
    readWho(SpanAttributes.of(metadata), call);
    row.tagAll(row.tree("tags"));
    List<ObjectNode> chats = chats(row.tree(SPANS));
    if (chats.isEmpty()) {
      call.keepRaw(row.text("request"), row.text("response"));
      JsonNode none = Json.array();
      call.request = LooseChat.request(row.value("request"), none, none);
      call.response = LooseChat.response(row.value("response"));
    } else {
      ObjectNode chat = chats.get(0);
      String id = spanId(chat);
      call.key(id == null ? trace : trace == null ? id : trace + "/" + id);
      readTimes(new LogFields(chat, call.tags), call);
      SpanAttributes span = SpanAttributes.of(chat.path("attributes"));
      call.keepRaw(span.text(INPUTS), span.text(OUTPUTS));
      readSpan(span, call);
    }
    if ("ERROR".equals(row.text("state")) && call.error == null && !saysItsStatus(chats)) {
      call.error = "error without a message";
    }
  }

  /** A span's own times go before its trace's. */
  private static void readTimes(LogFields span, CallDraft call) {
    Long start = span.epochMillis("start_time_unix_nano", "startTimeUnixNano", "start_time");
    Long end = span.epochMillis("end_time_unix_nano", "endTimeUnixNano", "end_time");
    if (start != null) {
      call.epochMillis = start;
      call.latencyMillis = LogFields.between(start, end);
    }
    Spans.readStatus(span, call);
  }

  /** A trace may have failed though the call within it did not. */
  private static boolean saysItsStatus(List<ObjectNode> chats) {
    return !chats.isEmpty() && chats.get(0).path("status").has("code");
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

  private static @Nullable JsonNode present(JsonNode node) {
    return node.isMissingNode() ? null : node;
  }

  private static void readWho(SpanAttributes span, CallDraft call) {
    String session = span.text("mlflow.trace.session", "session.id");
    String user = span.text("mlflow.trace.user", "user.id");
    call.sessionId = session == null ? call.sessionId : session;
    call.userId = user == null ? call.userId : user;
  }
}
