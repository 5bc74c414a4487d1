package dev.hone.calls;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One row of a log, before anything is known of what its bodies say.
 *
 * @param source the table or file it stands in
 * @param sourceId the log's own key, unique in its source
 * @param epochMillis when the request was made, or null
 * @param latencyMillis how long the answer took, or null
 * @param statusCode HTTP status, or null
 * @param provider who answered by the log's own word, or null to tell it from host and path
 * @param host where it was sent, or null where the log does not say (an inference table)
 * @param path the path it was sent to, or null
 * @param model the model by the log's own word, for bodies that name none, or null
 * @param request the request body as logged, or null
 * @param response the response body as logged, or null
 * @param sessionId groups calls of one session, or null
 * @param userId the end user, or null
 * @param tags free tags
 */
public record LogRow(
    String source,
    String sourceId,
    @Nullable Long epochMillis,
    @Nullable Long latencyMillis,
    @Nullable Integer statusCode,
    @Nullable String provider,
    @Nullable String host,
    @Nullable String path,
    @Nullable String model,
    @Nullable String request,
    @Nullable String response,
    @Nullable String sessionId,
    @Nullable String userId,
    Map<String, String> tags) {

  public LogRow {
    requireNonNull(source, "source");
    requireNonNull(sourceId, "sourceId");
    tags = Map.copyOf(tags);
  }

  /** A row of a Databricks inference table (AI Gateway or legacy). */
  public static LogRow inferenceTable(
      String source,
      String requestId,
      @Nullable Long epochMillis,
      @Nullable Long latencyMillis,
      @Nullable Integer statusCode,
      @Nullable String request,
      @Nullable String response,
      @Nullable String requester) {
    return new LogRow(
        source,
        requestId,
        epochMillis,
        latencyMillis,
        statusCode,
        "databricks",
        null,
        null,
        null,
        request,
        response,
        null,
        requester,
        Map.of());
  }

  /** A row of an HTTP capture: one exchange. */
  public static LogRow httpCapture(
      String source,
      String logId,
      @Nullable String host,
      @Nullable String path,
      @Nullable Integer status,
      @Nullable String request,
      @Nullable String response) {
    return new LogRow(
        source, logId, null, null, status, null, host, path, null, request, response, null, null,
        Map.of());
  }

  /** Names the row and quotes nothing of it: bodies do not belong in logs. */
  @Override
  public String toString() {
    return "LogRow[" + source + " " + sourceId + "]";
  }
}
