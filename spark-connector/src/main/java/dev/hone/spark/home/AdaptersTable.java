package dev.hone.spark.home;

import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Adapters: fine-tunes, where their files lie and what they were made of. */
public final class AdaptersTable {
  public static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType, false)
          .add("path", DataTypes.StringType, false)
          .add("base_model", DataTypes.StringType, false)
          .add("base_hash", DataTypes.StringType)
          .add("data_version", DataTypes.StringType)
          .add("template_hash", DataTypes.StringType)
          .add("configuration_json", DataTypes.StringType)
          .add("prune_rules_json", DataTypes.StringType)
          .add("seed", DataTypes.LongType)
          .add("steps", DataTypes.LongType)
          .add("tokens", DataTypes.LongType)
          .add("final_loss", DataTypes.DoubleType)
          .add("heldout_loss", DataTypes.DoubleType)
          .add("tokens_per_second", DataTypes.DoubleType)
          .add("ts", DataTypes.TimestampType);

  public static final HomeTable TABLE = new HomeTable("adapters", SCHEMA, List.of("id"), 1);

  private AdaptersTable() {}
}
