package dev.hone.spark.home;

import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Messages as rows: the struct that every table uses for a message. Safe to use on executors. */
public final class MessageRows {
  public static final StructType TOOL_CALL =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("name", DataTypes.StringType)
          .add("arguments", DataTypes.StringType);

  /** One message. Nested columns are nullable because Delta holds no constraint inside arrays. */
  public static final StructType MESSAGE =
      new StructType()
          .add("role", DataTypes.StringType)
          .add("content", DataTypes.StringType)
          .add("parts_json", DataTypes.StringType)
          .add("name", DataTypes.StringType)
          .add("tool_calls", DataTypes.createArrayType(TOOL_CALL))
          .add("tool_call_id", DataTypes.StringType)
          .add("refusal", DataTypes.StringType)
          .add("reasoning", DataTypes.StringType);

  /** A conversation, oldest message first. */
  public static final ArrayType MESSAGES = DataTypes.createArrayType(MESSAGE);

  private MessageRows() {}

  public static Row toRow(Message message) {
    return RowFactory.create(
        message.role(),
        message.content(),
        message.partsJson(),
        message.name(),
        toSeq(
            message.toolCalls().stream()
                .map(call -> RowFactory.create(call.id(), call.name(), call.arguments()))
                .toList()),
        message.toolCallId(),
        message.refusal(),
        message.reasoning());
  }

  /** The message of a {@link #MESSAGE} struct; columns are taken by position. */
  public static Message from(Row row) {
    List<ToolCall> calls = row.isNullAt(4) ? List.of() : toolCalls(row.getList(4));
    return new Message(
        row.getString(0),
        row.getString(1),
        row.getString(2),
        row.getString(3),
        calls,
        row.getString(5),
        row.getString(6),
        row.getString(7));
  }

  /** As {@link #from}, null for null. */
  public static @Nullable Message fromNullable(@Nullable Row row) {
    return row == null ? null : from(row);
  }

  /** As {@link #toRow(Message)}, null for null. */
  public static @Nullable Row toNullableRow(@Nullable Message message) {
    return message == null ? null : toRow(message);
  }

  /** A conversation as the value of a {@link #MESSAGES} column. */
  public static Seq<Row> toRows(List<Message> messages) {
    return toSeq(messages.stream().map(MessageRows::toRow).toList());
  }

  /** The conversation in the value of a {@link #MESSAGES} column; empty for null. */
  public static List<Message> list(@Nullable Seq<Row> rows) {
    return rows == null ? List.of() : list(CollectionConverters.asJava(rows));
  }

  public static List<Message> list(List<Row> rows) {
    return rows.stream().map(MessageRows::from).toList();
  }

  /** The conversation in the column of that name; empty for null. */
  public static List<Message> list(Row row, String column) {
    int index = row.fieldIndex(column);
    return row.isNullAt(index) ? List.of() : list(row.<Row>getList(index));
  }

  private static List<ToolCall> toolCalls(List<Row> rows) {
    return rows.stream()
        .map(row -> new ToolCall(row.getString(0), row.getString(1), row.getString(2)))
        .toList();
  }

  private static Seq<Row> toSeq(List<Row> rows) {
    // Rows out of mapPartitions must hold Scala sequences; immutable, so that they serialize.
    return CollectionConverters.asScala(rows).toSeq();
  }
}
