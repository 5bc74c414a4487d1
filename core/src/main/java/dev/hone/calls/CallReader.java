package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.hone.chat.Completion;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows of a log as logged calls: first the row in the dialect of its log, then its bodies in
 * theirs, whole or streamed. It never throws: what cannot be read is kept as it is, with a reason.
 * Reasons are few and fixed, so that they can be counted, and quote nothing of a body.
 */
public final class CallReader {
  /** What {@code incomplete} says of a call that Hone made itself. */
  public static final String OWN_CALL = "a call of Hone's own";

  /** What the {@code client_request_id} of Hone's own calls begins with. */
  public static final String OWN_CALL_PREFIX = "hone:";

  private static final CallReader DEFAULT = new CallReader(CallOptions.DEFAULT);

  private static final Map<String, String> UNFINISHED =
      Map.of(
          Completion.LENGTH,
          "answer was cut at the token limit",
          Completion.CONTENT_FILTER,
          "answer was filtered",
          "error",
          "answer ended in an error");

  private final CallOptions options;
  private final @Nullable LogDialect log;
  private final @Nullable BodyDialect body;
  private volatile @Nullable Layout lastLayout;

  public CallReader(CallOptions options) {
    this.options = options;
    Dialect forced = options.dialect() == null ? null : Dialects.named(options.dialect());
    this.log = forced instanceof LogDialect dialect ? dialect : null;
    this.body = forced instanceof BodyDialect dialect ? dialect : null;
  }

  /** As {@link #calls}, with the usual options, of a row that tells of one call. */
  public static LoggedCall read(LogRow row) {
    return DEFAULT.calls(row).get(0);
  }

  /**
   * The calls that a row tells of: one, but for logs that keep all calls of a trace in a row. Never
   * empty. {@code unreadable} is set where the request cannot be read; where only the response is
   * missing, broken or an error, {@code incomplete} says why.
   */
  public List<LoggedCall> calls(LogRow row) {
    LogDialect dialect = log != null ? log : of(row.fields());
    if (dialect == null) {
      return List.of(call(row, null));
    }
    return split(row.fields(), dialect).stream()
        .map(part -> call(new LogRow(row.source(), part), dialect))
        .toList();
  }

  private static List<ObjectNode> split(ObjectNode row, LogDialect dialect) {
    try {
      return dialect.split(row);
    } catch (RuntimeException e) {
      return List.of(row); // whose reading then says what is wrong with it
    }
  }

  private LoggedCall call(LogRow row, @Nullable LogDialect dialect) {
    CallDraft call = CallDraft.of(row.source(), "");
    try {
      readRow(row, dialect, call);
    } catch (IllegalArgumentException e) {
      call.unreadable = e.getMessage();
    } catch (RuntimeException e) {
      // Never fail a row: bodies come from anywhere. The class tells where to look, and no text
      // leaks.
      call.unreadable = "unexpected " + e.getClass().getSimpleName();
    }
    if (call.sourceId.isEmpty()) {
      call.sourceId = Json.sha256("row", Json.write(row.fields()));
    }
    keepRaw(row, call);
    return call.toCall();
  }

  /**
   * What a response body says, read in the dialect of the API it came from: the answer, its end and
   * its tokens, or in {@code incomplete} why there is none.
   *
   * @param dialect the name of a body's dialect, such as {@code openai-chat}
   */
  public static LoggedCall answer(String dialect, String response) {
    CallDraft call = CallDraft.of("live", "");
    call.id = "";
    call.bodyDialect = dialect;
    call.response = response.isBlank() ? null : Body.of(TextNode.valueOf(response));
    try {
      readResponse((BodyDialect) Dialects.named(dialect), call);
    } catch (RuntimeException e) {
      // A body comes from anywhere. The class tells where to look, and no text leaks.
      call.completion = null;
      call.incomplete = "unexpected " + e.getClass().getSimpleName();
    }
    return call.toCall();
  }

  /** A line that is no row at all, which is kept as it is. */
  public static LoggedCall unreadable(String source, String line) {
    return CallDraft.of(source, Json.sha256("line", line))
        .rawRequest(line)
        .unreadable(
            Json.read(line) == null
                ? "line is " + Json.whyUnreadable(line)
                : "line is no JSON object")
        .toCall();
  }

  private void readRow(LogRow row, @Nullable LogDialect dialect, CallDraft call) {
    LogFields fields = new LogFields(row.fields(), call.tags);
    if (dialect == null) {
      throw new IllegalArgumentException("row is in no known dialect");
    }
    call.logDialect = dialect.dialectName();
    dialect.read(fields, call);
    readBodies(call);
    JsonNode request = call.request == null ? null : call.request.json();
    call.sessionId = at(options.sessionPath(), row.fields(), request, call.sessionId);
    call.userId = at(options.userPath(), row.fields(), request, call.userId);
    if (call.userId == null) {
      call.userId = call.caller;
    }
    if (options.tagPath() != null) {
      Tags.addAll(FieldPath.find(options.tagPath(), row.fields(), request), call.tags);
    }
    String client = call.clientRequestId;
    if (client != null && client.startsWith(OWN_CALL_PREFIX) && !options.keepOwn()) {
      call.incomplete = OWN_CALL;
    }
  }

  private @Nullable LogDialect of(ObjectNode row) {
    Layout layout = lastLayout;
    if (layout == null || !layout.hasNamesOf(row)) {
      layout = Layout.of(row);
      lastLayout = layout; // rows of one table have the same names
    }
    LogFields fields = new LogFields(row, new HashMap<>());
    for (LogDialect dialect : layout.dialects()) {
      if (dialect.describes(fields)) {
        return dialect;
      }
    }
    return null;
  }

  /** Which dialects fit rows of these columns. */
  private record Layout(List<String> names, List<LogDialect> dialects) {
    static Layout of(ObjectNode row) {
      List<String> names = new ArrayList<>();
      row.fieldNames().forEachRemaining(names::add);
      return new Layout(names, Dialects.fitting(new HashSet<>(names)));
    }

    boolean hasNamesOf(ObjectNode row) {
      if (row.size() != names.size()) {
        return false;
      }
      Iterator<String> others = row.fieldNames();
      for (String name : names) {
        if (!name.equals(others.next())) {
          return false;
        }
      }
      return true;
    }
  }

  private static @Nullable String at(
      @Nullable String path, ObjectNode row, @Nullable JsonNode request, @Nullable String usual) {
    if (path == null) {
      return usual;
    }
    JsonNode value = FieldPath.find(path, row, request);
    return value.isValueNode() && !value.isNull() ? value.asText() : null;
  }

  /** The bodies as logged; the whole row where no dialect found any in it. */
  private static void keepRaw(LogRow row, CallDraft call) {
    if (call.rawRequest != null || call.rawResponse != null) {
      return;
    }
    if (call.request == null && call.response == null && call.unreadable != null) {
      if (call.logDialect.equals(CallDraft.UNKNOWN)) {
        call.rawRequest = Json.write(row.fields());
      }
      return;
    }
    call.rawRequest = call.request == null ? null : call.request.text();
    call.rawResponse = call.response == null ? null : call.response.text();
  }

  private void readBodies(CallDraft call) {
    if (call.request == null) {
      call.unreadable = call.requestLack;
      return;
    }
    JsonNode request = call.request.json();
    if (request == null) {
      call.unreadable = "request is " + Json.whyUnreadable(call.request.text());
      return;
    }
    request = unwrapped(request);
    BodyDialect dialect = body != null ? body : BodyDialect.of(call, request);
    if (dialect == null) {
      call.unreadable = "request is in no known dialect";
      return;
    }
    call.bodyDialect = dialect.dialectName();
    try {
      dialect.readRequest(request, call);
    } catch (IllegalArgumentException e) {
      call.unreadable = "request is malformed: " + e.getMessage();
      return;
    }
    readResponse(dialect, call);
  }

  /** An agent's endpoint may nest the request in {@code input} or {@code inputs}. */
  private static JsonNode unwrapped(JsonNode request) {
    for (String nest : List.of("input", "inputs")) {
      if (!request.has("messages") && request.path(nest).path("messages").isArray()) {
        return request.path(nest);
      }
    }
    return request;
  }

  private static void readResponse(BodyDialect dialect, CallDraft call) {
    Integer status = call.statusCode;
    boolean failed = status != null && status >= 400;
    if (call.response == null) {
      call.incomplete = failed ? "HTTP " + status : lackOf(call);
      return;
    }
    ResponseBody body = ResponseBody.read(call.response, dialect);
    JsonNode response = body.json();
    if (response == null) {
      call.incomplete = failed ? "HTTP " + status : body.problem();
      return;
    }
    readError(response, call);
    if (failed) {
      call.incomplete = "HTTP " + status;
      return;
    }
    String earlier = call.incomplete;
    try {
      dialect.readResponse(answerIn(response), call);
    } catch (IllegalArgumentException e) {
      call.incomplete = "response is malformed: " + e.getMessage();
      return;
    }
    if (call.error != null) {
      call.incomplete = "error response";
    } else if (body.problem() != null) {
      call.incomplete = body.problem();
    } else if (call.incomplete == null) {
      call.incomplete = earlier != null ? earlier : incompleteAnswer(call);
    }
  }

  private static String lackOf(CallDraft call) {
    return call.error != null ? "error response" : call.responseLack;
  }

  /** What an agent's endpoint answers may nest it, or be a list of messages. */
  private static JsonNode answerIn(JsonNode response) {
    boolean plain =
        response.has("choices")
            || response.path("output").isArray()
            || response.path("content").isArray()
            || response.has("error");
    JsonNode shaped = plain ? null : LooseChat.shapedResponse(response);
    return shaped != null && shaped.isObject() ? shaped : response;
  }

  private static @Nullable String incompleteAnswer(CallDraft call) {
    if (call.completion == null) {
      return "response holds no answer";
    }
    if (call.finishReason != null) {
      String reason = UNFINISHED.get(call.finishReason);
      if (reason != null) {
        return reason;
      }
    }
    boolean empty =
        call.completion.text().isBlank()
            && call.completion.partsJson() == null
            && call.completion.toolCalls().isEmpty()
            && call.completion.refusal() == null;
    return empty ? "answer is empty" : null;
  }

  /** What the provider says went wrong, in any of the usual shapes. */
  private static void readError(JsonNode response, CallDraft call) {
    JsonNode error = response.path("error");
    if (error.isTextual()) {
      call.error = error.textValue();
    } else if (error.isObject()) {
      String found = "error without a message";
      for (String field : List.of("message", "type", "code")) {
        if (error.path(field).isTextual()) {
          found = error.path(field).textValue();
          break;
        }
      }
      call.error = found;
      call.errorType = error.path("type").asText(error.path("code").asText(call.errorType));
    } else if (response.path("error_code").isTextual()) { // Databricks' own errors
      call.errorType = response.path("error_code").textValue();
      call.error = response.path("message").asText(call.errorType);
    }
  }
}
