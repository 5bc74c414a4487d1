package dev.hone.cli.commands;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import dev.hone.chat.Message;
import dev.hone.cli.samples.AlikeDocuments;
import dev.hone.examples.Components;
import dev.hone.examples.NearDuplicates;
import dev.hone.examples.Slots;
import dev.hone.spark.home.MessageRows;
import dev.hone.transformers.examples.DedupeExamples;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.spark.ml.feature.HashingTF;
import org.apache.spark.ml.feature.MinHashLSH;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hone bench dedupe}. */
@Command(
    name = "dedupe",
    description = {
      "Dedupes generated calls, four in ten of them edits of one another, and prints documents a second by number of rows,",
      "precision and recall against comparing all with all, and the time of Spark MLlib's MinHashLSH on the same rows."
    })
final class BenchDedupeCommand implements Callable<Integer> {
  private static final double NANOS = 1e9;

  private static final com.sun.management.OperatingSystemMXBean CPU =
      ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);

  /** A system message that all share, longer than what differs. */
  private static final String POLICY =
      "You answer letters to a shop. Be brief, be polite, never promise a refund above one hundred"
          + " euros and escalate legal threats to a person. ";

  private static final int POLICY_TIMES = 8;

  /** Four tables of one hash let 99% of the pairs at Jaccard 0.7 meet, as Hone's bands do. */
  private static final int MLLIB_TABLES = 4;

  private static final int MLLIB_FEATURES = 1 << 18;
  private static final int PIECE_CHARS = 5;

  private final Console console;

  @Option(
      names = "--rows",
      split = ",",
      description = "Numbers of rows to dedupe, one after another (default ${DEFAULT-VALUE}).")
  private List<Integer> rows = List.of(10_000, 20_000);

  @Option(
      names = "--sample",
      description =
          "Rows that are compared all with all; 0 leaves it out (default ${DEFAULT-VALUE}).")
  private int sample = 2_000;

  @Option(
      names = "--mllib-rows",
      description = "Rows that MLlib joins too; 0 leaves it out (default ${DEFAULT-VALUE}).")
  private int mllibRows = 2_000;

  @Option(
      names = "--similarity",
      description = "Jaccard similarity of five-character pieces (default ${DEFAULT-VALUE}).")
  private double similarity = 0.7;

  @Option(names = "--seed", description = "Of the documents (default ${DEFAULT-VALUE}).")
  private long seed = 1;

  BenchDedupeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (rows.stream().anyMatch(count -> count < 1) || sample < 0 || mllibRows < 0) {
      throw new IllegalArgumentException(
          "Invalid --rows "
              + rows
              + ", --sample "
              + sample
              + " or --mllib-rows "
              + mllibRows
              + ": no number of rows is negative, and --rows are 1 or more.");
    }
    NearDuplicates rule = new NearDuplicates(similarity, false);
    try (Session session = Session.open()) {
      SparkSession spark = session.spark();
      seconds(spark, Math.min(2_000, rows.get(0))); // classes loaded and plans compiled
      double first = 0;
      for (int count : rows) {
        Seconds took = seconds(spark, count);
        double each = took.cpu() / count;
        first = first == 0 ? each : first;
        say(
            String.format(
                Locale.ROOT,
                "%,d documents: %.1f s, %,.0f documents/s on %d cores; %.1f s of CPU, %,.0f"
                    + " documents a CPU second; %.2f times the CPU a document of the first",
                count,
                took.wall(),
                count / took.wall(),
                spark.sparkContext().defaultParallelism(),
                took.cpu(),
                count / took.cpu(),
                each / first));
      }
      if (sample > 0) {
        compareWithAll(spark, rule);
      }
      if (mllibRows > 0) {
        compareWithMllib(spark);
      }
    }
    return Outcome.DONE;
  }

  private DedupeExamples stage() {
    return new DedupeExamples().setSimilarity(similarity).setSameNumbers(false);
  }

  /** Of the wall clock and of this process's CPU time, which the load of others does not change. */
  private record Seconds(double wall, double cpu) {}

  private Seconds seconds(SparkSession spark, int count) {
    Dataset<Row> calls = calls(spark, count).cache();
    try {
      calls.count();
      long start = System.nanoTime();
      long cpu = CPU.getProcessCpuTime();
      stage().transform(calls).write().format("noop").mode("overwrite").save();
      return new Seconds(
          (System.nanoTime() - start) / NANOS, (CPU.getProcessCpuTime() - cpu) / NANOS);
    } finally {
      calls.unpersist();
    }
  }

  private void compareWithAll(SparkSession spark, NearDuplicates rule) {
    AlikeDocuments documents = new AlikeDocuments(seed);
    List<byte[]> pieces =
        IntStream.range(0, sample)
            .mapToObj(
                number -> rule.sketch(Slots.words("user " + documents.text(number)), null).pieces())
            .toList();
    Collection<long[]> alike =
        IntStream.range(0, sample)
            .parallel()
            .boxed()
            .flatMap(
                i ->
                    IntStream.range(0, i)
                        .filter(j -> rule.alike(pieces.get(i), pieces.get(j)))
                        .mapToObj(j -> new long[] {j, i}))
            .toList();
    Components components =
        Components.of(
            alike.stream().mapToLong(edge -> edge[0]).toArray(),
            alike.stream().mapToLong(edge -> edge[1]).toArray());
    Set<Long> truth = new HashSet<>(); // the earliest, which is the root, is kept
    LongStream.of(components.keys()).filter(key -> components.root(key) != key).forEach(truth::add);
    Set<Long> dropped = new HashSet<>();
    stage()
        .transform(calls(spark, sample))
        .filter(col("dropped").isNotNull())
        .select("number")
        .collectAsList()
        .forEach(row -> dropped.add(row.getLong(0)));
    Set<Long> both = new HashSet<>(dropped);
    both.retainAll(truth);
    say(
        String.format(
            Locale.ROOT,
            "%,d documents against all %,d pairs at Jaccard %.2f: precision %.4f, recall %.4f (%,d"
                + " near-duplicates of earlier ones, %,d dropped)",
            sample,
            (long) sample * (sample - 1) / 2,
            similarity,
            both.size() / (double) Math.max(1, dropped.size()),
            both.size() / (double) Math.max(1, truth.size()),
            truth.size(),
            dropped.size()));
    Map<Long, Long> clusters = new HashMap<>();
    for (long number = 0; number < sample; number++) {
      clusters.merge(documents.cluster(number), 1L, Long::sum);
    }
    say(
        String.format(
            Locale.ROOT,
            "  the generator made %,d edits of others; those edited most are below the similarity",
            sample - clusters.size()));
  }

  private void compareWithMllib(SparkSession spark) {
    Dataset<Row> calls = calls(spark, mllibRows);
    UDF1<String, String[]> pieces = BenchDedupeCommand::pieces;
    Dataset<Row> features =
        new HashingTF()
            .setBinary(true)
            .setNumFeatures(MLLIB_FEATURES)
            .setInputCol("pieces")
            .setOutputCol("features")
            .transform(
                calls.select(
                    col("number"),
                    udf(pieces, DataTypes.createArrayType(DataTypes.StringType))
                        .apply(col("text"))
                        .as("pieces")))
            .select("number", "features")
            .cache();
    try {
      features.count(); // making them is not counted
      long start = CPU.getProcessCpuTime();
      long pairs =
          new MinHashLSH()
              .setNumHashTables(MLLIB_TABLES)
              .setSeed(seed)
              .setInputCol("features")
              .setOutputCol("hashes")
              .fit(features)
              .approxSimilarityJoin(features, features, 1 - similarity, "distance")
              .filter("datasetA.number < datasetB.number")
              .count();
      double theirs = (CPU.getProcessCpuTime() - start) / NANOS;
      double ours = seconds(spark, mllibRows).cpu();
      say(
          String.format(
              Locale.ROOT,
              "%,d documents: MLlib's MinHashLSH finds %,d pairs in %.1f s of CPU, Hone dedupes in %.1f:"
                  + " %.1f times as fast",
              mllibRows,
              pairs,
              theirs,
              ours,
              theirs / ours));
    } finally {
      features.unpersist();
    }
  }

  private static String[] pieces(String text) {
    List<String> pieces = new ArrayList<>();
    for (int i = 0; i + PIECE_CHARS <= text.length(); i++) {
      pieces.add(text.substring(i, i + PIECE_CHARS));
    }
    return pieces.stream().distinct().toArray(String[]::new);
  }

  /** Calls in the columns that the stage reads, the earlier the lower their number. */
  private Dataset<Row> calls(SparkSession spark, int count) {
    long ofDocuments = seed;
    UDF1<Long, String> text = number -> new AlikeDocuments(ofDocuments).text(number);
    UDF1<String, scala.collection.Seq<Row>> messages =
        said ->
            MessageRows.toRows(
                Arrays.asList(Message.system(POLICY.repeat(POLICY_TIMES)), Message.user(said)));
    return spark
        .range(count)
        .withColumnRenamed("id", "number")
        .repartition(spark.sparkContext().defaultParallelism())
        .withColumn("text", udf(text, DataTypes.StringType).apply(col("number")))
        .selectExpr(
            "number",
            "text",
            "sha2(cast(number AS string), 256) AS id",
            "timestamp_millis(1700000000000 + number) AS ts",
            "1L AS weight",
            "cast(null AS string) AS dropped")
        .withColumn("messages", udf(messages, MessageRows.MESSAGES).apply(col("text")));
  }

  private void say(String line) {
    console.out().println(line);
  }
}
