package dev.hone.spark.home;

import dev.hone.HoneException;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Reads a row's columns by name. The row must carry its schema. */
public record Columns(Row row) {
  /** The text of a column that is never null. */
  public String text(String column) {
    String text = textOrNull(column);
    if (text == null) {
      throw new HoneException(
          "Column '" + column + "' is null in " + row + "; every row needs a value there.");
    }
    return text;
  }

  public @Nullable String textOrNull(String column) {
    return row.getString(row.fieldIndex(column));
  }

  public @Nullable Long wholeOrNull(String column) {
    Object value = row.get(row.fieldIndex(column));
    return value == null ? null : ((Number) value).longValue();
  }

  public @Nullable Integer intOrNull(String column) {
    Object value = row.get(row.fieldIndex(column));
    return value == null ? null : ((Number) value).intValue();
  }

  public int wholeOr(String column, int fallback) {
    Integer value = intOrNull(column);
    return value == null ? fallback : value;
  }

  public @Nullable Double realOrNull(String column) {
    Object value = row.get(row.fieldIndex(column));
    return value == null ? null : ((Number) value).doubleValue();
  }

  public @Nullable Boolean flagOrNull(String column) {
    return (Boolean) row.get(row.fieldIndex(column));
  }

  public @Nullable Row structOrNull(String column) {
    return row.getStruct(row.fieldIndex(column));
  }

  /** A map of texts; empty for null. */
  public Map<String, String> texts(String column) {
    int index = row.fieldIndex(column);
    return row.isNullAt(index) ? Map.of() : row.getJavaMap(index);
  }

  /** Milliseconds since 1970 of a timestamp column, or null. */
  public @Nullable Long epochMillis(String column) {
    return Timestamps.epochMillis(row.get(row.fieldIndex(column)));
  }
}
