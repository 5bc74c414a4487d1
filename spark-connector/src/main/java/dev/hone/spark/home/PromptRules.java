package dev.hone.spark.home;

import dev.hone.examples.PruneRules;
import java.util.Arrays;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructType;

/**
 * The rules that a prompt column was pruned by, in the column's metadata, where a tuner finds them.
 * Metadata lives as long as the DataFrame does: select, filter and a Delta table of its own keep
 * it; a home's tables do not, because they hold many runs with rules of their own. Put them back
 * with {@link dev.hone.spark.home.Home#readRun} followed by {@code prompt.as("prompt", metadata)}.
 */
public final class PromptRules {
  /** Key of the column's metadata; its value is {@link PruneRules#toJson}. */
  public static final String METADATA_KEY = "hone.prune_rules";

  private PromptRules() {}

  /** The rows with the column marked as pruned by these rules; nothing else changes. */
  public static Dataset<Row> attach(Dataset<Row> rows, String column, PruneRules rules) {
    return rows.withMetadata(column, metadata(rules));
  }

  /** The metadata of a column pruned by these rules. */
  public static Metadata metadata(PruneRules rules) {
    return new MetadataBuilder().putString(METADATA_KEY, rules.toJson()).build();
  }

  /**
   * The rules in the column's metadata; none where there is no metadata.
   *
   * @throws IllegalArgumentException if there is no such column, or its metadata is not rules
   */
  public static PruneRules of(StructType schema, String column) {
    int index = Arrays.asList(schema.fieldNames()).indexOf(column);
    if (index < 0) {
      throw new IllegalArgumentException(
          "Cannot find column '"
              + column
              + "'; there are "
              + Arrays.toString(schema.fieldNames())
              + ".");
    }
    Metadata metadata = schema.fields()[index].metadata();
    return metadata.contains(METADATA_KEY)
        ? PruneRules.fromJson(metadata.getString(METADATA_KEY))
        : PruneRules.none();
  }
}
