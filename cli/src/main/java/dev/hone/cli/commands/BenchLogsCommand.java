package dev.hone.cli.commands;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import dev.hone.HoneException;
import dev.hone.cli.samples.SupportDesk;
import dev.hone.spark.calls.Calls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hone bench logs}. */
@Command(
    name = "logs",
    description = {
      "Reads the same rows of a log as logged calls and by Spark's own from_json, in turns, and"
          + " prints both times.",
      "from_json is given the schema of a chat completion and does nothing else: no dialects, no"
          + " tool calls in one shape, no ids."
    })
final class BenchLogsCommand implements Callable<Integer> {
  /** What a chat completion's request holds that a reader of logs needs. */
  private static final String REQUEST =
      "model STRING, messages ARRAY<STRUCT<role STRING, content STRING, name STRING, tool_calls"
          + " ARRAY<STRUCT<id STRING, type STRING, function STRUCT<name STRING, arguments"
          + " STRING>>>, tool_call_id STRING, refusal STRING>>, tools STRING, tool_choice STRING,"
          + " response_format STRING, temperature DOUBLE, top_p DOUBLE, n INT, stop STRING,"
          + " max_tokens INT, max_completion_tokens INT, seed LONG, user STRING, metadata"
          + " MAP<STRING, STRING>";

  private static final String RESPONSE =
      "id STRING, object STRING, created LONG, model STRING, choices ARRAY<STRUCT<index INT,"
          + " message STRUCT<role STRING, content STRING, refusal STRING, tool_calls"
          + " ARRAY<STRUCT<id STRING, type STRING, function STRUCT<name STRING, arguments"
          + " STRING>>>>, finish_reason STRING>>, usage STRUCT<prompt_tokens LONG,"
          + " completion_tokens LONG, total_tokens LONG, prompt_tokens_details STRUCT<cached_tokens"
          + " LONG>, completion_tokens_details STRUCT<reasoning_tokens LONG>>";

  private static final double NANOS_A_MICRO = 1e3;

  private static final com.sun.management.OperatingSystemMXBean CPU =
      ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);

  private final Console console;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description =
          "JSON Lines with the texts 'request' and 'response'; left out, the sample log of seed 1.")
  private String file = "";

  @Option(names = "--rows", description = "Rows to read (default ${DEFAULT-VALUE}).")
  private long rows = 50_000;

  @Option(names = "--times", description = "Times each is measured (default ${DEFAULT-VALUE}).")
  private int times = 7;

  BenchLogsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (rows < 1 || times < 1) {
      throw new IllegalArgumentException(
          "Invalid --rows " + rows + " or --times " + times + ": both must be at least 1.");
    }
    try (Session session = Session.open()) {
      Dataset<Row> log = log(session.spark()).cache();
      try {
        measure(session.spark(), log);
      } finally {
        log.unpersist();
      }
    }
    return Outcome.DONE;
  }

  private void measure(SparkSession spark, Dataset<Row> log) {
    Row size = log.agg(sum(length(col("request")).plus(length(col("response"))))).head();
    Dataset<Row> calls = Calls.read(log, "bench");
    Dataset<Row> parsed =
        log.select(
            from_json(col("request"), StructType.fromDDL(REQUEST)).as("request"),
            from_json(col("response"), StructType.fromDDL(RESPONSE)).as("response"));
    double[] hone = new double[times];
    double[] plain = new double[times];
    for (int i = 0; i < 2; i++) { // compiled and warm before anything counts
      nanos(parsed);
      nanos(calls);
    }
    for (int i = 0; i < times; i++) {
      plain[i] = nanos(parsed);
      hone[i] = nanos(calls);
    }
    double ours = median(hone) / rows / NANOS_A_MICRO;
    double theirs = median(plain) / rows / NANOS_A_MICRO;
    console
        .out()
        .println(
            String.format(
                Locale.ROOT,
                "%,d rows of %,d chars, %d cores, median of %d: logged calls %.1f us of CPU a row"
                    + " (%.1f to %.1f), from_json %.1f us (%.1f to %.1f), ratio %.2f",
                rows,
                size.getLong(0) / rows,
                spark.sparkContext().defaultParallelism(),
                times,
                ours,
                least(hone),
                most(hone),
                theirs,
                least(plain),
                most(plain),
                ours / theirs));
  }

  /** As many rows as asked for, each with a key of its own, on as many tasks as there are cores. */
  private Dataset<Row> log(SparkSession spark) {
    Dataset<Row> lines = file.isEmpty() ? sample(spark) : spark.read().json(file);
    List<String> names = Arrays.asList(lines.columns());
    if (!names.containsAll(List.of("request", "response"))) {
      throw new IllegalArgumentException(
          "Cannot measure '" + file + "': it lacks 'request' or 'response'; it has " + names + ".");
    }
    Dataset<Row> bodies =
        lines
            .select(col("request").cast("string"), col("response").cast("string"))
            .where("request IS NOT NULL AND response IS NOT NULL")
            .cache();
    long count = bodies.count();
    if (count == 0) {
      throw new HoneException("Log '" + file + "' has no rows with both bodies.");
    }
    return bodies
        .crossJoin(spark.range((rows + count - 1) / count))
        .limit((int) rows)
        .repartition(spark.sparkContext().defaultParallelism())
        .withColumn(
            "databricks_request_id",
            org.apache.spark.sql.functions.monotonically_increasing_id().cast("string"))
        .withColumn("status_code", lit(200));
  }

  private static Dataset<Row> sample(SparkSession spark) {
    try {
      Path folder = Files.createTempDirectory("hone-bench");
      try {
        SupportDesk.write(folder, 1);
        List<String> lines = Files.readAllLines(folder.resolve("calls.jsonl"));
        return spark
            .read()
            .options(Map.of("mode", "PERMISSIVE"))
            .json(spark.createDataset(lines, org.apache.spark.sql.Encoders.STRING()));
      } finally {
        try (Stream<Path> made = Files.walk(folder)) {
          for (Path path : made.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(path);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the sample log", e);
    }
  }

  /** The process's own CPU time, garbage collection included: others' load does not count. */
  private static double nanos(Dataset<Row> rows) {
    long start = CPU.getProcessCpuTime();
    rows.write().format("noop").mode("overwrite").save();
    return CPU.getProcessCpuTime() - start;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  private double least(double[] nanos) {
    return Arrays.stream(nanos).min().orElseThrow() / rows / NANOS_A_MICRO;
  }

  private double most(double[] nanos) {
    return Arrays.stream(nanos).max().orElseThrow() / rows / NANOS_A_MICRO;
  }
}
