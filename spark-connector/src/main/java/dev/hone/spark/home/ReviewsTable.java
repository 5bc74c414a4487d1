package dev.hone.spark.home;

import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Reviews: what people said of answers. */
public final class ReviewsTable {
  public static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType, false)
          .add("example_id", DataTypes.StringType, false)
          .add("model", DataTypes.StringType)
          .add("reviewer", DataTypes.StringType)
          .add("decision", DataTypes.StringType)
          .add("answer", MessageRows.MESSAGE)
          .add("note", DataTypes.StringType)
          .add("ts", DataTypes.TimestampType);

  public static final HomeTable TABLE = new HomeTable("reviews", SCHEMA, List.of("id"), 1);

  private ReviewsTable() {}
}
