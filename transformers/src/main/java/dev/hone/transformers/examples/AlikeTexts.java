package dev.hone.transformers.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.udf;

import dev.hone.examples.BucketPairs;
import dev.hone.examples.NearDuplicates;
import dev.hone.examples.TextSketch;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * {@link NearDuplicates} on a cluster. No row travels to the driver but, where they are few, the
 * pairs that are alike: see {@link ConnectedComponents}.
 */
final class AlikeTexts {
  /** What comes in: a key for every text, the text's words, and the scope it is compared in. */
  static final StructType TEXTS =
      new StructType()
          .add("key", DataTypes.LongType)
          .add("words", DataTypes.StringType)
          .add("scope", DataTypes.StringType);

  private static final StructType SKETCH =
      new StructType()
          .add("buckets", DataTypes.createArrayType(DataTypes.LongType, false))
          .add("bits0", DataTypes.LongType)
          .add("bits1", DataTypes.LongType)
          .add("pieces", DataTypes.BinaryType);

  private AlikeTexts() {}

  /**
   * The texts that are like others: {@code key, root}, where all of a group have the group's root.
   * Texts that are like no other are left out.
   *
   * @param texts rows of {@link #TEXTS}; those of one key have the same words
   */
  static Dataset<Row> roots(Dataset<Row> texts, NearDuplicates rule) {
    double similarity = rule.similarity();
    boolean sameNumbers = rule.sameNumbers();
    UDF2<String, String, Row> sketch =
        (words, scope) -> row(new NearDuplicates(similarity, sameNumbers).sketch(words, scope));
    UDF2<byte[], byte[], Boolean> alike =
        (pieces, others) -> new NearDuplicates(similarity, sameNumbers).alike(pieces, others);
    Dataset<Row> sketches =
        texts
            .groupBy("key")
            .agg(first("words").as("words"), first("scope").as("scope"))
            // Not deterministic in Catalyst's eyes: it must run once a row, not once a field.
            .select(
                col("key"),
                udf(sketch, SKETCH).asNondeterministic().apply(col("words"), col("scope")).as("s"))
            .select("key", "s.*")
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      Dataset<Row> pieces = sketches.select("key", "pieces");
      Dataset<Row> edges =
          pairs(sketches, similarity, sameNumbers)
              .join(pieces.toDF("from", "pieces"), "from")
              .join(pieces.toDF("to", "others"), "to")
              .filter(udf(alike, DataTypes.BooleanType).apply(col("pieces"), col("others")))
              .select("from", "to");
      return ConnectedComponents.roots(edges, ConnectedComponents.MOST_ON_DRIVER);
    } finally {
      sketches.unpersist();
    }
  }

  /** Pairs that may be alike, each once: {@code from, to}. */
  private static Dataset<Row> pairs(Dataset<Row> sketches, double similarity, boolean sameNumbers) {
    MapPartitionsFunction<Row, Row> pairs =
        rows -> new Pairs(rows, new NearDuplicates(similarity, sameNumbers).bucketPairs());
    return sketches
        .select(explode(col("buckets")).as("bucket"), col("key"), col("bits0"), col("bits1"))
        .repartition(col("bucket"))
        .sortWithinPartitions("bucket", "key")
        .mapPartitions(pairs, Encoders.row(ConnectedComponents.EDGES))
        .dropDuplicates();
  }

  private static Row row(TextSketch sketch) {
    return RowFactory.create(sketch.buckets(), sketch.bits0(), sketch.bits1(), sketch.pieces());
  }

  /** The pairs of sorted rows {@code bucket, key, bits0, bits1}, a few of them held at a time. */
  private static final class Pairs implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final BucketPairs buckets;
    private final Deque<Row> found = new ArrayDeque<>();

    Pairs(Iterator<Row> rows, BucketPairs buckets) {
      this.rows = rows;
      this.buckets = buckets;
    }

    @Override
    public boolean hasNext() {
      while (found.isEmpty() && rows.hasNext()) {
        Row row = rows.next();
        buckets.add(
            row.getLong(0),
            row.getLong(1),
            row.getLong(2),
            row.getLong(3),
            (key, other) -> found.add(RowFactory.create(key, other)));
      }
      return !found.isEmpty();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return found.remove();
    }
  }
}
