package dev.hone.transformers.examples;

import dev.hone.spark.calls.Calls;
import dev.hone.spark.procedures.Arguments;
import dev.hone.spark.procedures.HoneProcedure;
import dev.hone.transformers.labels.LabelFromLogs;
import java.util.TreeMap;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.procedures.ProcedureParameter;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * {@code CALL hone.make_examples(calls => .., into => ..)}: makes and filters examples, finds their
 * tasks, dedupes, splits, prunes and labels them, as the stages of those names do with their
 * defaults, into a Delta table that it makes anew. The table's column {@code prompt} keeps the
 * prune rules for the tuner.
 */
public final class MakeExamplesProcedure implements HoneProcedure {
  @Override
  public String name() {
    return "make_examples";
  }

  @Override
  public ProcedureParameter[] parameters() {
    return new ProcedureParameter[] {
      ProcedureParameter.in("calls", DataTypes.StringType)
          .comment("a table of calls, or a request log")
          .build(),
      ProcedureParameter.in("into", DataTypes.StringType).comment("the table to make").build(),
      ProcedureParameter.in("test_share", DataTypes.DoubleType)
          .defaultValue(Double.toString(new SplitExamples().getTestShare()) + "D")
          .comment("share of the examples held out of training")
          .build(),
    };
  }

  @Override
  public StructType output() {
    return new StructType()
        .add("calls", DataTypes.LongType, false)
        .add("train", DataTypes.LongType, false)
        .add("test", DataTypes.LongType, false)
        .add("dropped", DataTypes.createMapType(DataTypes.StringType, DataTypes.LongType), false);
  }

  @Override
  public Row run(SparkSession spark, Arguments arguments) {
    String table = arguments.text("into");
    Dataset<Row> calls = Calls.read(spark, arguments.text("calls"));
    PipelineStage[] stages = {
      new MakeExamples(),
      new FilterExamples(),
      new AssignTasks(),
      new DedupeExamples(),
      new SplitExamples().setTestShare(arguments.real("test_share")),
      new PruneExamples(),
      new LabelFromLogs()
    };
    new Pipeline()
        .setStages(stages)
        .fit(calls)
        .transform(calls)
        .write()
        .format("delta")
        .mode("overwrite")
        .option("overwriteSchema", true)
        .saveAsTable(table);
    return counts(spark.table(table));
  }

  private static Row counts(Dataset<Row> examples) {
    long total = 0;
    long train = 0;
    long test = 0;
    TreeMap<String, Long> dropped = new TreeMap<>();
    for (Row row : examples.groupBy("dropped", "split").count().collectAsList()) {
      long rows = row.getLong(2);
      total += rows;
      if (!row.isNullAt(0)) {
        dropped.merge(row.getString(0), rows, Long::sum);
      } else if ("test".equals(row.getString(1))) {
        test += rows;
      } else {
        train += rows;
      }
    }
    return RowFactory.create(
        total, train, test, scala.jdk.javaapi.CollectionConverters.asScala(dropped));
  }
}
