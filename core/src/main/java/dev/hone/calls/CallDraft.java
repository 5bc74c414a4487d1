package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Message;
import dev.hone.chat.Usage;
import dev.hone.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A logged call while its bodies are being read: each dialect fills in what it finds. */
final class CallDraft {
  final LogRow row;
  List<Message> messages = List.of();
  @Nullable String error;
  @Nullable String modelRequested;
  @Nullable String modelServed;
  @Nullable String toolsJson;
  @Nullable String responseFormatJson;
  String paramsJson = "{}";
  @Nullable Message completion;
  int choices;
  @Nullable String finishReason;
  @Nullable Usage usage;
  @Nullable String sessionId;
  @Nullable String userId;
  @Nullable String unreadable;
  @Nullable String incomplete;
  private final Map<String, String> tags = new LinkedHashMap<>();

  CallDraft(LogRow row) {
    this.row = row;
    this.modelRequested = row.model();
    this.sessionId = row.sessionId();
    this.userId = row.userId();
  }

  /** Takes what all dialects say alike: the model, who asks, free tags, and all other fields. */
  void readCommon(JsonNode request, Set<String> fieldsReadElsewhere) {
    modelRequested = request.path("model").asText(modelRequested);
    JsonNode metadata = request.path("metadata");
    JsonNode extra = request.path("extra_params");
    sessionId = firstText(sessionId, extra.path("session_id"), metadata.path("session_id"));
    userId =
        firstText(
            userId,
            request.path("user"),
            request.path("safety_identifier"),
            metadata.path("user_id"),
            extra.path("user_id"));
    metadata
        .fields()
        .forEachRemaining(
            entry -> {
              if (entry.getValue().isTextual()) {
                tags.put(entry.getKey(), entry.getValue().textValue());
              }
            });
    ObjectNode params = Json.object();
    request
        .fields()
        .forEachRemaining(
            entry -> {
              if (!fieldsReadElsewhere.contains(entry.getKey())
                  && !entry.getKey().equals("model")) {
                params.set(entry.getKey(), entry.getValue());
              }
            });
    paramsJson = Json.write(params);
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

  LoggedCall toCall() {
    tags.putAll(row.tags());
    return new LoggedCall(
        Json.sha256("call", row.source(), row.sourceId()),
        row.source(),
        row.sourceId(),
        row.epochMillis(),
        row.latencyMillis(),
        row.statusCode(),
        error,
        row.provider() != null ? row.provider() : Providers.of(row.host(), row.path()),
        modelRequested,
        modelServed,
        unreadable == null ? messages : List.of(),
        toolsJson,
        responseFormatJson,
        paramsJson,
        completion,
        choices,
        finishReason,
        usage,
        sessionId,
        userId,
        tags,
        row.request(),
        row.response(),
        unreadable,
        unreadable != null ? unreadable : incomplete);
  }
}
