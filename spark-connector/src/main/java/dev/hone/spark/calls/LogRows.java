package dev.hone.spark.calls;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Rows of a table as the fields of a log's row. */
final class LogRows {
  private LogRows() {}

  /** The row's columns; times become ISO 8601 text, what has no other form becomes text. */
  static ObjectNode fields(Row row) {
    ObjectNode fields = Json.object();
    String[] names = row.schema().fieldNames();
    for (int i = 0; i < names.length; i++) {
      put(fields, names[i], row.get(i));
    }
    return fields;
  }

  private static void put(ObjectNode fields, String name, @Nullable Object value) {
    if (value instanceof String text) {
      fields.put(name, text);
    } else if (value instanceof Integer whole) {
      fields.put(name, whole);
    } else if (value instanceof Long whole) {
      fields.put(name, whole);
    } else if (value instanceof Boolean flag) {
      fields.put(name, flag);
    } else if (value instanceof BigDecimal number) {
      fields.put(name, number);
    } else if (value instanceof Number number) {
      fields.put(name, number.doubleValue());
    } else if (value instanceof Timestamp time) {
      fields.put(name, time.toInstant().toString());
    } else if (value instanceof Instant || value instanceof java.time.LocalDate) {
      fields.put(name, value.toString());
    } else if (value instanceof LocalDateTime time) {
      fields.put(name, time.toInstant(ZoneOffset.UTC).toString());
    } else if (value instanceof byte[] bytes) {
      fields.put(name, new String(bytes, StandardCharsets.UTF_8));
    } else if (value == null) {
      fields.putNull(name);
    } else {
      fields.put(name, value.toString());
    }
  }
}
