package dev.hone.spark.home;

import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Runs: one row for each stage of a run that has finished, so that a stopped run knows where to go
 * on.
 */
public final class RunsTable {
  public static final StructType SCHEMA =
      new StructType()
          .add("stage", DataTypes.StringType, false)
          .add("status", DataTypes.StringType, false)
          .add("configuration_json", DataTypes.StringType)
          .add("prune_rules_json", DataTypes.StringType)
          .add("counts_json", DataTypes.StringType)
          .add("report_json", DataTypes.StringType)
          .add("seconds", DataTypes.DoubleType)
          .add("ts", DataTypes.TimestampType);

  public static final HomeTable TABLE = new HomeTable("runs", SCHEMA, List.of("stage"), 1);

  private RunsTable() {}
}
