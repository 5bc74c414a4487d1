package dev.hone.transformers.examples;

import static org.apache.spark.sql.functions.bit_xor;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.xxhash64;

import dev.hone.examples.Components;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * The connected components of a graph in a table. A small graph is joined on the driver; a large
 * one stays on the executors, by alternating large-star and small-star operations (Kiveris et al.,
 * "Connected components in MapReduce and beyond", SoCC 2014), which need few rounds whatever the
 * components' shape.
 */
final class ConnectedComponents {
  static final StructType EDGES =
      new StructType().add("from", DataTypes.LongType).add("to", DataTypes.LongType);

  private static final StructType ROOTS =
      new StructType().add("key", DataTypes.LongType).add("root", DataTypes.LongType);

  /** So many edges take some 20 MB of the driver's memory; rounds on a cluster take seconds. */
  static final int MOST_ON_DRIVER = 250_000;

  /** A graph of a billion nodes needs fewer. */
  private static final int MOST_ROUNDS = 50;

  private ConnectedComponents() {}

  /**
   * A row {@code key, root} for every node that is in an edge; the root is the smallest node of its
   * component. Reads the edges before it returns.
   *
   * @param edges rows of {@link #EDGES}
   * @param mostOnDriver the number of edges up to which the driver joins them
   */
  static Dataset<Row> roots(Dataset<Row> edges, int mostOnDriver) {
    Dataset<Row> kept = held(edges);
    return kept.count() <= mostOnDriver ? onDriver(kept) : onCluster(kept);
  }

  private static Dataset<Row> onDriver(Dataset<Row> edges) {
    List<Row> rows = edges.collectAsList();
    Components components =
        Components.of(
            rows.stream().mapToLong(row -> row.getLong(0)).toArray(),
            rows.stream().mapToLong(row -> row.getLong(1)).toArray());
    return edges
        .sparkSession()
        .createDataFrame(
            Arrays.stream(components.keys())
                .mapToObj(key -> RowFactory.create(key, components.root(key)))
                .toList(),
            ROOTS);
  }

  private static Dataset<Row> onCluster(Dataset<Row> edges) {
    Dataset<Row> stars = edges;
    Row before = RowFactory.create(-1L, 0L);
    for (int round = 0; round < MOST_ROUNDS; round++) {
      stars = held(smallStar(largeStar(stars)));
      Row now = stars.agg(count(lit(1)), bit_xor(xxhash64(col("from"), col("to")))).head();
      if (now.equals(before)) {
        Dataset<Row> leaves = stars.select(col("from").as("key"), col("to").as("root"));
        return leaves.union(leaves.select(col("root").as("key"), col("root")).distinct());
      }
      before = now;
    }
    throw new IllegalStateException(
        "The components of a graph were not found in " + MOST_ROUNDS + " rounds.");
  }

  /** Joins every node's larger neighbours to its smallest one: edges from larger to smaller. */
  private static Dataset<Row> largeStar(Dataset<Row> edges) {
    Dataset<Row> both = edges.union(edges.select(col("to").as("from"), col("from").as("to")));
    return both.withColumn("least", least(col("from"), smallestOf("to", "from")))
        .filter(col("to").gt(col("from")))
        .select(col("to").as("from"), col("least").as("to"))
        .distinct();
  }

  /** Joins every node and its smaller neighbours to its smallest one. */
  private static Dataset<Row> smallStar(Dataset<Row> edges) {
    Dataset<Row> least = edges.withColumn("least", smallestOf("to", "from"));
    return least
        .filter(col("to").notEqual(col("least")))
        .select(col("to").as("from"), col("least").as("to"))
        .union(least.select(col("from"), col("least").as("to")))
        .distinct();
  }

  private static Column smallestOf(String column, String by) {
    return min(column).over(Window.partitionBy(by));
  }

  /** Kept with the executors until nothing refers to it; the plan above it starts anew. */
  private static Dataset<Row> held(Dataset<Row> rows) {
    JavaRDD<Row> held = rows.javaRDD().persist(StorageLevel.MEMORY_AND_DISK());
    return rows.sparkSession().createDataFrame(held, EDGES);
  }
}
