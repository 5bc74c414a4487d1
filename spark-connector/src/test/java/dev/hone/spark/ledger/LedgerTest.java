package dev.hone.spark.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.Hone;
import dev.hone.chat.Answer;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Message;
import dev.hone.chat.ModelUri;
import dev.hone.chat.Sampling;
import dev.hone.ledger.LedgerSession;
import dev.hone.ledger.LocalCoordinator;
import dev.hone.ledger.SegmentStore;
import dev.hone.providers.Connection;
import dev.hone.providers.Connections;
import dev.hone.providers.RetryRules;
import dev.hone.spark.home.Home;
import dev.hone.spark.home.LedgerTable;
import dev.hone.spark.testing.LocalSpark;
import dev.hone.testing.Fault;
import dev.hone.testing.FaultServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
  private static final String SECRET = "sk-test-0123456789abcdef";
  private static final String URI = "openai:teacher";

  private final SparkSession spark = LocalSpark.session();
  private FaultServer server = FaultServer.good();

  @TempDir Path folder;
  private Home home;

  @BeforeEach
  void openHome() throws IOException {
    Files.writeString(folder.resolve("key"), SECRET + "\n");
    home = Hone.open(spark, folder.resolve("home").toString());
    connect();
  }

  private void connect() {
    Connections.define(
        Connection.named("openai")
            .allowingPrivate()
            .at(server.base())
            .withKey("file:" + folder.resolve("key"))
            .withPrices(1, 4)
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
    Ledger.of(home).close(); // lets go of the folder
    Connections.forget("openai");
    server.close();
  }

  private static ChatRequest request(long number) {
    return ChatRequest.of(List.of(Message.user("question " + number)), Sampling.greedy(50));
  }

  private record Asking(ModelAccess access) implements MapPartitionsFunction<Long, String> {
    @Override
    public Iterator<String> call(Iterator<Long> numbers) {
      ChatModel model = access.open(ModelUri.parse(URI));
      List<ChatRequest> requests = new ArrayList<>();
      numbers.forEachRemaining(number -> requests.add(request(number)));
      return Answer.all(model, requests).stream()
          .map(answer -> answer.text() == null ? "error: " + answer.error() : answer.text())
          .iterator();
    }
  }

  private List<String> ask(String stage, long rows) {
    ModelAccess access = ModelAccess.of(spark, stage, List.of(ModelUri.parse(URI)));
    return spark
        .range(0, rows, 1, 2)
        .mapPartitions(new Asking(access), Encoders.STRING())
        .collectAsList();
  }

  private static Row spendOf(Dataset<Row> spend, String stage) {
    return spend.filter("stage = '" + stage + "'").collectAsList().get(0);
  }

  @Test
  void buysOnceTellsWhatWasSpentAndFoldsIntoTheTable() {
    Hone.register(spark);
    assertThat(ask("labels", 20)).hasSize(20).allMatch(text -> text.startsWith("re: question"));
    assertThat(ask("labels again", 25)).hasSize(25).noneMatch(text -> text.startsWith("error"));
    assertThat(server.bought()).isEqualTo(25);
    assertThat(server.received())
        .allMatch(one -> ("Bearer " + SECRET).equals(one.headers().get("authorization")));

    Dataset<Row> spend = spark.sql("SELECT * FROM hone_spend('" + home.location() + "')");
    Row first = spendOf(spend, "labels");
    assertThat(first.<Long>getAs("calls")).isEqualTo(20);
    assertThat(first.<Long>getAs("hits")).isZero();
    double usd = first.getAs("cost_usd");
    assertThat(usd)
        .isEqualTo(
            (first.<Long>getAs("input_tokens") + 4.0 * first.<Long>getAs("output_tokens")) / 1e6);
    Row second = spendOf(spend, "labels again");
    assertThat(second.<Long>getAs("calls")).isEqualTo(5);
    assertThat(second.<Long>getAs("hits")).isEqualTo(20);
    assertThat(second.<Double>getAs("saved_usd"))
        .isCloseTo(usd, org.assertj.core.data.Offset.offset(1e-12));

    long lines = spark.sql("CALL hone.fold_ledger('" + home.location() + "')").head().getLong(0);
    assertThat(lines).isGreaterThanOrEqualTo(26);
    assertThat(home.read(LedgerTable.TABLE).filter("kind = 'bought'").count()).isEqualTo(25);
    assertThat(Ledger.of(home).fold()).as("nothing new").isZero();
    assertThat(spark.sql("SELECT * FROM hone_spend()").collectAsList())
        .as("both before and after")
        .isEqualTo(spend.collectAsList());

    assertThat(ask("labels", 25)).as("from the pack").noneMatch(text -> text.startsWith("error"));
    assertThat(server.bought()).isEqualTo(25);
    assertThat(Ledger.of(home).read().filter("kind = 'bought'").count()).isEqualTo(25);
  }

  @Test
  void errorsAreRowsAndAskedAloneTheNextTime() {
    server.close();
    server =
        new FaultServer(
            (number, body) -> body.contains("question 3\"") ? Fault.OVERLOADED : Fault.NONE);
    connect();
    List<String> answers = ask("labels", 6);
    assertThat(answers).filteredOn(text -> text.startsWith("error: teacher at")).hasSize(1);
    Row failed = Ledger.of(home).read().filter("kind = 'failed'").head();
    assertThat(failed.<String>getAs("error_kind")).isEqualTo("unavailable");
    int requests = server.requests();
    ask("labels", 6);
    assertThat(server.requests() - requests).as("the one, and its two retries").isEqualTo(3);
  }

  @Test
  void anotherJobOnTheSameHomeAsksThisOne() throws Exception {
    ask("labels", 4);
    Ledger ledger = Ledger.of(home);
    assertThat(ledger.lead().isFirst()).isTrue();
    LocalCoordinator other = LocalCoordinator.over(ledger.store());
    try (Lead second = new Lead(spark, ledger.store(), other);
        LedgerSession session = new LedgerSession(ledger.store(), other, LedgerSession.newName())) {
      assertThat(second.isFirst()).isFalse();
      String key = "a".repeat(64);
      assertThat(ledger.coordinator().claim(key).toCompletableFuture().join().bought()).isNull();
      var claim = other.claim(key).toCompletableFuture();
      Thread.sleep(50);
      assertThat(claim).as("the first job is buying it").isNotDone();
      ledger.coordinator().failed(key);
      assertThat(claim.join().bought()).isNull();
      other.failed(key);
      ledger.lead().close();
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (!second.isFirst() && System.nanoTime() < end) {
        Thread.sleep(10);
      }
      assertThat(second.isFirst()).as("takes over").isTrue();
      assertThat(session.name()).isNotBlank();
    }
  }

  @Test
  void ofManyJobsThatComeAtOnceOneLeads() throws Exception {
    SegmentStore store = Ledger.of(home).store();
    Ledger.of(home).close(); // leaves the lead to whoever comes
    List<Lead> leads = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch together = new CountDownLatch(1);
    List<CompletableFuture<Void>> jobs = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      jobs.add(
          CompletableFuture.runAsync(
              () -> {
                try {
                  together.await();
                  leads.add(new Lead(spark, store, LocalCoordinator.over(store)));
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              },
              task -> new Thread(task).start()));
    }
    together.countDown();
    jobs.forEach(CompletableFuture::join);
    while (leads.size() > 1) {
      List<Lead> first = leads.stream().filter(Lead::isFirst).toList();
      assertThat(first).hasSize(1);
      first.get(0).close();
      leads.remove(first.get(0));
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (leads.stream().noneMatch(Lead::isFirst) && System.nanoTime() < end) {
        Thread.sleep(10);
      }
    }
    assertThat(leads.get(0).isFirst()).isTrue();
    leads.get(0).close();
  }

  @Test
  void paidModelsNeedAHomeAndOthersDoNot() {
    SparkSession fresh = spark.newSession();
    assertThatThrownBy(() -> ModelAccess.of(fresh, "labels", List.of(ModelUri.parse(URI))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Hone.open(spark");
    ModelAccess access = ModelAccess.of(fresh, "labels", List.of(ModelUri.parse("scripted:judge")));
    try (ChatModel model = access.open(ModelUri.parse("scripted:judge"))) {
      assertThat(model.capabilities().batchSize()).isPositive();
    }
  }

  @Test
  void modelsAreCheckedByTheDoorThatOpensThemLater() {
    ModelAccess.check(ModelUri.parse("openai:teacher?batch=24h"));
    ModelAccess.check(
        ModelUri.parse("anthropic:a?connection=openai&batch=1h&fallback=openai:teacher"));
    assertThatThrownBy(
            () -> ModelAccess.check(ModelUri.parse("openai:teacher?fallback=openai:b%3Fbatch=1y")))
        .hasMessageContaining("Invalid batch '1y' of model 'openai:b?batch=1y'");
    assertThatThrownBy(
            () -> ModelAccess.check(ModelUri.parse("databricks:e?batch=1h&connection=openai")))
        .hasMessageContaining("Hone speaks the batch APIs of openai: and anthropic: models");
    assertThatThrownBy(() -> ModelAccess.check(ModelUri.parse("openai:teacher?connection=gone")))
        .hasMessageContaining("Unknown connection 'gone'");
    assertThat(server.requests()).isZero();
  }

  @Test
  void accessTravelsWithoutKeyAndPrintsWithoutToken() throws Exception {
    ModelAccess access =
        ModelAccess.of(spark, "labels", List.of(ModelUri.parse(URI))).within("job", 1);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(access);
    }
    assertThat(new String(bytes.toByteArray(), StandardCharsets.ISO_8859_1)).doesNotContain(SECRET);
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).hasToString("ModelAccess(labels)");
    }
    assertThat(LedgerAccess.of(Ledger.of(home), 1).toString())
        .doesNotContain(Ledger.of(home).lead().token());
  }
}
