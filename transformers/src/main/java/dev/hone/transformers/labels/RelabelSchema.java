package dev.hone.transformers.labels;

import dev.hone.labels.Label;
import dev.hone.labels.Relabelled;
import dev.hone.spark.home.LabelStepsTable;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.params.InputSchema;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** The columns that relabelling adds to its rows. */
final class RelabelSchema {
  /** The model that made the label; null where it is the logged one. */
  static final String AUTHOR = "label_author";

  /** What was done; null where nothing was. */
  static final String RELABELLING = "relabelling";

  static final StructType STRUCT =
      new StructType()
          .add("decision", DataTypes.StringType)
          .add("replaced", DataTypes.BooleanType)
          .add("stopped", DataTypes.StringType)
          .add("confidence", DataTypes.DoubleType)
          .add("calls", DataTypes.LongType)
          .add("input_tokens", DataTypes.LongType)
          .add("output_tokens", DataTypes.LongType)
          .add("cost_usd", DataTypes.DoubleType)
          .add("steps", DataTypes.createArrayType(LabelStepsTable.STEP));

  private RelabelSchema() {}

  static StructType added(StructType schema, String labelCol) {
    StructType added = schema;
    added = InputSchema.with(added, labelCol, MessageRows.MESSAGE, Metadata.empty());
    added = InputSchema.with(added, LabelFromLogs.ORIGIN, DataTypes.StringType, Metadata.empty());
    added = InputSchema.with(added, AUTHOR, DataTypes.StringType, Metadata.empty());
    return InputSchema.with(added, RELABELLING, STRUCT, Metadata.empty());
  }

  static String origin(Relabelled relabelled) {
    return relabelled.decision().replaced() ? Label.RELABELLED : Label.LOGGED;
  }

  static Row toRow(Relabelled relabelled) {
    return RowFactory.create(
        relabelled.decision().text(),
        relabelled.decision().replaced(),
        relabelled.stopped().text(),
        relabelled.confidence(),
        relabelled.spent().calls(),
        relabelled.spent().inputTokens(),
        relabelled.spent().outputTokens(),
        relabelled.spent().usd(),
        CollectionConverters.asScala(
                relabelled.steps().stream().map(LabelStepsTable::toRow).toList())
            .toSeq());
  }
}
