package dev.hone.spark.home;

import dev.hone.labels.Label;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Labels: the answer to learn for an example, and where it came from. */
public final class LabelsTable {
  public static final StructType SCHEMA =
      new StructType()
          .add("example_id", DataTypes.StringType, false)
          .add("answer", MessageRows.MESSAGE, false)
          .add("origin", DataTypes.StringType, false)
          .add("author", DataTypes.StringType)
          .add("ts", DataTypes.TimestampType);

  public static final HomeTable TABLE =
      new HomeTable("labels", SCHEMA, List.of("example_id", "origin"), 1);

  private LabelsTable() {}

  public static Row toRow(Label label) {
    return RowFactory.create(
        label.exampleId(),
        MessageRows.toRow(label.answer()),
        label.origin(),
        label.author(),
        Timestamps.of(label.epochMillis()));
  }

  /** The label of a row that has the columns of {@link #SCHEMA}, in any order. */
  public static Label from(Row row) {
    Columns columns = new Columns(row);
    return new Label(
        columns.text("example_id"),
        MessageRows.from(row.getStruct(row.fieldIndex("answer"))),
        columns.text("origin"),
        columns.textOrNull("author"),
        columns.epochMillis("ts"));
  }
}
