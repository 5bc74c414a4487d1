package dev.hone.spark.examples;

import dev.hone.spark.procedures.Arguments;
import dev.hone.spark.procedures.HoneProcedure;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.procedures.ProcedureParameter;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * {@code CALL hone.import_examples(files => .., into => ..)}: reads training files, as {@link
 * Examples#read(SparkSession, String, String)} does, into a Delta table that it makes anew.
 */
public final class ImportExamplesProcedure implements HoneProcedure {
  @Override
  public String name() {
    return "import_examples";
  }

  @Override
  public ProcedureParameter[] parameters() {
    return new ProcedureParameter[] {
      ProcedureParameter.in("files", DataTypes.StringType)
          .comment("a training file, or a folder of them")
          .build(),
      ProcedureParameter.in("into", DataTypes.StringType).comment("the table to make").build(),
      ProcedureParameter.in("format", DataTypes.StringType)
          .defaultValue("NULL")
          .comment("how to read them; told from the rows where it is not given")
          .build(),
    };
  }

  @Override
  public StructType output() {
    return new StructType()
        .add("rows", DataTypes.LongType, false)
        .add("kept", DataTypes.LongType, false)
        .add("dropped", DataTypes.LongType, false);
  }

  @Override
  public Row run(SparkSession spark, Arguments arguments) {
    String table = arguments.text("into");
    Examples.read(spark, arguments.text("files"), arguments.textOrNull("format"))
        .write()
        .format("delta")
        .mode("overwrite")
        .option("overwriteSchema", true)
        .saveAsTable(table);
    Row counts =
        spark
            .table(table)
            .agg(
                functions.count(functions.lit(1)),
                functions.count_if(functions.col("dropped").isNull()),
                functions.count_if(functions.col("dropped").isNotNull()))
            .head();
    return RowFactory.create(counts.getLong(0), counts.getLong(1), counts.getLong(2));
  }
}
