package dev.hone.spark.home;

import dev.hone.labels.LabelStep;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The steps by which labels were made anew: drafts, reviews, checks, rewrites, verdicts, and what
 * each took. Holds what models said of logged texts, and so texts of persons.
 */
public final class LabelStepsTable {
  /** One step, as stages carry it beside its row. */
  public static final StructType STEP =
      new StructType()
          .add("example_id", DataTypes.StringType)
          .add("step", DataTypes.IntegerType)
          .add("kind", DataTypes.StringType)
          .add("round", DataTypes.IntegerType)
          .add("agent", DataTypes.StringType)
          .add("said", MessageRows.MESSAGE)
          .add("outcome", DataTypes.StringType)
          .add("failed", DataTypes.createArrayType(DataTypes.StringType))
          .add("reason", DataTypes.StringType)
          .add("calls", DataTypes.LongType)
          .add("input_tokens", DataTypes.LongType)
          .add("output_tokens", DataTypes.LongType)
          .add("cost_usd", DataTypes.DoubleType);

  public static final StructType SCHEMA = STEP.add("ts", DataTypes.TimestampType);

  public static final HomeTable TABLE =
      new HomeTable("label_steps", SCHEMA, List.of("example_id", "step"), 1);

  private LabelStepsTable() {}

  /** The step as a {@link #STEP} struct. */
  public static Row toRow(LabelStep step) {
    return RowFactory.create(
        step.exampleId(),
        step.step(),
        step.kind(),
        step.round(),
        step.agent(),
        MessageRows.toNullableRow(step.said()),
        step.outcome(),
        CollectionConverters.asScala(step.failed()).toSeq(),
        step.reason(),
        step.spent().calls(),
        step.spent().inputTokens(),
        step.spent().outputTokens(),
        step.spent().usd());
  }
}
