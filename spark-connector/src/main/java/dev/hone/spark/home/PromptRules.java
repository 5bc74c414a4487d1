package dev.hone.spark.home;

import dev.hone.adapters.PromptEdits;
import dev.hone.examples.PruneRules;
import dev.hone.redaction.Redaction;
import java.util.Arrays;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructType;

/**
 * What was done to a column of prompts, in the column's metadata, where a tuner finds it: what
 * personal data was masked, and the rules the prompts were pruned by. Metadata lives as long as the
 * DataFrame does: select, filter and a Delta table of its own keep it; a home's tables do not,
 * because they hold many runs with rules of their own. Put it back with {@link
 * dev.hone.spark.home.Home#readRun} followed by {@code prompt.as("prompt", metadata)}.
 */
public final class PromptRules {
  /** Key of the column's metadata; its value is {@link PruneRules#toJson}. */
  public static final String METADATA_KEY = "hone.prune_rules";

  /** Key of the column's metadata; its value is {@link Redaction#toJson}. */
  public static final String REDACTION_KEY = "hone.redaction";

  private PromptRules() {}

  /** The rows with the column marked as edited so; nothing else changes. */
  public static Dataset<Row> attach(Dataset<Row> rows, String column, PromptEdits edits) {
    return rows.withMetadata(column, metadata(edits));
  }

  /** The metadata of a column edited so. */
  public static Metadata metadata(PromptEdits edits) {
    MetadataBuilder metadata = new MetadataBuilder();
    if (!edits.redaction().modes().isEmpty()) {
      metadata.putString(REDACTION_KEY, edits.redaction().toJson());
    }
    if (!edits.pruning().isEmpty()) {
      metadata.putString(METADATA_KEY, edits.pruning().toJson());
    }
    return metadata.build();
  }

  /**
   * What the column's metadata says; nothing where there is no metadata.
   *
   * @throws IllegalArgumentException if there is no such column, or its metadata is something else
   */
  public static PromptEdits of(StructType schema, String column) {
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
    return new PromptEdits(
        metadata.contains(REDACTION_KEY)
            ? Redaction.fromJson(metadata.getString(REDACTION_KEY))
            : Redaction.none(),
        metadata.contains(METADATA_KEY)
            ? PruneRules.fromJson(metadata.getString(METADATA_KEY))
            : PruneRules.none());
  }
}
