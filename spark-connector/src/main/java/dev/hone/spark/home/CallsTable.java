package dev.hone.spark.home;

import dev.hone.calls.LoggedCall;
import dev.hone.chat.Usage;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** Logged calls: one row for every row of the log, the unreadable ones with their reason. */
public final class CallsTable {
  /** The Delta version of the source: known to whoever reads the table, not to a call. */
  public static final String SOURCE_VERSION = "source_version";

  public static final StructType USAGE =
      new StructType()
          .add("input", DataTypes.LongType)
          .add("output", DataTypes.LongType)
          .add("cached", DataTypes.LongType)
          .add("cache_write", DataTypes.LongType)
          .add("reasoning", DataTypes.LongType)
          .add("total", DataTypes.LongType);

  public static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType, false)
          .add("source", DataTypes.StringType, false)
          .add("source_id", DataTypes.StringType, false)
          .add("dialect", DataTypes.StringType, false)
          .add("ts", DataTypes.TimestampType)
          .add("latency_ms", DataTypes.LongType)
          .add("ttft_ms", DataTypes.LongType)
          .add("status_code", DataTypes.IntegerType)
          .add("error_type", DataTypes.StringType)
          .add("error", DataTypes.StringType)
          .add("provider", DataTypes.StringType, false)
          .add("model_requested", DataTypes.StringType)
          .add("model_served", DataTypes.StringType)
          .add("messages", MessageRows.MESSAGES)
          .add("tools_json", DataTypes.StringType)
          .add("response_format_json", DataTypes.StringType)
          .add("params_json", DataTypes.StringType, false)
          .add("completion", MessageRows.MESSAGE)
          .add("alternatives", MessageRows.MESSAGES)
          .add("n_choices", DataTypes.IntegerType)
          .add("finish_reason", DataTypes.StringType)
          .add("usage", USAGE)
          .add("usage_json", DataTypes.StringType)
          .add("cost_usd", DataTypes.DoubleType)
          .add("cache_hit", DataTypes.BooleanType)
          .add("sampling_fraction", DataTypes.DoubleType)
          .add("session_id", DataTypes.StringType)
          .add("user_id", DataTypes.StringType)
          .add("tags", DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType))
          .add("raw_request", DataTypes.StringType)
          .add("raw_response", DataTypes.StringType)
          .add("unreadable", DataTypes.StringType)
          .add("incomplete", DataTypes.StringType)
          .add(SOURCE_VERSION, DataTypes.LongType);

  public static final HomeTable TABLE = new HomeTable("calls", SCHEMA, List.of("id"), 2);

  private CallsTable() {}

  /** The call as a row of {@link #SCHEMA}, {@code ts} as {@link java.sql.Timestamp}. */
  public static Row toRow(LoggedCall call) {
    Usage usage = call.usage();
    return RowFactory.create(
        call.id(),
        call.source(),
        call.sourceId(),
        call.dialect(),
        Timestamps.of(call.epochMillis()),
        call.latencyMillis(),
        call.timeToFirstTokenMillis(),
        call.statusCode(),
        call.errorType(),
        call.error(),
        call.provider(),
        call.modelRequested(),
        call.modelServed(),
        MessageRows.toRows(call.messages()),
        call.toolsJson(),
        call.responseFormatJson(),
        call.paramsJson(),
        MessageRows.toNullableRow(call.completion()),
        MessageRows.toRows(call.alternatives()),
        call.choices(),
        call.finishReason(),
        usage == null
            ? null
            : RowFactory.create(
                usage.input(),
                usage.output(),
                usage.cached(),
                usage.cacheWrite(),
                usage.reasoning(),
                usage.total()),
        call.usageJson(),
        call.costUsd(),
        call.cacheHit(),
        call.samplingFraction(),
        call.sessionId(),
        call.userId(),
        CollectionConverters.asScala(call.tags()),
        call.rawRequest(),
        call.rawResponse(),
        call.unreadable(),
        call.incomplete(),
        null);
  }

  /** The call of a row that has the columns of {@link #SCHEMA}, in any order. */
  public static LoggedCall from(Row row) {
    Columns columns = new Columns(row);
    return new LoggedCall(
        columns.text("id"),
        columns.text("source"),
        columns.text("source_id"),
        columns.text("dialect"),
        columns.epochMillis("ts"),
        columns.wholeOrNull("latency_ms"),
        columns.wholeOrNull("ttft_ms"),
        columns.intOrNull("status_code"),
        columns.textOrNull("error_type"),
        columns.textOrNull("error"),
        columns.text("provider"),
        columns.textOrNull("model_requested"),
        columns.textOrNull("model_served"),
        MessageRows.list(row, "messages"),
        columns.textOrNull("tools_json"),
        columns.textOrNull("response_format_json"),
        columns.text("params_json"),
        MessageRows.fromNullable(columns.structOrNull("completion")),
        MessageRows.list(row, "alternatives"),
        columns.wholeOr("n_choices", 0),
        columns.textOrNull("finish_reason"),
        usage(columns.structOrNull("usage")),
        columns.textOrNull("usage_json"),
        columns.realOrNull("cost_usd"),
        columns.flagOrNull("cache_hit"),
        columns.realOrNull("sampling_fraction"),
        columns.textOrNull("session_id"),
        columns.textOrNull("user_id"),
        columns.texts("tags"),
        columns.textOrNull("raw_request"),
        columns.textOrNull("raw_response"),
        columns.textOrNull("unreadable"),
        columns.textOrNull("incomplete"));
  }

  private static @Nullable Usage usage(@Nullable Row row) {
    return row == null
        ? null
        : new Usage(row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
  }
}
