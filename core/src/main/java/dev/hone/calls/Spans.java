package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What every span says alike, whoever wrote it: its key, times and status. */
final class Spans {
  static final List<String> COLUMNS =
      List.of(
          "record_id",
          "trace_id",
          "traceId",
          "span_id",
          "spanId",
          "name",
          "service_name",
          "start_time_unix_nano",
          "startTimeUnixNano",
          "start_time",
          "time",
          "end_time_unix_nano",
          "endTimeUnixNano",
          "end_time",
          "attributes",
          "span_attributes",
          "SpanAttributes",
          "events",
          "status");

  private Spans() {}

  static void read(LogFields row, CallDraft call) {
    String span = row.text("span_id", "spanId");
    String trace = row.text("trace_id", "traceId");
    call.key(span == null ? row.text("record_id") : trace == null ? span : trace + "/" + span);
    call.epochMillis =
        row.epochMillis("start_time_unix_nano", "startTimeUnixNano", "start_time", "time");
    call.latencyMillis =
        LogFields.between(
            call.epochMillis, row.epochMillis("end_time_unix_nano", "endTimeUnixNano", "end_time"));
    row.tag("trace_id", "name", "service_name");
    readStatus(row, call);
  }

  static void readStatus(LogFields row, CallDraft call) {
    JsonNode status = row.tree("status");
    String code = status.path("code").asText("");
    if (code.equals("STATUS_CODE_ERROR") || code.equals("ERROR") || code.equals("2")) {
      String message = status.path("message").asText("");
      call.error = message.isEmpty() ? "error without a message" : message;
    }
  }
}
