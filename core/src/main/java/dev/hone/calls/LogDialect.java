package dev.hone.calls;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How one kind of log lays out a call in a row. */
public sealed interface LogDialect extends Dialect
    permits DatabricksLog,
        DatadogSpans,
        HeliconeLog,
        HttpCapture,
        LangfuseObservations,
        LiteLlmLog,
        MlflowTraces,
        OpenPipeLog,
        OpenTelemetrySpans {

  /** Every column it may read; a table may hold only some of them, and any others. */
  List<String> columns();

  /** Whether rows with these columns can be of this kind. */
  boolean fits(Set<String> columns);

  /**
   * Columns that a call takes over as they are: of a call, the names of its columns in Hone's table
   * of calls; of the log, the names that may hold it. A reader that has such a column need not read
   * the bodies to filter by it.
   */
  default Map<String, List<String>> plainColumns() {
    return Map.of();
  }

  /** Whether this row is, where its columns alone do not tell. */
  default boolean describes(LogFields row) {
    return true;
  }

  /**
   * The rows of one call each that a row stands for, in its order; itself where it is one. Never
   * empty.
   */
  default List<ObjectNode> split(ObjectNode row) {
    return List.of(row);
  }

  /**
   * Fills in what the row says: its key, time, status, counts, and the two bodies, which are read
   * afterwards.
   *
   * @throws IllegalArgumentException if it tells of no call of a chat model, with the reason; it
   *     quotes nothing of the row
   */
  void read(LogFields row, CallDraft call);
}
