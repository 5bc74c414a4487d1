package dev.hone.estimators.adapters;

import dev.hone.examples.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * The rows to train on, as the training task reads them, and how many of all rows they are.
 *
 * @param rows prompt, label, tools, weight and split of every row that is in
 * @param left rows left out, by reason
 */
record TrainingRows(Dataset<Row> rows, long train, long test, TreeMap<String, Long> left)
    implements AutoCloseable {
  static final int PROMPT = 0;
  static final int LABEL = 1;
  static final int TOOLS = 2;
  static final int WEIGHT = 3;
  static final int SPLIT = 4;
  private static final String OUT = "out";

  /**
   * Reads the input once: what is kept stays cached until {@link #close}.
   *
   * @param split the column of the split, or null to train on all rows
   */
  static TrainingRows read(
      Dataset<?> input,
      String prompt,
      String label,
      @Nullable String tools,
      @Nullable String weight,
      @Nullable String split,
      @Nullable String dropped) {
    Column side = split == null ? functions.lit(Example.TRAIN) : input.col(quoted(split));
    Column known = side.isin(Example.TRAIN, Example.TEST);
    Column reason =
        functions.coalesce(
            dropped == null ? none() : input.col(quoted(dropped)),
            functions.when(input.col(quoted(label)).isNull(), "no label"),
            functions.when(
                functions
                    .coalesce(functions.size(input.col(quoted(prompt))), functions.lit(0))
                    .leq(0),
                "no prompt"),
            functions.when(side.isNull(), "no split"),
            functions.when(functions.not(known), functions.concat(functions.lit("split "), side)));
    Dataset<Row> all =
        input.select(
            input.col(quoted(prompt)).as("prompt"),
            input.col(quoted(label)).as("label"),
            (tools == null ? none() : input.col(quoted(tools))).as("tools"),
            functions
                .coalesce(
                    (weight == null ? functions.lit(1.0) : input.col(quoted(weight)))
                        .cast(DataTypes.DoubleType),
                    functions.lit(1.0))
                .as("weight"),
            side.as("split"),
            reason.as(OUT));
    all.persist(org.apache.spark.storage.StorageLevel.MEMORY_AND_DISK());
    long train = 0;
    long test = 0;
    TreeMap<String, Long> left = new TreeMap<>();
    for (Row count : all.groupBy("split", OUT).count().collectAsList()) {
      long rows = count.getLong(2);
      if (!count.isNullAt(1)) {
        left.merge(count.getString(1), rows, Long::sum);
      } else if (count.getString(0).equals(Example.TRAIN)) {
        train += rows;
      } else {
        test += rows;
      }
    }
    return new TrainingRows(all, train, test, left);
  }

  /** The rows that are in, all in one partition. */
  Dataset<Row> inOnePartition() {
    return rows.where(functions.col(OUT).isNull()).drop(OUT).coalesce(1);
  }

  /**
   * @throws IllegalArgumentException if there is nothing to train on, or a split without test rows
   */
  void requireBothSides(@Nullable String split) {
    List<String> missing = new ArrayList<>();
    if (train == 0) {
      missing.add(Example.TRAIN);
    }
    if (test == 0 && split != null) {
      missing.add(Example.TEST);
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "No rows in split "
              + missing
              + ": of "
              + (train + test + left.values().stream().mapToLong(Long::longValue).sum())
              + " rows, "
              + train
              + " are to train on, "
              + test
              + " to test on, left out "
              + left
              + ". "
              + (split == null
                  ? "Give the tuner rows that are not dropped and have a label."
                  : "Give more calls, drop fewer, or change the share that is split off for"
                      + " tests; set splitCol to '' to train on all rows without a held-out loss."));
    }
  }

  @Override
  public void close() {
    rows.unpersist();
  }

  private static Column none() {
    return functions.lit(null).cast(DataTypes.StringType);
  }

  private static String quoted(String column) {
    return "`" + column.replace("`", "``") + "`";
  }
}
