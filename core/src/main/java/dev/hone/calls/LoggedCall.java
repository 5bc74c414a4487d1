package dev.hone.calls;

import static java.util.Objects.requireNonNull;

import dev.hone.chat.Message;
import dev.hone.chat.Usage;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request to a model and what came back, whatever dialect it was logged in. Built by a {@link
 * CallDraft}.
 *
 * @param id SHA-256 of source and source id: stable over re-reads
 * @param source the table or file it was read from
 * @param sourceId the log's own key of the row; a hash of the row where it has none
 * @param dialect what read it: the log's dialect and the bodies', such as {@code
 *     litellm/openai-chat}; {@code unknown} stands for either
 * @param epochMillis when the request was made, or null where the log does not say
 * @param latencyMillis how long the answer took, or null
 * @param timeToFirstTokenMillis how long its first token took, or null
 * @param statusCode HTTP status, or null
 * @param errorType the provider's or the log's word for the kind of error, or null
 * @param error what went wrong in the logged call itself (a rate limit, say), or null
 * @param provider {@code openai}, {@code anthropic}, {@code databricks}, ...; {@code unknown} where
 *     nothing tells
 * @param modelRequested the model asked for, or null
 * @param modelServed the model that answered, or null
 * @param messages the request's conversation, system message first
 * @param toolsJson tools on offer in OpenAI's shape, or null
 * @param responseFormatJson OpenAI's response_format, or null
 * @param paramsJson the request's other fields as a JSON object, provider fields included
 * @param completion the answer, or null where there was none
 * @param alternatives the other answers where several were asked for, in the provider's order
 * @param choices how many answers came back (0 where none)
 * @param finishReason as {@link dev.hone.chat.Completion} names them, or null
 * @param usage tokens in one meaning for all providers, or null where the log does not say
 * @param usageJson tokens as the provider or the log counts them, as a JSON object, or null
 * @param costUsd what the log says the call cost, or null
 * @param cacheHit whether the answer came from a cache of answers and repeats another call's; null
 *     where the log does not say
 * @param samplingFraction the share of calls that were logged when this one was, or null
 * @param sessionId groups calls of one session, or null
 * @param userId the end user, or null
 * @param tags free tags
 * @param rawRequest the request body as logged, or null
 * @param rawResponse the response body as logged, or null
 * @param unreadable why the row could not be read as a call, or null when it could
 * @param incomplete why no example can be made of it, or null when one can; unreadable calls are
 *     incomplete
 */
public record LoggedCall(
    String id,
    String source,
    String sourceId,
    String dialect,
    @Nullable Long epochMillis,
    @Nullable Long latencyMillis,
    @Nullable Long timeToFirstTokenMillis,
    @Nullable Integer statusCode,
    @Nullable String errorType,
    @Nullable String error,
    String provider,
    @Nullable String modelRequested,
    @Nullable String modelServed,
    List<Message> messages,
    @Nullable String toolsJson,
    @Nullable String responseFormatJson,
    String paramsJson,
    @Nullable Message completion,
    List<Message> alternatives,
    int choices,
    @Nullable String finishReason,
    @Nullable Usage usage,
    @Nullable String usageJson,
    @Nullable Double costUsd,
    @Nullable Boolean cacheHit,
    @Nullable Double samplingFraction,
    @Nullable String sessionId,
    @Nullable String userId,
    Map<String, String> tags,
    @Nullable String rawRequest,
    @Nullable String rawResponse,
    @Nullable String unreadable,
    @Nullable String incomplete) {

  public LoggedCall {
    requireNonNull(id, "id");
    requireNonNull(source, "source");
    requireNonNull(sourceId, "sourceId");
    requireNonNull(dialect, "dialect");
    requireNonNull(provider, "provider");
    requireNonNull(paramsJson, "paramsJson");
    messages = List.copyOf(messages);
    alternatives = List.copyOf(alternatives);
    tags = Map.copyOf(tags);
  }

  /** Whether an example can be made of this call. */
  public boolean complete() {
    return incomplete == null;
  }

  /** Names the call and quotes nothing of it: bodies do not belong in logs. */
  @Override
  public String toString() {
    return "LoggedCall["
        + source
        + " "
        + sourceId
        + ", "
        + (complete() ? "complete" : incomplete)
        + "]";
  }
}
