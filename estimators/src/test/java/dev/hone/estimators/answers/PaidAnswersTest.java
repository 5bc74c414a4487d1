package dev.hone.estimators.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.Hone;
import dev.hone.chat.Message;
import dev.hone.providers.Connection;
import dev.hone.providers.Connections;
import dev.hone.providers.RetryRules;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.ledger.Ledger;
import dev.hone.spark.ledger.OwnPrices;
import dev.hone.spark.testing.LocalSpark;
import dev.hone.testing.Fault;
import dev.hone.testing.FaultServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

class PaidAnswersTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.IntegerType)
          .add("messages", MessageRows.MESSAGES)
          .add("dropped", DataTypes.StringType);

  private final SparkSession spark = LocalSpark.session().newSession();
  private final FaultServer server =
      new FaultServer((number, body) -> body.contains("question 7") ? Fault.CUT : Fault.NONE);

  @TempDir(cleanup = CleanupMode.NEVER)
  Path folder; // the ledger stays open as long as the session's application

  @BeforeEach
  void connect() throws IOException {
    Hone.register(spark);
    Hone.open(spark, folder.resolve("home").toString());
    Files.writeString(folder.resolve("key"), "sk-test");
    Connections.define(
        Connection.named("openai")
            .allowingPrivate()
            .at(server.base())
            .withKey("file:" + folder.resolve("key"))
            .withPrices(100, 400)
            .withRetry(
                new RetryRules(
                    2,
                    Duration.ofMillis(2),
                    Duration.ofMillis(10),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(30))));
  }

  @AfterEach
  void stop() {
    Connections.forget("openai");
    server.close();
  }

  private Dataset<Row> rows(int count) {
    List<Row> rows = new ArrayList<>();
    for (int id = 0; id < count; id++) {
      rows.add(
          RowFactory.create(
              id,
              MessageRows.toRows(List.of(Message.user("question " + id))),
              id == 0 ? "left out" : null));
    }
    return spark.createDataFrame(rows, SCHEMA).coalesce(1);
  }

  @Test
  void costIsToldBeforeItIsSpentAndTheBudgetIsKept() {
    AnswerWith stage = new AnswerWith().setModel("openai:teacher").setMaxNewTokens(50);
    CostEstimate before = stage.explainCost(rows(20));
    assertThat(server.requests()).as("nothing is asked").isZero();
    assertThat(before.calls()).isEqualTo(19);
    assertThat(before.bought()).isZero();
    assertThat(before.mostOutputTokens()).isEqualTo(19 * 50L).isEqualTo(before.outputTokens());
    assertThat(before.mostUsd())
        .isEqualTo((before.inputTokens() * 100.0 + before.mostOutputTokens() * 400.0) / 1e6);
    assertThat(before.toString()).contains("19 calls for 20 rows (0 bought already)");

    List<Row> answers = stage.transform(rows(10)).collectAsList();
    assertThat(answers).extracting(row -> row.getInt(0)).isSorted().hasSize(10);
    assertThat(answers.get(0).<String>getAs("answer_text")).as("dropped").isNull();
    assertThat(answers.get(1).<String>getAs("answer_text")).isEqualTo("re: question 1");
    assertThat(answers.get(7).<String>getAs("answer_error"))
        .contains("broke off")
        .contains("Tried 3 times");

    CostEstimate after = stage.explainCost(rows(20));
    assertThat(after.calls()).isEqualTo(11);
    assertThat(after.bought()).isEqualTo(8);
    assertThat(after.outputTokens()).as("as the earlier answers").isBetween(11L, 11 * 10L);

    double most = 0.05;
    List<Row> bounded = stage.setBudgetUsd(most).transform(rows(40)).collectAsList();
    assertThat(bounded)
        .filteredOn(row -> row.getAs("answer_error") != null)
        .hasSizeBetween(1, 31)
        .last()
        .satisfies(
            row ->
                assertThat(row.<String>getAs("answer_error"))
                    .startsWith("Not asked: the budget of $0.05 is spent."));
    Dataset<Row> lines = Ledger.of(Hone.open(spark, folder.resolve("home").toString())).read();
    assertThat(lines.agg(org.apache.spark.sql.functions.sum("bought")).head().getLong(0))
        .isEqualTo(server.bought());
  }

  @Test
  void usersOwnPricesAreReckonedWith() throws IOException {
    Connections.define(Connection.named("openai").allowingPrivate().at(server.base()));
    AnswerWith stage = new AnswerWith().setModel("openai:teacher").setMaxNewTokens(50);
    assertThat(stage.explainCost(rows(3)).usd()).as("of a model that is not listed").isNull();
    Path prices = folder.resolve("prices.csv");
    Files.writeString(
        prices,
        """
        model,input,cached_input,cache_write,output,as_of,where
        teacher,3,,,9,2026-11-01,our contract
        """);
    spark.conf().set(OwnPrices.CONF, prices.toString());
    CostEstimate estimate = stage.explainCost(rows(3));
    assertThat(estimate.usd())
        .isEqualTo((estimate.inputTokens() * 3.0 + estimate.outputTokens() * 9.0) / 1e6);
    assertThat(estimate.toString()).contains("(our contract, 2026-11-01)");
    assertThat(stage.setBudgetUsd(1).transform(rows(3)).filter("answer_text is null").count())
        .as("the dropped one")
        .isOne();
    Row spend = spark.sql("SELECT * FROM hone_spend()").head();
    assertThat(spend.<Double>getAs("cost_usd"))
        .isEqualTo(
            (spend.<Long>getAs("input_tokens") * 3.0 + spend.<Long>getAs("output_tokens") * 9.0)
                / 1e6);
  }

  @Test
  void byBatchAStageBuysTheSameAtHalfThePrice() {
    AnswerWith plain = new AnswerWith().setModel("openai:teacher").setMaxNewTokens(50);
    AnswerWith byBatch = new AnswerWith().setModel("openai:teacher?batch=10m").setMaxNewTokens(50);
    assertThat(byBatch.explainCost(rows(6)).mostUsd())
        .isEqualTo(plain.explainCost(rows(6)).mostUsd() / 2);

    server.batches().endingAfterLooks(Integer.MAX_VALUE);
    assertThat(
            new AnswerWith()
                .setModel("openai:teacher?batch=0s")
                .setMaxNewTokens(50)
                .transform(rows(6))
                .filter("answer_error like 'Not answered yet: teacher is in batch batch_%'")
                .count())
        .isEqualTo(5);
    server.batches().endingAfterLooks(1);
    List<Row> answers = byBatch.transform(rows(6)).collectAsList();
    assertThat(answers.get(5).<String>getAs("answer_text")).isEqualTo("re: question 5");
    assertThat(plain.transform(rows(6)).filter("answer_text is null").count())
        .as("the dropped one; the others are bought, whichever way they are asked")
        .isOne();

    assertThat(server.batches().made()).isOne();
    assertThat(server.bought()).isEqualTo(5);
    Row spend = spark.sql("SELECT * FROM hone_spend()").head();
    assertThat(spend.<Long>getAs("calls")).isEqualTo(5);
    assertThat(spend.<Double>getAs("cost_usd"))
        .isEqualTo(
            (spend.<Long>getAs("input_tokens") * 100.0 + spend.<Long>getAs("output_tokens") * 400.0)
                / 2e6);
    assertThatThrownBy(
            () -> new AnswerWith().setModel("openai:teacher?batch=tomorrow").transform(rows(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("Write how long to wait for a batch, such as 24h, 30m or 0s.");
  }
}
