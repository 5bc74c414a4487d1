package dev.hone.calls;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of a log, before anything is known of what it says.
 *
 * @param source the table or file it stands in
 * @param fields its columns by name: JSON of whatever kind, null for null; times are ISO 8601 text
 *     or numbers since 1970, in seconds, milliseconds, microseconds or nanoseconds
 */
public record LogRow(String source, ObjectNode fields) {
  public LogRow {
    requireNonNull(source, "source");
    requireNonNull(fields, "fields");
  }

  /** A row of a Databricks inference table. */
  public static LogRow inferenceTable(
      String source,
      String requestId,
      @Nullable Long epochMillis,
      @Nullable Long latencyMillis,
      @Nullable Integer statusCode,
      @Nullable String request,
      @Nullable String response,
      @Nullable String requester) {
    ObjectNode fields = Json.object();
    fields.put("databricks_request_id", requestId);
    fields.put(
        "request_time", epochMillis == null ? null : Instant.ofEpochMilli(epochMillis).toString());
    fields.put("execution_duration_ms", latencyMillis);
    fields.put("status_code", statusCode);
    fields.put("request", request);
    fields.put("response", response);
    return new LogRow(source, fields.put("requester", requester));
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
    ObjectNode fields = Json.object();
    fields.put("log_id", logId);
    fields.put("host", host);
    fields.put("path", path);
    fields.put("status", status);
    fields.put("request", request);
    return new LogRow(source, fields.put("response", response));
  }

  /** Names the row's source and quotes nothing of it: bodies do not belong in logs. */
  @Override
  public String toString() {
    return "LogRow[" + source + "]";
  }
}
