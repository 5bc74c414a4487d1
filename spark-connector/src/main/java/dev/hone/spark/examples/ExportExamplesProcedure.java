package dev.hone.spark.examples;

import dev.hone.spark.procedures.Arguments;
import dev.hone.spark.procedures.HoneProcedure;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.procedures.ProcedureParameter;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * {@code CALL hone.export_examples(examples => .., path => .., format => ..)}: writes training
 * files, as {@link Examples#write(org.apache.spark.sql.Dataset, String, WriteOptions)} does.
 */
public final class ExportExamplesProcedure implements HoneProcedure {
  @Override
  public String name() {
    return "export_examples";
  }

  @Override
  public ProcedureParameter[] parameters() {
    return new ProcedureParameter[] {
      ProcedureParameter.in("examples", DataTypes.StringType)
          .comment("a table of examples, or training files")
          .build(),
      ProcedureParameter.in("path", DataTypes.StringType)
          .comment("a folder to make, or one .jsonl file")
          .build(),
      ProcedureParameter.in("format", DataTypes.StringType)
          .comment("openai, openpipe, trl, axolotl, ...")
          .build(),
      ProcedureParameter.in("pruned", DataTypes.BooleanType)
          .defaultValue("false")
          .comment("write pruned prompts")
          .build(),
      ProcedureParameter.in("skip_invalid", DataTypes.BooleanType)
          .defaultValue("false")
          .comment("leave out rows that break a rule of the format, and count them")
          .build(),
    };
  }

  @Override
  public StructType output() {
    MapType counts = DataTypes.createMapType(DataTypes.StringType, DataTypes.LongType);
    return new StructType()
        .add("rows", counts, false)
        .add("dropped", counts, false)
        .add("skipped", counts, false)
        .add("left_out", counts, false);
  }

  @Override
  public Row run(SparkSession spark, Arguments arguments) {
    WrittenFiles written =
        Examples.write(
            Examples.open(spark, arguments.text("examples")),
            arguments.text("path"),
            new WriteOptions(
                arguments.text("format"),
                arguments.flag("pruned"),
                arguments.flag("skip_invalid")));
    return RowFactory.create(
        CollectionConverters.asScala(written.rows()),
        CollectionConverters.asScala(written.dropped()),
        CollectionConverters.asScala(written.skipped()),
        CollectionConverters.asScala(written.leftOut()));
  }
}
