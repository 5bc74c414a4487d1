package dev.hone;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Message;
import dev.hone.estimators.answers.AnswerWith;
import dev.hone.json.Json;
import dev.hone.providers.Connection;
import dev.hone.providers.Connections;
import dev.hone.spark.home.MessageRows;
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
 * A user's program that asks a paid model a question a row. {@link LedgerClusterTest} submits it.
 * Arguments: home, the server's address, rows, requests a minute (0 for no bound), where answers
 * go, and {@code plain} or {@code straggling}.
 */
public final class PaidJob {
  /** Stands before the counts, a line of JSON, that it prints at its end. */
  static final String TOLD = "Told: ";

  /** Requests that one executor has under way. */
  static final int IN_FLIGHT = 16;

  private static final int TASKS = 4;

  private PaidJob() {}

  public static void main(String[] args) throws Exception {
    boolean straggling = args[5].equals("straggling");
    SparkSession.Builder builder = SparkSession.builder();
    if (straggling) {
      builder.master(startCluster());
    }
    SparkSession spark = builder.getOrCreate();
    Connections.define(
        Connection.named("openai")
            .allowingPrivate()
            .at(args[1])
            .withPrices(1, 4)
            .withInFlight(IN_FLIGHT)
            .withRates(Integer.parseInt(args[3]), 0));
    Hone.open(spark, args[0]);

    UDF1<Long, scala.collection.Seq<Row>> messages =
        number -> MessageRows.toRows(List.of(Message.user("question " + number)));
    Dataset<Row> rows =
        spark
            .range(0, Long.parseLong(args[2]), 1, straggling ? 2 : TASKS)
            .mapPartitions(new Traced(straggling), Encoders.row(Traced.SCHEMA))
            .withColumn("messages", udf(messages, MessageRows.MESSAGES).apply(col("number")));
    new AnswerWith()
        .setModel("openai:teacher")
        .setMaxNewTokens(50)
        .transform(rows)
        .drop("messages")
        .write()
        .parquet(args[4]);

    Dataset<Row> answered = spark.read().parquet(args[4]);
    ObjectNode told =
        Json.object()
            .put("rows", answered.select("number").distinct().count())
            .put("answers", answered.filter("answer_text = 're: question ' || number").count())
            .put("errors", answered.filter("answer_error is not null").count())
            .put("retried", answered.filter("attempt > 0").count())
            .put("executors", answered.select("executor").distinct().count());
    System.out.println(TOLD + Json.write(told));
    spark.stop();
    System.exit(0); // the cluster it started itself has threads that go on
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
    SparkConf conf = new SparkConf().set("spark.master.rest.enabled", "false");
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
              1024,
              new String[] {master},
              null,
              Option.apply(number++),
              conf,
              Option.empty());
    }
    return master;
  }
}
