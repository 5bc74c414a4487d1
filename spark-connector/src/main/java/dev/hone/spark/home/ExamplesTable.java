package dev.hone.spark.home;

import dev.hone.examples.Example;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Examples: one row for every logged call. A stage never removes a row; it writes the reason into
 * {@code dropped}, and later stages leave such rows alone, so that calls = kept + dropped always.
 */
public final class ExamplesTable {
  public static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType, false)
          .add("call_id", DataTypes.StringType, false)
          .add("ts", DataTypes.TimestampType)
          .add("messages", MessageRows.MESSAGES)
          .add("tools_json", DataTypes.StringType)
          .add("answer", MessageRows.MESSAGE)
          .add("group_key", DataTypes.StringType, false)
          .add("weight", DataTypes.LongType, false)
          .add("split", DataTypes.StringType)
          .add("dropped", DataTypes.StringType)
          .add("prompt", MessageRows.MESSAGES);

  public static final HomeTable TABLE = new HomeTable("examples", SCHEMA, List.of("call_id"), 1);

  private ExamplesTable() {}

  /** The example as a row of {@link #SCHEMA}, its prompt not pruned. */
  public static Row toRow(Example example) {
    return RowFactory.create(
        example.id(),
        example.callId(),
        Timestamps.of(example.epochMillis()),
        MessageRows.toRows(example.messages()),
        example.toolsJson(),
        MessageRows.toNullableRow(example.answer()),
        example.groupKey(),
        example.weight(),
        example.split(),
        example.dropped(),
        MessageRows.toRows(example.messages()));
  }

  /** The example of a row that has the columns of {@link #SCHEMA}, in any order. */
  public static Example from(Row row) {
    Columns columns = new Columns(row);
    Long weight = columns.wholeOrNull("weight");
    return new Example(
        columns.text("id"),
        columns.text("call_id"),
        columns.epochMillis("ts"),
        MessageRows.list(row, "messages"),
        columns.textOrNull("tools_json"),
        MessageRows.fromNullable(columns.structOrNull("answer")),
        columns.text("group_key"),
        weight == null ? 1 : weight,
        columns.textOrNull("split"),
        columns.textOrNull("dropped"));
  }
}
