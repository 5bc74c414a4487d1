package dev.hone.spark.home;

import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Answers: what a model said to the request of an example, or why it said nothing. */
public final class AnswersTable {
  public static final StructType SCHEMA =
      new StructType()
          .add("example_id", DataTypes.StringType, false)
          .add("model", DataTypes.StringType, false)
          .add("adapter_id", DataTypes.StringType)
          .add("answer_text", DataTypes.StringType)
          .add("answer_error", DataTypes.StringType)
          .add("finish_reason", DataTypes.StringType)
          .add("input_tokens", DataTypes.LongType)
          .add("output_tokens", DataTypes.LongType)
          .add("seconds", DataTypes.DoubleType)
          .add("ts", DataTypes.TimestampType);

  public static final HomeTable TABLE =
      new HomeTable("answers", SCHEMA, List.of("example_id", "model"), 1);

  private AnswersTable() {}
}
