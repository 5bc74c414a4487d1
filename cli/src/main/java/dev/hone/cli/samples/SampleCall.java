package dev.hone.cli.samples;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * One row of the log, in the columns of a Databricks inference table.
 *
 * @param truth the right answer and how it counts; null where the row has nothing to score
 */
record SampleCall(
    String id,
    String clientRequestId,
    Instant time,
    int status,
    long millis,
    @Nullable String request,
    @Nullable String response,
    @Nullable String errorCode,
    String requester,
    @Nullable Truth truth) {

  /** What only the score may know; {@code wording} is {@code seen} or {@code unseen}. */
  record Truth(String answer, String part, String wording, String template) {}

  static final ObjectMapper JSON = new ObjectMapper();

  ObjectNode row() {
    ObjectNode row = JSON.createObjectNode();
    row.put("databricks_request_id", id);
    row.put("request_date", time.atZone(ZoneOffset.UTC).toLocalDate().toString());
    row.put("client_request_id", clientRequestId);
    row.put("request_time", time.toString());
    row.put("status_code", status);
    row.put("sampling_fraction", 1.0);
    row.put("execution_duration_ms", millis);
    row.put("request", request);
    row.put("response", response);
    row.putArray("logging_error_codes");
    if (errorCode != null) {
      row.withArray("logging_error_codes").add(errorCode);
    }
    row.put("served_entity_id", "b7c1d2e93f5a4c08");
    row.put("requester", requester);
    return row;
  }

  ObjectNode truthRow() {
    Truth known = truth;
    if (known == null) {
      throw new IllegalStateException("Row " + id + " has no truth.");
    }
    ObjectNode row = JSON.createObjectNode();
    row.put("databricks_request_id", id);
    row.put("answer", known.answer()).put("part", known.part());
    return row.put("wording", known.wording()).put("template", known.template());
  }
}
