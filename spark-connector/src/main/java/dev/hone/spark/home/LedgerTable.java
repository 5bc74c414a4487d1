package dev.hone.spark.home;

import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The ledger: every paid call, so that none is paid twice. The key is the SHA-256 of provider,
 * model, canonical request and sampling index.
 */
public final class LedgerTable {
  public static final StructType SCHEMA =
      new StructType()
          .add("key", DataTypes.StringType, false)
          .add("provider", DataTypes.StringType, false)
          .add("model", DataTypes.StringType, false)
          .add("sampling_index", DataTypes.IntegerType, false)
          .add("request_json", DataTypes.StringType, false)
          .add("response_json", DataTypes.StringType)
          .add("error", DataTypes.StringType)
          .add("input_tokens", DataTypes.LongType)
          .add("output_tokens", DataTypes.LongType)
          .add("cost_usd", DataTypes.DoubleType)
          .add("ts", DataTypes.TimestampType);

  public static final HomeTable TABLE = new HomeTable("ledger", SCHEMA, List.of("key"), 1);

  private LedgerTable() {}
}
