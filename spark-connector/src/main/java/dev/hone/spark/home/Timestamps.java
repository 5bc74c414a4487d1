package dev.hone.spark.home;

import java.sql.Timestamp;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Milliseconds and the two Java classes that Spark gives for a timestamp. */
public final class Timestamps {
  private Timestamps() {}

  public static @Nullable Timestamp of(@Nullable Long epochMillis) {
    return epochMillis == null ? null : new Timestamp(epochMillis);
  }

  /** Takes a Timestamp, or the Instant of {@code spark.sql.datetime.java8API.enabled}. */
  public static @Nullable Long epochMillis(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    return value instanceof Instant instant
        ? instant.toEpochMilli()
        : ((Timestamp) value).getTime();
  }
}
