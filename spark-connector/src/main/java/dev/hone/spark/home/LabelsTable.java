package dev.hone.spark.home;

import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Labels: the answer to learn for an example, and where it came from. */
public final class LabelsTable {
  public static final StructType SCHEMA =
      new StructType()
          .add("example_id", DataTypes.StringType, false)
          .add("answer", MessageRows.MESSAGE)
          .add("origin", DataTypes.StringType, false)
          .add("score", DataTypes.DoubleType)
          .add("reason", DataTypes.StringType)
          .add("ts", DataTypes.TimestampType);

  public static final HomeTable TABLE =
      new HomeTable("labels", SCHEMA, List.of("example_id", "origin"), 1);

  private LabelsTable() {}
}
