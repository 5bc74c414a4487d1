package dev.hone.spark.home;

import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Verdicts: a judge's word on an answer, alone or against another model's answer. */
public final class VerdictsTable {
  public static final StructType SCHEMA =
      new StructType()
          .add("example_id", DataTypes.StringType, false)
          .add("judge", DataTypes.StringType, false)
          .add("model", DataTypes.StringType, false)
          .add("other_model", DataTypes.StringType, false)
          .add("outcome", DataTypes.StringType)
          .add("score", DataTypes.DoubleType)
          .add("fields_json", DataTypes.StringType)
          .add("reason", DataTypes.StringType)
          .add("ts", DataTypes.TimestampType);

  public static final HomeTable TABLE =
      new HomeTable("verdicts", SCHEMA, List.of("example_id", "judge", "model", "other_model"), 1);

  private VerdictsTable() {}
}
