package dev.hone.calls;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Message;
import dev.hone.chat.Usage;
import dev.hone.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A logged call while it is put together: the log's dialect fills in what its columns say, the
 * bodies' dialect what the bodies say. Whatever is not set is null, empty or {@code unknown}.
 */
public final class CallDraft {
  static final String UNKNOWN = "unknown";

  /** No call has more: a larger count is a fault of the log, and sums of such would overflow. */
  private static final long MOST_TOKENS = 1_000_000_000_000L;

  String source;
  String sourceId;
  @Nullable String id;
  String logDialect = UNKNOWN;
  String bodyDialect = UNKNOWN;
  @Nullable Long epochMillis;
  @Nullable Long latencyMillis;
  @Nullable Long timeToFirstTokenMillis;
  @Nullable Integer statusCode;
  @Nullable String errorType;
  @Nullable String error;
  @Nullable String provider;
  @Nullable String host;
  @Nullable String path;
  @Nullable String modelRequested;
  @Nullable String modelServed;
  List<Message> messages = List.of();
  @Nullable String toolsJson;
  @Nullable String responseFormatJson;
  String paramsJson = "{}";
  @Nullable Message completion;
  List<Message> alternatives = List.of();
  int choices;
  @Nullable String finishReason;
  @Nullable Usage usage;
  @Nullable String usageJson;
  @Nullable Double costUsd;
  @Nullable Boolean cacheHit;
  @Nullable Double samplingFraction;
  @Nullable String sessionId;
  @Nullable String userId;
  final Map<String, String> tags = new LinkedHashMap<>();
  @Nullable String rawRequest;
  @Nullable String rawResponse;
  @Nullable String unreadable;
  @Nullable String incomplete;

  // What only the reading itself needs: the bodies, and what to say of them where there is none.
  @Nullable Body request;
  @Nullable Body response;
  String requestLack = "no request body";
  String responseLack = "no response body";
  @Nullable String clientRequestId;

  /** Whether the answer was asked to begin with the prompt. */
  boolean echo;

  /** Who sent the request, by the log's word: the end user where no body names another. */
  @Nullable String caller;

  private CallDraft(String source, String sourceId) {
    this.source = requireNonNull(source, "source");
    this.sourceId = requireNonNull(sourceId, "sourceId");
  }

  /** A call of which only its place in a log is known. */
  public static CallDraft of(String source, String sourceId) {
    return new CallDraft(source, sourceId);
  }

  /** All that is known of a call, to change some of it. */
  public static CallDraft of(LoggedCall call) {
    CallDraft draft = new CallDraft(call.source(), call.sourceId());
    int slash = call.dialect().indexOf('/');
    draft.id = call.id();
    draft.logDialect = slash < 0 ? call.dialect() : call.dialect().substring(0, slash);
    draft.bodyDialect = slash < 0 ? UNKNOWN : call.dialect().substring(slash + 1);
    draft.epochMillis = call.epochMillis();
    draft.latencyMillis = call.latencyMillis();
    draft.timeToFirstTokenMillis = call.timeToFirstTokenMillis();
    draft.statusCode = call.statusCode();
    draft.errorType = call.errorType();
    draft.error = call.error();
    draft.provider = call.provider();
    draft.modelRequested = call.modelRequested();
    draft.modelServed = call.modelServed();
    draft.messages = call.messages();
    draft.toolsJson = call.toolsJson();
    draft.responseFormatJson = call.responseFormatJson();
    draft.paramsJson = call.paramsJson();
    draft.completion = call.completion();
    draft.alternatives = call.alternatives();
    draft.choices = call.choices();
    draft.finishReason = call.finishReason();
    draft.usage = call.usage();
    draft.usageJson = call.usageJson();
    draft.costUsd = call.costUsd();
    draft.cacheHit = call.cacheHit();
    draft.samplingFraction = call.samplingFraction();
    draft.sessionId = call.sessionId();
    draft.userId = call.userId();
    draft.tags.putAll(call.tags());
    draft.rawRequest = call.rawRequest();
    draft.rawResponse = call.rawResponse();
    draft.unreadable = call.unreadable();
    draft.incomplete = call.incomplete();
    return draft;
  }

  /** The log's own key, where the row has one. */
  void key(@Nullable String given) {
    sourceId = given == null ? sourceId : given;
  }

  /** What the log counts, for bodies that say nothing of tokens. */
  void counted(
      @Nullable Long input,
      @Nullable Long output,
      @Nullable Long cached,
      @Nullable Long cacheWrite,
      @Nullable Long reasoning) {
    if (input != null || output != null) {
      Usage tokens =
          new Usage(or0(input), or0(output), or0(cached), or0(cacheWrite), or0(reasoning));
      usage = plausible(tokens) ? tokens : usage;
    }
  }

  private static boolean plausible(Usage tokens) {
    return LongStream.of(
            tokens.input(),
            tokens.output(),
            tokens.cached(),
            tokens.cacheWrite(),
            tokens.reasoning())
        .allMatch(count -> count >= 0 && count <= MOST_TOKENS);
  }

  private static long or0(@Nullable Long count) {
    return count == null ? 0 : count;
  }

  /** The counts as they were logged. */
  void countedAs(JsonNode counts) {
    usageJson = counts.isObject() && !counts.isEmpty() ? Json.write(counts) : usageJson;
  }

  /** What a body itself says of tokens, which goes before what the log counts. */
  void counted(@Nullable Usage tokens, JsonNode counts) {
    if (tokens != null) {
      usage = plausible(tokens) ? tokens : usage;
      countedAs(counts);
    }
  }

  /** The model by a body's word, where the log has none of its own. */
  void servedBy(JsonNode model) {
    modelServed = modelServed != null ? modelServed : model.asText(null);
  }

  /** The texts that stand in the log, where the bodies are read from something else. */
  void keepRaw(@Nullable String requestText, @Nullable String responseText) {
    rawRequest = requestText;
    rawResponse = responseText;
  }

  /** Takes what all dialects say alike: the model, who asks, free tags, and all other fields. */
  void readCommon(JsonNode body, Set<String> fieldsReadElsewhere) {
    modelRequested = modelRequested != null ? modelRequested : body.path("model").asText(null);
    JsonNode metadata = body.path("metadata");
    JsonNode extra = body.path("extra_params");
    sessionId = firstText(sessionId, extra.path("session_id"), metadata.path("session_id"));
    userId =
        firstText(
            userId,
            body.path("user"),
            body.path("safety_identifier"),
            metadata.path("user_id"),
            extra.path("user_id"));
    clientRequestId = firstText(clientRequestId, body.path("client_request_id"));
    metadata
        .fields()
        .forEachRemaining(
            entry -> {
              if (entry.getValue().isTextual()) {
                tags.putIfAbsent(entry.getKey(), entry.getValue().textValue());
              }
            });
    ObjectNode params = Json.object();
    body.fields()
        .forEachRemaining(
            entry -> {
              if (!fieldsReadElsewhere.contains(entry.getKey())
                  && !entry.getKey().equals("model")) {
                params.set(entry.getKey(), entry.getValue());
              }
            });
    paramsJson = params.isEmpty() ? "{}" : Json.write(params);
  }

  private static @Nullable String firstText(@Nullable String known, JsonNode... candidates) {
    if (known != null) {
      return known;
    }
    for (JsonNode candidate : candidates) {
      if (candidate.isTextual() && !candidate.textValue().isEmpty()) {
        return candidate.textValue();
      }
    }
    return null;
  }

  /** Sets the id, which otherwise is the hash of source and source id. */
  public CallDraft id(String given) {
    id = given;
    return this;
  }

  public CallDraft epochMillis(@Nullable Long millis) {
    epochMillis = millis;
    return this;
  }

  public CallDraft latencyMillis(@Nullable Long millis) {
    latencyMillis = millis;
    return this;
  }

  public CallDraft statusCode(@Nullable Integer status) {
    statusCode = status;
    return this;
  }

  /** Who answered and with which model, asked for and served alike. */
  public CallDraft model(String answeringProvider, String model) {
    provider = answeringProvider;
    modelRequested = model;
    modelServed = model;
    return this;
  }

  public CallDraft messages(List<Message> conversation) {
    messages = conversation;
    return this;
  }

  public CallDraft toolsJson(@Nullable String tools) {
    toolsJson = tools;
    return this;
  }

  /** Sets the answer, one, and how it ended. */
  public CallDraft completion(Message answer, String reason) {
    completion = answer;
    choices = 1;
    finishReason = reason;
    return this;
  }

  public CallDraft usage(@Nullable Usage tokens) {
    usage = tokens;
    return this;
  }

  public CallDraft sessionId(@Nullable String session) {
    sessionId = session;
    return this;
  }

  public CallDraft userId(@Nullable String user) {
    userId = user;
    return this;
  }

  public CallDraft tag(String name, String value) {
    tags.put(name, value);
    return this;
  }

  public CallDraft rawRequest(@Nullable String body) {
    rawRequest = body;
    return this;
  }

  public CallDraft rawResponse(@Nullable String body) {
    rawResponse = body;
    return this;
  }

  /** Says why no example can be made of the call, which still could be read. */
  public CallDraft incomplete(@Nullable String reason) {
    incomplete = reason;
    return this;
  }

  /** Says why the row cannot be read as a call. */
  public CallDraft unreadable(@Nullable String reason) {
    unreadable = reason;
    return this;
  }

  /** The call as it stands. */
  public LoggedCall toCall() {
    return new LoggedCall(
        id == null ? Json.sha256("call", source, sourceId) : id,
        source,
        sourceId,
        logDialect + "/" + bodyDialect,
        epochMillis,
        latencyMillis,
        timeToFirstTokenMillis,
        statusCode,
        errorType,
        error,
        provider != null ? provider : Providers.of(host, path),
        modelRequested,
        modelServed,
        unreadable == null ? messages : List.of(),
        toolsJson,
        responseFormatJson,
        paramsJson,
        completion,
        alternatives,
        choices,
        finishReason,
        usage,
        usageJson,
        costUsd,
        cacheHit,
        samplingFraction,
        sessionId,
        userId,
        tags,
        rawRequest,
        rawResponse,
        unreadable,
        unreadable != null ? unreadable : incomplete);
  }
}
