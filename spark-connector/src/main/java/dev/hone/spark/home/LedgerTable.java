package dev.hone.spark.home;

import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The ledger: every paid call, so that none is paid twice. A row's {@code kind} is {@code bought},
 * {@code failed}, {@code lost} (asked by a process that died before the answer came), {@code asked}
 * (still in flight), {@code batch} (all that came of a batch was written down; the {@code entry_id}
 * ends in the provider's id for it) or {@code hits} (answers used again, counted; {@code cost_usd}
 * is then what that saved). The {@code key} is the SHA-256 of provider, model, canonical request
 * and sample: requests themselves are not kept.
 */
public final class LedgerTable {
  public static final StructType SCHEMA =
      new StructType()
          .add("entry_id", DataTypes.StringType, false)
          .add("kind", DataTypes.StringType, false)
          .add("key", DataTypes.StringType)
          .add("provider", DataTypes.StringType, false)
          .add("model", DataTypes.StringType, false)
          .add("sample", DataTypes.IntegerType, false)
          .add("stage", DataTypes.StringType, false)
          .add("answer_json", DataTypes.StringType)
          .add("answer_text", DataTypes.StringType)
          .add("error_kind", DataTypes.StringType)
          .add("error", DataTypes.StringType)
          .add("bought", DataTypes.IntegerType, false)
          .add("input_tokens", DataTypes.LongType)
          .add("output_tokens", DataTypes.LongType)
          .add("cached_tokens", DataTypes.LongType)
          .add("reasoning_tokens", DataTypes.LongType)
          .add("cost_usd", DataTypes.DoubleType)
          .add("hits", DataTypes.LongType, false)
          .add("ts", DataTypes.TimestampType, false);

  public static final HomeTable TABLE = new HomeTable("ledger", SCHEMA, List.of("entry_id"), 1);

  private LedgerTable() {}
}
