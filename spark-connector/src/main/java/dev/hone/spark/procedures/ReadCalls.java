package dev.hone.spark.procedures;

import dev.hone.spark.calls.Calls;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.procedures.ProcedureParameter;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * {@code CALL hone.read_calls(log => .., into => ..)}: reads a request log, a table or JSON Lines,
 * as calls, into a Delta table that it makes anew.
 */
public final class ReadCalls implements HoneProcedure {
  @Override
  public String name() {
    return "read_calls";
  }

  @Override
  public ProcedureParameter[] parameters() {
    return new ProcedureParameter[] {
      ProcedureParameter.in("log", DataTypes.StringType)
          .comment("a table's name, the path of a Delta table, or JSON Lines")
          .build(),
      ProcedureParameter.in("into", DataTypes.StringType).comment("the table to make").build(),
    };
  }

  @Override
  public StructType output() {
    return new StructType()
        .add("calls", DataTypes.LongType, false)
        .add("complete", DataTypes.LongType, false)
        .add("unreadable", DataTypes.LongType, false);
  }

  @Override
  public Row run(SparkSession spark, Arguments arguments) {
    String table = arguments.text("into");
    Calls.read(spark, arguments.text("log"))
        .write()
        .format("delta")
        .mode("overwrite")
        .option("overwriteSchema", true)
        .saveAsTable(table);
    Row counts =
        spark
            .table(table)
            .agg(
                functions.count_if(functions.col("unreadable").isNull()),
                functions.count_if(functions.col("incomplete").isNull()),
                functions.count_if(functions.col("unreadable").isNotNull()))
            .head();
    return RowFactory.create(counts.getLong(0), counts.getLong(1), counts.getLong(2));
  }
}
