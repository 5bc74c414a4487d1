package dev.hone.spark.calls;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.calls.CallReader;
import dev.hone.calls.LogRow;
import dev.hone.calls.LoggedCall;
import dev.hone.json.Json;
import dev.hone.spark.home.Timestamps;
import java.io.Serializable;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Reads one log's rows, from a table or from JSON lines, as calls. Travels to executors. */
record LogRows(String source, LogColumns columns) implements Serializable {
  /** Numbers above this are milliseconds since 1970, below it seconds (the year 5138). */
  private static final double LAST_SECOND = 1e11;

  /** The year 9999, the last that Spark holds: a time beyond it would fail the whole job. */
  private static final long LAST_MILLIS = 253_402_300_799_999L;

  /** As many digits as a long holds for certain. */
  private static final int MAX_DIGITS = 18;

  LoggedCall call(Row row) {
    return call(name -> row.get(row.fieldIndex(name)), () -> Json.sha256("row", row.json()));
  }

  /** A line that is no JSON object is an unreadable call that keeps the line as its request. */
  LoggedCall call(String line) {
    JsonNode json = Json.read(line);
    Supplier<String> keyless = () -> Json.sha256("line", line);
    if (json == null || !json.isObject()) {
      return unreadable(
          keyless.get(), line, Json.isCut(line) ? "line is cut JSON" : "line is no JSON object");
    }
    return call(name -> value(json.get(name)), keyless);
  }

  /**
   * @param keyless the key where the row's own is null
   */
  private LoggedCall call(Function<String, @Nullable Object> row, Supplier<String> keyless) {
    Map<String, String> tags = new HashMap<>();
    String id = text(row, columns.id());
    return CallReader.read(
        new LogRow(
            source,
            id == null ? keyless.get() : id,
            epochMillis(row, tags),
            whole(row, columns.latencyMillis(), tags),
            status(row, tags),
            columns.provider(),
            text(row, columns.host()),
            text(row, columns.path()),
            null,
            text(row, columns.request()),
            text(row, columns.response()),
            text(row, columns.session()),
            text(row, columns.user()),
            tags));
  }

  private LoggedCall unreadable(String sourceId, String line, String reason) {
    LoggedCall nothing =
        CallReader.read(
            new LogRow(
                source,
                sourceId,
                null,
                null,
                null,
                columns.provider(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                Map.of()));
    return new LoggedCall(
        nothing.id(),
        source,
        sourceId,
        null,
        null,
        null,
        null,
        nothing.provider(),
        null,
        null,
        List.of(),
        null,
        null,
        nothing.paramsJson(),
        null,
        0,
        null,
        null,
        null,
        null,
        Map.of(),
        line,
        null,
        reason,
        reason);
  }

  private static @Nullable Object value(@Nullable JsonNode node) {
    if (node == null || node.isNull()) {
      return null;
    }
    return node.isNumber() ? node.decimalValue() : node.isTextual() ? node.textValue() : node;
  }

  private static @Nullable String text(
      Function<String, @Nullable Object> row, @Nullable String column) {
    Object value = column == null ? null : row.apply(column);
    return value == null ? null : value.toString();
  }

  private @Nullable Long epochMillis(
      Function<String, @Nullable Object> row, Map<String, String> tags) {
    String column = columns.time();
    Object value = column == null ? null : row.apply(column);
    if (column == null || value == null) {
      return null;
    }
    if (value instanceof Timestamp || value instanceof Instant) {
      return Timestamps.epochMillis(value);
    }
    if (value instanceof LocalDateTime local) {
      return local.toInstant(ZoneOffset.UTC).toEpochMilli();
    }
    Long millis = millis(value.toString().strip());
    if (millis == null || millis > LAST_MILLIS || millis < -LAST_MILLIS) {
      tags.put(column, value.toString()); // nothing is lost where it cannot be read
      return null;
    }
    return millis;
  }

  private static @Nullable Long millis(String text) {
    try {
      double number = Double.parseDouble(text);
      return Math.round(Math.abs(number) > LAST_SECOND ? number : number * 1000);
    } catch (NumberFormatException e) {
      // a date, then
    }
    String iso = text.replaceFirst(" ", "T");
    try {
      return OffsetDateTime.parse(iso).toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      // without an offset, then: logs write UTC
    }
    try {
      return LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC).toEpochMilli();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private @Nullable Integer status(
      Function<String, @Nullable Object> row, Map<String, String> tags) {
    Long status = whole(row, columns.statusCode(), tags);
    if (status != null && status.intValue() != status) {
      tags.put(String.valueOf(columns.statusCode()), status.toString());
      return null;
    }
    return status == null ? null : status.intValue();
  }

  private static @Nullable Long whole(
      Function<String, @Nullable Object> row, @Nullable String column, Map<String, String> tags) {
    Object value = column == null ? null : row.apply(column);
    if (column == null || value == null) {
      return null;
    }
    try {
      double number = Double.parseDouble(value.toString().strip());
      if (Math.abs(number) < Math.pow(10, MAX_DIGITS)) {
        return Math.round(number);
      }
    } catch (NumberFormatException e) {
      // kept as a tag, then
    }
    tags.put(column, value.toString());
    return null;
  }
}
