package dev.hone.spark.home;

import dev.hone.examples.Example;
import dev.hone.examples.Provenance;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

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
          .add("response_format_json", DataTypes.StringType)
          .add("answer", MessageRows.MESSAGE)
          .add("group_key", DataTypes.StringType, false)
          .add("weight", DataTypes.LongType, false)
          .add("split", DataTypes.StringType)
          .add("dropped", DataTypes.StringType)
          .add("prompt", MessageRows.MESSAGES)
          .add("source", DataTypes.StringType, false)
          .add("source_id", DataTypes.StringType, false)
          .add("source_version", DataTypes.LongType)
          .add("model", DataTypes.StringType)
          .add("finish_reason", DataTypes.StringType)
          .add("session_id", DataTypes.StringType)
          .add("user_id", DataTypes.StringType)
          .add("tags", DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType))
          .add("rules", DataTypes.createArrayType(DataTypes.StringType))
          .add(
              "personal_data", DataTypes.createMapType(DataTypes.StringType, DataTypes.IntegerType))
          .add("task", DataTypes.StringType);

  public static final HomeTable TABLE = new HomeTable("examples", SCHEMA, List.of("call_id"), 3);

  /** The tag that names a call's task; a call without it is named by {@code AssignTasks}. */
  public static final String TASK_TAG = "task";

  private ExamplesTable() {}

  /** The example as a row of {@link #SCHEMA}: its prompt not pruned, personal data not counted. */
  public static Row toRow(Example example) {
    Provenance from = example.provenance();
    return RowFactory.create(
        example.id(),
        example.callId(),
        Timestamps.of(example.epochMillis()),
        MessageRows.toRows(example.messages()),
        example.toolsJson(),
        example.responseFormatJson(),
        MessageRows.toNullableRow(example.answer()),
        example.groupKey(),
        example.weight(),
        example.split(),
        example.dropped(),
        MessageRows.toRows(example.messages()),
        from.source(),
        from.sourceId(),
        from.sourceVersion(),
        from.model(),
        from.finishReason(),
        from.sessionId(),
        from.userId(),
        CollectionConverters.asScala(from.tags()),
        CollectionConverters.asScala(from.rules()).toSeq(),
        null,
        from.tags().get(TASK_TAG));
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
        columns.textOrNull("response_format_json"),
        MessageRows.fromNullable(columns.structOrNull("answer")),
        columns.text("group_key"),
        weight == null ? 1 : weight,
        columns.textOrNull("split"),
        columns.textOrNull("dropped"),
        provenance(row, columns));
  }

  private static Provenance provenance(Row row, Columns columns) {
    int rules = row.fieldIndex("rules");
    return new Provenance(
        columns.text("source"),
        columns.text("source_id"),
        columns.wholeOrNull("source_version"),
        columns.textOrNull("model"),
        columns.textOrNull("finish_reason"),
        columns.textOrNull("session_id"),
        columns.textOrNull("user_id"),
        columns.texts("tags"),
        row.isNullAt(rules) ? List.of() : row.getList(rules));
  }
}
