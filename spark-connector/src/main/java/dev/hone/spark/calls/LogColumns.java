package dev.hone.spark.calls;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which columns of a log hold what, told from their names: Databricks' inference tables in their
 * three forms, HTTP captures, and whatever else has a key, a request and a response.
 */
record LogColumns(
    String id,
    String request,
    String response,
    @Nullable String time,
    @Nullable String latencyMillis,
    @Nullable String statusCode,
    @Nullable String host,
    @Nullable String path,
    @Nullable String user,
    @Nullable String session)
    implements java.io.Serializable {

  /** The names a log's key goes by; the first that is there is taken. */
  private static final List<String> IDS =
      List.of("databricks_request_id", "invocation_id", "log_id", "request_id", "id");

  private static final String DATABRICKS_ID = IDS.get(0);

  /**
   * Finds the columns.
   *
   * @param log the log's name, for the message
   * @throws IllegalArgumentException if the log has no key, request or response, naming the columns
   *     it has and those it needs
   */
  static LogColumns of(String log, Collection<String> columns) {
    String id = first(columns, IDS);
    List<String> missing = new ArrayList<>();
    if (id == null) {
      missing.add("a key (one of " + String.join(", ", IDS) + ")");
    }
    for (String body : List.of("request", "response")) {
      if (!columns.contains(body)) {
        missing.add("'" + body + "'");
      }
    }
    if (id == null || !missing.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot read calls from '"
              + log
              + "': it lacks "
              + String.join(" and ", missing)
              + ". It has "
              + columns
              + ". A log needs a key, 'request' and 'response' (the bodies as JSON text), as"
              + " Databricks inference tables and HTTP captures have; rename its columns in a view.");
    }
    return new LogColumns(
        id,
        "request",
        "response",
        first(columns, List.of("request_time", "timestamp_ms", "event_time", "ts", "timestamp")),
        first(columns, List.of("execution_duration_ms", "execution_time_ms", "latency_ms")),
        first(columns, List.of("status_code", "status")),
        first(columns, List.of("host")),
        first(columns, List.of("path")),
        first(columns, List.of("requester", "user_id")),
        first(columns, List.of("session_id")));
  }

  /** Those that are there, in the order of the components. */
  List<String> names() {
    List<String> names = new ArrayList<>(List.of(id, request, response));
    for (String name :
        new @Nullable String[] {time, latencyMillis, statusCode, host, path, user, session}) {
      if (name != null) {
        names.add(name);
      }
    }
    return names;
  }

  /** The provider that the log's form tells of, or null where host and path do. */
  @Nullable String provider() {
    return id.equals(DATABRICKS_ID) ? "databricks" : null;
  }

  private static @Nullable String first(Collection<String> columns, List<String> names) {
    return names.stream().filter(columns::contains).findFirst().orElse(null);
  }
}
