package dev.hone.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.chat.Answer;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatModels;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Completion;
import dev.hone.chat.Message;
import dev.hone.chat.ModelUri;
import dev.hone.chat.Sampling;
import dev.hone.providers.Connection;
import dev.hone.providers.HttpProvider;
import dev.hone.providers.RetryRules;
import dev.hone.testing.Fault;
import dev.hone.testing.FaultServer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgeredModelTest {
  private static final RetryRules QUICK =
      new RetryRules(
          4,
          Duration.ofMillis(2),
          Duration.ofMillis(10),
          Duration.ofSeconds(1),
          Duration.ofSeconds(20),
          Duration.ofSeconds(30));

  @TempDir Path folder;
  private SegmentStore store;

  @BeforeEach
  void openStore() {
    store = new LocalSegments(folder);
  }

  private static Connection connection(FaultServer server) {
    return Connection.named("openai")
        .allowingPrivate()
        .at(server.base())
        .withRetry(QUICK)
        .withPrices(1, 4)
        .withTimeouts(Duration.ofSeconds(60), Duration.ofSeconds(60));
  }

  /** A process's part in the ledger, over its own coordinator. */
  private LedgerSession session() throws IOException {
    return new LedgerSession(store, LocalCoordinator.over(store), LedgerSession.newName());
  }

  private static ChatModel model(FaultServer server, LedgerSession session) {
    return model(connection(server), session, null);
  }

  private static ChatModel model(
      Connection connection, LedgerSession session, Coordinator.@Nullable Budget budget) {
    ModelUri uri = ModelUri.parse("openai:m");
    ChatModel asked =
        ((HttpProvider) ChatModels.provider(uri))
            .open(uri, connection, reference -> "key", session.coordinator().gate(connection));
    return new LedgeredModel(
        asked,
        session,
        new LedgeredModel.Terms("openai", "m", "a test", connection.price("m"), budget));
  }

  private static ChatRequest request(int number) {
    return ChatRequest.of(List.of(Message.user("question " + number)), Sampling.greedy(50));
  }

  private static List<ChatRequest> requests(int count) {
    return IntStream.range(0, count).mapToObj(LedgeredModelTest::request).toList();
  }

  /** All lines of the ledger, folded or not. */
  private List<LedgerRow> rows() throws IOException {
    List<LedgerRow> rows = new ArrayList<>();
    for (SegmentStore.Stored file : LedgerIndex.files(store)) {
      for (String line :
          new String(store.read(file.name()), StandardCharsets.UTF_8).lines().toList()) {
        rows.add(LedgerRow.parse(line));
      }
    }
    return rows;
  }

  private long count(LedgerRow.Kind kind) throws IOException {
    return rows().stream().filter(row -> row.kind() == kind).count();
  }

  private long boughtByLedger() throws IOException {
    return rows().stream().mapToLong(LedgerRow::bought).sum();
  }

  @Test
  void buysAnAnswerOnce() throws IOException {
    try (FaultServer server = FaultServer.good()) {
      Completion first;
      try (LedgerSession session = session();
          ChatModel model = model(server, session)) {
        first = model.submit(request(1)).toCompletableFuture().join();
        assertThat(model.submit(request(1)).toCompletableFuture().join()).isEqualTo(first);
        model.submit(request(1).withSample(1)).toCompletableFuture().join();
        model.submit(request(2)).toCompletableFuture().join();
      }
      try (LedgerSession later = session();
          ChatModel model = model(server, later)) {
        assertThat(model.submit(request(1)).toCompletableFuture().join()).isEqualTo(first);
      }
      assertThat(server.bought()).isEqualTo(3);
      assertThat(boughtByLedger()).isEqualTo(3);
      assertThat(rows().stream().mapToLong(LedgerRow::hits).sum()).isEqualTo(2);
      LedgerRow row =
          rows().stream()
              .filter(one -> one.kind() == LedgerRow.Kind.BOUGHT)
              .findFirst()
              .orElseThrow();
      assertThat(row.costUsd())
          .isEqualTo((first.usage().input() + 4.0 * first.usage().output()) / 1e6);
      assertThat(row.stage()).isEqualTo("a test");
    }
  }

  @Test
  void keepsToolCallsReasoningAndLogprobs() {
    Message message =
        new Message(
            "assistant",
            null,
            null,
            null,
            List.of(new dev.hone.chat.ToolCall("c", "look", "{}")),
            null,
            null,
            "I think");
    Completion completion =
        new Completion(
            message, "tool_calls", new dev.hone.chat.Usage(9, 8, 7, 6, 5), "{\"x\":1}", 2);
    LedgerRow row =
        new LedgerRow(
            LedgerRow.Kind.BOUGHT,
            "k",
            "s.1",
            "p",
            "m",
            3,
            "st",
            completion,
            null,
            null,
            2,
            0.5,
            0,
            7);
    assertThat(LedgerRow.parse(row.toLine())).isEqualTo(row);
  }

  @Test
  void everyRowEndsWithAValueOrATypedErrorAndTheCountsOfMoneyAgree() throws IOException {
    int rows = Integer.getInteger("hone.ledger.rows", 300);
    try (FaultServer server = FaultServer.failing(0.3, 1)) {
      // Some stall; but a good answer that comes too late would be paid for unseen.
      Connection connection =
          connection(server).withTimeouts(Duration.ofSeconds(10), Duration.ofSeconds(5));
      List<Answer> answers;
      try (LedgerSession session = session();
          ChatModel model = model(connection, session, null)) {
        answers = Answer.all(model, requests(rows));
        assertThat(answers).hasSize(rows);
        assertThat(answers.stream().filter(answer -> answer.completion() != null).count())
            .isGreaterThan(rows * 9L / 10L);
      }
      assertThat(boughtByLedger()).isEqualTo(server.bought());
      long failed = answers.stream().filter(answer -> answer.error() != null).count();
      assertThat(count(LedgerRow.Kind.FAILED)).isEqualTo(failed);
      assertThat(rows())
          .filteredOn(row -> row.kind() == LedgerRow.Kind.FAILED)
          .allSatisfy(row -> assertThat(row.errorKind()).isNotBlank().isNotEqualTo("other"));
      int asked = server.requests();
      try (LedgerSession later = session();
          ChatModel model = model(connection, later, null)) {
        Answer.all(model, requests(rows));
      }
      assertThat(server.requests() - asked)
          .as("only the %s errors are asked again", failed)
          .isBetween((int) failed, (int) failed * 5);
      assertThat(boughtByLedger()).isEqualTo(server.bought());
      System.out.printf(
          "ledger: %d rows under 30%% faults: %d requests, %d errors, %d answers bought by the"
              + " server's count and %d by the ledger's%n",
          rows, asked, failed, server.bought(), boughtByLedger());
    }
  }

  @Test
  void processesThatShareACoordinatorBuyNothingTwice() throws IOException {
    LocalCoordinator coordinator = LocalCoordinator.over(store);
    try (FaultServer server = FaultServer.good().taking(5);
        CoordinatorServer shared =
            new CoordinatorServer(coordinator, InetAddress.getLoopbackAddress());
        LedgerSession one = remote(shared.port(), shared.jobToken());
        LedgerSession other = remote(shared.port(), shared.jobToken());
        ChatModel first = model(server, one);
        ChatModel second = model(server, other)) {
      CompletableFuture<List<Answer>> ours =
          CompletableFuture.supplyAsync(() -> Answer.all(first, requests(200)));
      List<Answer> theirs = Answer.all(second, requests(200));
      assertThat(theirs.stream().map(Answer::text).toList())
          .isEqualTo(ours.join().stream().map(Answer::text).toList())
          .doesNotContainNull();
      assertThat(server.bought()).isEqualTo(200);
      assertThat(coordinator.known()).isEqualTo(200);
      assertThat(server.boughtByRequest().values()).allMatch(times -> times == 1);
    }
  }

  private LedgerSession remote(int port, String token) throws IOException {
    String name = LedgerSession.newName();
    return new LedgerSession(
        store, new RemoteCoordinator("127.0.0.1", port, token, name, () -> {}), name);
  }

  @Test
  void aJobThatComesSecondAsksTheFirst() throws IOException {
    LocalCoordinator first = LocalCoordinator.over(store);
    try (FaultServer server = FaultServer.good().taking(5);
        CoordinatorServer shared = new CoordinatorServer(first, InetAddress.getLoopbackAddress())) {
      LocalCoordinator second = LocalCoordinator.over(store);
      RemoteCoordinator link =
          new RemoteCoordinator(
              "127.0.0.1", shared.port(), shared.ledgerToken(), null, () -> second.ask(null));
      second.ask(link);
      try (LedgerSession one = new LedgerSession(store, first, LedgerSession.newName());
          LedgerSession other = new LedgerSession(store, second, LedgerSession.newName());
          ChatModel ours = model(server, one);
          ChatModel theirs = model(server, other)) {
        CompletableFuture<List<Answer>> answers =
            CompletableFuture.supplyAsync(() -> Answer.all(ours, requests(100)));
        assertThat(Answer.all(theirs, requests(100))).allMatch(answer -> answer.error() == null);
        answers.join();
        assertThat(server.bought()).isEqualTo(100);
        hangUp(shared); // the first job ends: the second goes on alone
        assertThat(Answer.all(theirs, List.of(request(500))).get(0).error()).isNull();
      }
    }
  }

  private static void hangUp(AutoCloseable one) {
    try {
      one.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatAnEndedProcessHadClaimedIsFree() throws IOException {
    LocalCoordinator coordinator = LocalCoordinator.over(store);
    try (CoordinatorServer shared =
        new CoordinatorServer(coordinator, InetAddress.getLoopbackAddress())) {
      AtomicBoolean told = new AtomicBoolean();
      RemoteCoordinator dying =
          new RemoteCoordinator(
              "127.0.0.1", shared.port(), shared.jobToken(), "d", () -> told.set(true));
      RemoteCoordinator waiting =
          new RemoteCoordinator("127.0.0.1", shared.port(), shared.jobToken(), "w", () -> {});
      String key = "0".repeat(LedgerKey.LENGTH);
      assertThat(dying.claim(key).toCompletableFuture().join().bought()).isNull();
      CompletableFuture<Coordinator.Claim> claim = waiting.claim(key).toCompletableFuture();
      assertThat(claim).isNotDone();
      assertThat(coordinator.isRunning("d")).isTrue();
      hangUp(dying);
      assertThat(claim.join().bought()).isNull();
      assertThat(coordinator.isRunning("d")).isFalse();
      hangUp(waiting);
    }
    assertThat(catchOpening("nonsense")).isInstanceOf(IOException.class);
  }

  private static @Nullable Throwable catchOpening(String token) throws IOException {
    try (CoordinatorServer shared =
        new CoordinatorServer(
            new LocalCoordinator(new LedgerIndex()), InetAddress.getLoopbackAddress())) {
      return org.assertj.core.api.Assertions.catchThrowable(
          () -> new RemoteCoordinator("127.0.0.1", shared.port(), token, null, () -> {}));
    }
  }

  @Test
  void keysAndMoneyAreForTheJobAlone() throws Exception {
    LocalCoordinator coordinator = LocalCoordinator.over(store);
    dev.hone.providers.Connections.resolveSecretsWith(reference -> "sk-of-" + reference.name());
    try (CoordinatorServer shared =
            new CoordinatorServer(coordinator, InetAddress.getLoopbackAddress());
        RemoteCoordinator job =
            new RemoteCoordinator("127.0.0.1", shared.port(), shared.jobToken(), "j", () -> {});
        RemoteCoordinator other =
            new RemoteCoordinator(
                "127.0.0.1", shared.port(), shared.ledgerToken(), "o", () -> {})) {
      var secret = dev.hone.providers.KeyRef.parse("secret:a/b");
      assertThat(job.keys().value(secret)).isEqualTo("sk-of-a/b");
      Coordinator.Budget budget = new Coordinator.Budget("x", 1);
      assertThat(job.reserve(budget, 0.75).toCompletableFuture().join()).isTrue();
      assertThat(job.reserve(budget, 0.75).toCompletableFuture().join()).isFalse();
      other.settle(budget, 0.75, 0); // not heard
      assertThat(other.claim("1".repeat(64)).toCompletableFuture().join().bought()).isNull();
      assertThat(coordinator.spent("x")).isEqualTo(0.75);
    } finally {
      dev.hone.providers.Connections.resolveSecretsWith(null);
    }
  }

  @Test
  void stopsAtTheBudgetAndKeepsWhatItBought() throws IOException {
    try (FaultServer server = FaultServer.good();
        LedgerSession session = session()) {
      Coordinator.Budget budget = new Coordinator.Budget("job", 0.002);
      List<Answer> answers;
      try (ChatModel model = model(connection(server).withInFlight(4), session, budget)) {
        answers = Answer.all(model, requests(100));
      }
      long bought = answers.stream().filter(answer -> answer.completion() != null).count();
      assertThat(bought).isBetween(5L, 99L).isEqualTo(server.bought());
      assertThat(answers)
          .filteredOn(answer -> answer.completion() == null)
          .allSatisfy(
              answer ->
                  assertThat(answer.error())
                      .startsWith("Not asked: the budget of $0.002 is spent."));
      double usd =
          rows().stream().mapToDouble(row -> row.costUsd() == null ? 0 : row.costUsd()).sum();
      assertThat(usd).isPositive().isLessThanOrEqualTo(0.002);
      try (ChatModel model =
          model(connection(server), session, new Coordinator.Budget("more", 1))) {
        assertThat(Answer.all(model, requests(100))).allMatch(answer -> answer.error() == null);
      }
      assertThat(server.bought()).isEqualTo(100);
    }
    assertThatThrownBy(
            () -> new LedgeredModel.Terms("p", "m", "s", null, new Coordinator.Budget("job", 1)))
        .hasMessageContaining("the price of model 'm' is unknown");
  }

  @Test
  void countsWhatWasLostInFlight() throws IOException {
    try (FaultServer server =
        new FaultServer((number, body) -> number > 3 ? Fault.STALLED : Fault.NONE)) {
      LedgerSession dead = session();
      ChatModel model =
          model(
              connection(server).withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(60)),
              dead,
              null);
      Answer.all(model, requests(3));
      for (int i = 3; i < 8; i++) {
        var unused = model.submit(request(i));
      }
      while (count(LedgerRow.Kind.ASKED) < 8) {
        Thread.onSpinWait();
      }
      // ... and here its process dies: nothing more is written
      Fold fold = Fold.begin(store).orElseThrow();
      List<LedgerRow> running = fold.rows(store, name -> true);
      assertThat(running).filteredOn(row -> row.kind() == LedgerRow.Kind.ASKED).hasSize(5);
      List<LedgerRow> rows = fold.rows(store, name -> false);
      assertThat(rows).filteredOn(row -> row.kind() == LedgerRow.Kind.LOST).hasSize(5);
      assertThat(rows).filteredOn(row -> row.kind() == LedgerRow.Kind.BOUGHT).hasSize(3);
    }
  }

  @Test
  void aFoldThatIsBrokenOffAnywhereIsEndedByTheNext() throws IOException {
    try (FaultServer server = FaultServer.good();
        LedgerSession session = session();
        ChatModel model = model(server, session)) {
      Answer.all(model, requests(20));
    }
    List<LedgerRow> before =
        rows().stream().filter(row -> row.kind() == LedgerRow.Kind.BOUGHT).toList();
    assertThat(before).hasSize(20);
    int tries = 0;
    for (int steps = 1; ; steps++) {
      tries++;
      SegmentStore breaking = new BreakingStore(store, steps);
      try {
        java.util.Optional<Fold> fold = Fold.begin(breaking);
        if (fold.isEmpty()) {
          break;
        }
        List<LedgerRow> rows = fold.get().rows(breaking, name -> false);
        fold.get().end(breaking, rows);
        break;
      } catch (IOException e) {
        assertThat(e).hasMessage("broken off");
        LedgerIndex index = new LedgerIndex();
        index.refresh(store);
        assertThat(index.size()).as("nothing is lost after %s steps", steps).isEqualTo(20);
      }
    }
    assertThat(tries).isGreaterThan(3);
    assertThat(store.list(SegmentWriter.PREFIX)).isEmpty();
    assertThat(rows().stream().filter(row -> row.kind() == LedgerRow.Kind.BOUGHT))
        .containsExactlyInAnyOrderElementsOf(before);
  }

  /** Breaks off at the given change of the folder. */
  private record BreakingStore(SegmentStore store, AtomicInteger left) implements SegmentStore {
    BreakingStore(SegmentStore store, int steps) {
      this(store, new AtomicInteger(steps));
    }

    private void step() throws IOException {
      if (left.decrementAndGet() <= 0) {
        throw new IOException("broken off");
      }
    }

    @Override
    public void write(String name, byte[] content) throws IOException {
      step();
      store.write(name, content);
    }

    @Override
    public boolean writeNew(String name, byte[] content) throws IOException {
      step();
      return store.writeNew(name, content);
    }

    @Override
    public List<Stored> list(String prefix) throws IOException {
      return store.list(prefix);
    }

    @Override
    public byte[] read(String name, long from, int bytes) throws IOException {
      return store.read(name, from, bytes);
    }

    @Override
    public byte[] read(String name) throws IOException {
      return store.read(name);
    }

    @Override
    public void delete(String name) throws IOException {
      step();
      store.delete(name);
    }
  }

  @Test
  void executorsTogetherKeepToTheRateAndNearlyReachIt() throws IOException {
    int seconds = Integer.getInteger("hone.rate.seconds", 3);
    int rate = 1_200;
    LocalCoordinator coordinator = LocalCoordinator.over(store);
    try (FaultServer server = FaultServer.good();
        CoordinatorServer shared =
            new CoordinatorServer(coordinator, InetAddress.getLoopbackAddress());
        LedgerSession one = remote(shared.port(), shared.jobToken());
        LedgerSession other = remote(shared.port(), shared.jobToken());
        ChatModel first = model(connection(server).withRates(rate, 0), one, null);
        ChatModel second = model(connection(server).withRates(rate, 0), other, null)) {
      int each = rate * seconds / 60 / 2;
      CompletableFuture<List<Answer>> ours =
          CompletableFuture.supplyAsync(
              () ->
                  Answer.all(
                      first,
                      IntStream.range(0, each).mapToObj(LedgeredModelTest::request).toList()));
      Answer.all(
          second, IntStream.range(each, 2 * each).mapToObj(LedgeredModelTest::request).toList());
      ours.join();
      List<FaultServer.Received> received = server.received();
      int warm = 10; // the first come late, as their classes are loaded
      double minutes = (received.get(2 * each - 1).nanos() - received.get(warm).nanos()) / 60e9;
      double share = (2 * each - 1 - warm) / minutes / rate;
      System.out.printf(
          "rate: %d requests from two processes in %.1f s: %.1f%% of %d a minute%n",
          2 * each, minutes * 60, share * 100, rate);
      // In a few seconds it shows when threads of a busy machine wake up, and not the rate.
      assertThat(share).isBetween(seconds < 30 ? 0.8 : 0.95, seconds < 30 ? 1.2 : 1.0);
    }
  }
}
