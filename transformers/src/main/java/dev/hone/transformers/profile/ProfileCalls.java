package dev.hone.transformers.profile;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import dev.hone.HoneException;
import dev.hone.calls.Price;
import dev.hone.calls.PriceTable;
import dev.hone.profile.LogProfile;
import dev.hone.profile.TaskKey;
import dev.hone.profile.Worth;
import dev.hone.transformers.examples.DedupeExamples;
import dev.hone.transformers.examples.MakeExamples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import org.jspecify.annotations.Nullable;

/**
 * Profiles a log: one pass makes facts of each call, Spark adds them up. What comes to the driver
 * is bounded whatever the log's size: the largest groups of each kind, and a small sample of
 * prompts of each of the largest tasks.
 */
public final class ProfileCalls {
  /** How many tasks are looked at closely. */
  public static final int TASKS = 20;

  /** How many of the other kinds are listed, the largest. */
  public static final int LISTED = 50;

  /** A model whose list price stands in for that of a small tuned one. */
  public static final String STAND_IN = "gpt-4.1-nano";

  private static final double MILLIS_A_DAY = 86_400_000;
  private static final List<String> BODIES = List.of("raw_request", "raw_response");

  private final PriceTable prices;
  private final Price standIn;

  ProfileCalls(PriceTable prices, String standIn) {
    this.prices = prices;
    this.standIn =
        prices
            .price(standIn)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "Cannot find a price of '"
                            + standIn
                            + "'. Name a model of the price table, or add it there."));
  }

  /** By list prices, with {@link #STAND_IN} standing in for a tuned model. */
  public static LogProfile profile(Dataset<Row> calls, String source) {
    return profile(calls, source, PriceTable.listPrices(), STAND_IN);
  }

  /**
   * Profiles calls.
   *
   * @param calls as {@link dev.hone.spark.calls.Calls#read} gives them
   * @param source what to call the log
   * @param standIn a model of the price table at whose price a small tuned model is reckoned
   * @throws IllegalArgumentException before any job runs, if the stand-in has no price
   * @throws HoneException if there is no call
   */
  public static LogProfile profile(
      Dataset<Row> calls, String source, PriceTable prices, String standIn) {
    return new ProfileCalls(prices, standIn).run(calls, source);
  }

  LogProfile run(Dataset<Row> calls, String source) {
    Dataset<Row> slim = withoutBodies(calls).persist(StorageLevel.MEMORY_AND_DISK());
    try {
      CallTasks tasks = CallTasks.find(slim);
      PriceTable table = prices;
      MapFunction<Row, Row> read =
          row -> FactColumns.of(row, tasks.task(row.getAs(CallTasks.TASK)), table);
      Dataset<Row> facts =
          tasks
              .assign(slim)
              .map(read, Encoders.row(FactColumns.SCHEMA))
              .persist(StorageLevel.MEMORY_AND_DISK());
      try {
        return addUp(slim, tasks, facts, source);
      } finally {
        facts.unpersist();
      }
    } finally {
      slim.unpersist();
    }
  }

  /** Raw bodies are most of a log's bytes, and nothing here reads them. */
  private static Dataset<Row> withoutBodies(Dataset<Row> calls) {
    Dataset<Row> slim = calls;
    for (String body : BODIES) {
      slim = slim.withColumn(body, lit(null).cast("string"));
    }
    return slim;
  }

  private LogProfile addUp(Dataset<Row> calls, CallTasks named, Dataset<Row> facts, String source) {
    Row all = facts.agg(functions.min("ts"), with(functions.max("ts"), FactColumns.sums())).head();
    LogProfile.Sum total = FactColumns.sum("all", all, 2);
    if (total.calls() == 0) {
      throw new HoneException("Log '" + source + "' has no rows; there is nothing to profile.");
    }
    Long from = all.isNullAt(0) ? null : (Long) all.getLong(0);
    Long to = all.isNullAt(1) ? null : (Long) all.getLong(1);
    long tasks = facts.select("task").distinct().count();
    return new LogProfile(
        source,
        total,
        from,
        to,
        sums(facts.groupBy("model"), LISTED),
        counts(facts.groupBy("status")),
        counts(facts.groupBy("outcome")),
        days(facts),
        tools(facts),
        tasks(calls, facts, days(from, to)),
        Math.max(0, tasks - TASKS),
        repeats(facts),
        nearRepeats(calls, named),
        counts(facts.select(functions.explode(col("personal_data")).as("kind")).groupBy("kind")),
        standIn);
  }

  /** The span of the log in days, at least one. */
  private static double days(@Nullable Long from, @Nullable Long to) {
    return from == null || to == null ? 1 : Math.max(1, (to - from) / MILLIS_A_DAY);
  }

  private static List<LogProfile.Sum> sums(
      org.apache.spark.sql.RelationalGroupedDataset groups, int most) {
    return groups
        .agg(FactColumns.sums()[0], rest())
        .orderBy(functions.desc("calls"))
        .limit(most)
        .collectAsList()
        .stream()
        .map(row -> FactColumns.sum(row.getString(0), row, 1))
        .toList();
  }

  private static Column[] rest() {
    Column[] sums = FactColumns.sums();
    return Arrays.copyOfRange(sums, 1, sums.length);
  }

  private static Column[] with(Column first, Column... more) {
    List<Column> columns = new ArrayList<>(List.of(first));
    columns.addAll(List.of(more));
    return columns.toArray(Column[]::new);
  }

  private static List<LogProfile.Count> counts(
      org.apache.spark.sql.RelationalGroupedDataset groups) {
    return groups
        .agg(count(lit(1)).as("calls"))
        .orderBy(functions.desc("calls"))
        .limit(LISTED)
        .collectAsList()
        .stream()
        .map(row -> new LogProfile.Count(row.getString(0), row.getLong(1)))
        .toList();
  }

  /** By UTC day; ten years of them at most. */
  private static List<LogProfile.Sum> days(Dataset<Row> facts) {
    Column day =
        functions.coalesce(
            functions.date_format(functions.timestamp_millis(col("ts")), "yyyy-MM-dd"), lit("-"));
    return sums(facts.withColumn("day", day).groupBy("day"), 3660).stream()
        .sorted(java.util.Comparator.comparing(LogProfile.Sum::name))
        .toList();
  }

  private static List<LogProfile.Tool> tools(Dataset<Row> facts) {
    return facts
        .select(
            functions.explode(col("offered")).as("tool"),
            lit(1L).as("offered"),
            lit(0L).as("called"))
        .unionAll(
            facts.select(
                functions.explode(col("called")).as("tool"),
                lit(0L).as("offered"),
                lit(1L).as("called")))
        .groupBy("tool")
        .agg(functions.sum("offered").as("offered"), functions.sum("called").as("called"))
        .orderBy(functions.desc("called"), functions.desc("offered"), functions.asc("tool"))
        .limit(LISTED)
        .collectAsList()
        .stream()
        .map(row -> new LogProfile.Tool(row.getString(0), row.getLong(1), row.getLong(2)))
        .toList();
  }

  private static long repeats(Dataset<Row> facts) {
    Row row =
        facts
            .groupBy("prompt_hash")
            .agg(count(lit(1)).as("n"))
            .agg(functions.sum(col("n").minus(lit(1L))))
            .head();
    return row.getLong(0);
  }

  private static long nearRepeats(Dataset<Row> calls, CallTasks tasks) {
    Dataset<Row> examples = tasks.assign(new MakeExamples().transform(calls));
    Column dropped = functions.count_if(col("dropped").isNotNull());
    long before = examples.agg(dropped).head().getLong(0);
    return new DedupeExamples().transform(examples).agg(dropped).head().getLong(0) - before;
  }

  private List<LogProfile.Task> tasks(Dataset<Row> calls, Dataset<Row> facts, double days) {
    Column whenComplete = functions.when(FactColumns.complete(), col("prompt_hash"));
    List<Column> columns = new ArrayList<>(List.of(rest()));
    columns.addAll(
        List.of(
            functions.count_distinct(whenComplete).as("distinct"),
            functions.min("label"),
            functions.min(functions.when(FactColumns.complete(), col("id"))),
            functions.max(functions.when(FactColumns.complete(), col("id")))));
    List<Row> rows =
        facts
            .groupBy("task")
            .agg(FactColumns.sums()[0], columns.toArray(Column[]::new))
            .orderBy(functions.desc("calls"), functions.asc("task"))
            .limit(TASKS)
            .collectAsList();
    int extra = 1 + FactColumns.sums().length;
    List<String> keys = rows.stream().map(row -> row.getString(0)).toList();
    Map<String, Double> agreements = agreements(facts, keys);
    Map<String, Double> shares = StaticShares.of(calls, facts, keys);
    List<LogProfile.Task> tasks = new ArrayList<>();
    for (Row row : rows) {
      String key = row.getString(0);
      LogProfile.Sum sum = FactColumns.sum(key, row, 1);
      long distinct = row.getLong(extra);
      double share = shares.getOrDefault(key, 0.0);
      List<String> samples = new ArrayList<>();
      for (int at = extra + 2; at <= extra + 3; at++) {
        if (!row.isNullAt(at) && !samples.contains(row.getString(at))) {
          samples.add(row.getString(at));
        }
      }
      tasks.add(
          new LogProfile.Task(
              key,
              row.getString(extra + 1),
              sum,
              distinct,
              agreements.get(key),
              share,
              key.equals(TaskKey.NONE.key())
                  ? Worth.ofNoTask(sum, days)
                  : Worth.of(sum, distinct, share, days, standIn),
              samples));
    }
    return tasks;
  }

  /** By task, how often a request that is asked again gets its most frequent answer. */
  private static Map<String, Double> agreements(Dataset<Row> facts, List<String> keys) {
    Map<String, Double> agreements = new TreeMap<>();
    for (Row row :
        facts
            .where(col("answer_hash").isNotNull().and(col("task").isin(keys.toArray())))
            .groupBy("task", "prompt_hash", "answer_hash")
            .agg(count(lit(1)).as("n"))
            .groupBy("task", "prompt_hash")
            .agg(functions.sum("n").as("asked"), functions.max("n").as("most"))
            .where(col("asked").gt(lit(1L)))
            .groupBy("task")
            .agg(functions.sum("most"), functions.sum("asked"))
            .collectAsList()) {
      agreements.put(row.getString(0), row.getLong(1) / (double) row.getLong(2));
    }
    return agreements;
  }
}
