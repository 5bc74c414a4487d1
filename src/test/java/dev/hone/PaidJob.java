package dev.hone;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Message;
import dev.hone.estimators.answers.AnswerWith;
import dev.hone.json.Json;
import dev.hone.providers.Connection;
import dev.hone.providers.Connections;
import dev.hone.spark.home.MessageRows;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.deploy.master.Master$;
import org.apache.spark.deploy.worker.Worker$;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * A user's program that asks a paid model a question a row, once for each order that it reads.
 * {@link LedgerClusterTest} submits it. Arguments: the key's file, and {@link #ON_A_CLUSTER} for a
 * cluster of its own. An order is a line of JSON: {@code home}, {@code server} (its address),
 * {@code rows}, {@code per_minute} (requests; 0 for no bound), {@code straggling} (whether the
 * first try of a task hangs) and {@code answers}, where these go. Beside them, with {@link #TOLD}
 * at its end, lies at last a file that says how many there are.
 */
public final class PaidJob {
  static final String ON_A_CLUSTER = "on-a-cluster";
  static final String TOLD = ".told";

  /** How many seconds a worker may be silent before it counts as lost. */
  static final String WORKER_TIMEOUT = "spark.worker.timeout";

  /** Requests that one executor has under way. */
  static final int IN_FLIGHT = 16;

  /** One an executor. */
  static final int TASKS = 2;

  /** Executors of such a cluster, of one core each. */
  private static final int EXECUTORS = 2;

  private static final int MEMORY_MIB = 512;

  private PaidJob() {}

  public static void main(String[] args) throws Exception {
    boolean onCluster = args.length > 1 && args[1].equals(ON_A_CLUSTER);
    SparkSession.Builder builder = SparkSession.builder();
    if (onCluster) {
      builder.master(startCluster()).config("spark.executor.memory", MEMORY_MIB + "m");
    }
    SparkSession spark = builder.getOrCreate();
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      JsonNode order = Json.parse(line);
      ObjectNode told;
      try {
        while (onCluster && spark.sparkContext().getExecutorMemoryStatus().size() <= EXECUTORS) {
          Thread.sleep(50); // the driver is one more
        }
        told = carryOut(spark, args[0], order);
      } catch (RuntimeException e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        told = Json.object().put("failure", trace.toString());
      }
      Path part =
          Files.writeString(Path.of(order.path("answers").asText() + ".part"), Json.write(told));
      Files.move(part, Path.of(order.path("answers").asText() + TOLD));
    }
    spark.stop();
    System.exit(0); // the cluster it started itself has threads that go on
  }

  private static ObjectNode carryOut(SparkSession spark, String key, JsonNode order)
      throws IOException {
    Connections.define(
        Connection.named("openai")
            .allowingPrivate()
            .at(order.path("server").asText())
            .withKey("file:" + key)
            .withPrices(1, 4)
            .withInFlight(IN_FLIGHT)
            .withRates(order.path("per_minute").asInt(), 0));
    Hone.open(spark, order.path("home").asText());

    UDF1<Long, scala.collection.Seq<Row>> messages =
        number -> MessageRows.toRows(List.of(Message.user("question " + number)));
    Dataset<Row> rows =
        spark
            .range(0, order.path("rows").asLong(), 1, TASKS)
            .mapPartitions(
                new Traced(order.path("straggling").asBoolean()), Encoders.row(Traced.SCHEMA))
            .withColumn("messages", udf(messages, MessageRows.MESSAGES).apply(col("number")));
    Dataset<Row> asked =
        new AnswerWith()
            .setModel("openai:teacher")
            .setMaxNewTokens(50)
            .transform(rows)
            .drop("messages");
    String answers = order.path("answers").asText();
    asked.explain(true); // goes into the log, as it does where people look for a fault
    asked.write().parquet(answers);

    Row told =
        spark
            .read()
            .parquet(answers)
            .selectExpr(
                "count(distinct number)",
                "count_if(answer_text = 're: question ' || number)",
                "count_if(answer_error is not null)",
                "count_if(attempt > 0)",
                "count(distinct executor)")
            .head();
    return Json.object()
        .put("rows", told.getLong(0))
        .put("answers", told.getLong(1))
        .put("errors", told.getLong(2))
        .put("retried", told.getLong(3))
        .put("executors", told.getLong(4));
  }

  /** Numbers, with which try of a task they came from and on which executor. */
  private record Traced(boolean straggling) implements MapPartitionsFunction<Long, Row> {
    static final StructType SCHEMA =
        new StructType()
            .add("number", DataTypes.LongType)
            .add("attempt", DataTypes.IntegerType)
            .add("executor", DataTypes.StringType);

    @Override
    public Iterator<Row> call(Iterator<Long> numbers) {
      TaskContext task = TaskContext.get();
      boolean hangs = straggling && task.partitionId() == 0 && task.attemptNumber() == 0;
      return new Traces(numbers, task.attemptNumber(), SparkEnv.get().executorId(), hangs);
    }
  }

  private static final class Traces implements Iterator<Row> {
    /** Rows that the first try of the first task hands on before it hangs. */
    private static final int HANGS_AFTER = 20;

    private final Iterator<Long> numbers;
    private final int attempt;
    private final String executor;
    private final boolean hangs;
    private int given;

    Traces(Iterator<Long> numbers, int attempt, String executor, boolean hangs) {
      this.numbers = numbers;
      this.attempt = attempt;
      this.executor = executor;
      this.hangs = hangs;
    }

    @Override
    public boolean hasNext() {
      return numbers.hasNext();
    }

    @Override
    public Row next() {
      if (hangs && given == HANGS_AFTER) {
        hang();
      }
      given++;
      return RowFactory.create(numbers.next(), attempt, executor);
    }

    /** Until the task is killed, as Spark does it when another try came first. */
    private static void hang() {
      try {
        Thread.sleep(Long.MAX_VALUE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("killed", e);
      }
    }
  }

  /**
   * A cluster like {@code local-cluster}, on two hosts: Spark starts a second try of a task on
   * another host only, and both of this machine's names are one.
   */
  private static String startCluster() {
    SparkConf conf =
        new SparkConf().set("spark.master.rest.enabled", "false").set(WORKER_TIMEOUT, "900");
    RpcEnv env = Master$.MODULE$.startRpcEnvAndEndpoint("127.0.0.1", 0, 0, conf)._1();
    String master = "spark://127.0.0.1:" + env.address().port();
    int number = 0;
    for (String host : List.of("127.0.0.1", "localhost")) {
      RpcEnv unused =
          Worker$.MODULE$.startRpcEnvAndEndpoint(
              host,
              0,
              0,
              1,
              MEMORY_MIB,
              new String[] {master},
              null,
              Option.apply(number++),
              conf,
              Option.empty());
    }
    return master;
  }
}
