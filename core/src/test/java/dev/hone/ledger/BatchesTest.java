package dev.hone.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.calls.Price;
import dev.hone.chat.Answer;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatModels;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Message;
import dev.hone.chat.ModelUri;
import dev.hone.chat.Sampling;
import dev.hone.providers.Connection;
import dev.hone.providers.HttpProvider;
import dev.hone.providers.RetryRules;
import dev.hone.testing.FaultServer;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchesTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final RetryRules QUICK =
      new RetryRules(
          4,
          Duration.ofMillis(2),
          Duration.ofMillis(10),
          Duration.ofSeconds(1),
          Duration.ofMinutes(1),
          Duration.ofSeconds(30));
  private static final Batches.Pace PACE =
      new Batches.Pace(Duration.ofMillis(400), Duration.ofMillis(10), Duration.ofMillis(50));

  @TempDir Path folder;
  private SegmentStore store;

  @BeforeEach
  void openStore() {
    store = new LocalSegments(folder);
  }

  /** A process that asks by batch, alone or with others. */
  private final class Asking implements AutoCloseable {
    final LedgerSession session;
    private final Batches batches;
    private final ChatModel model;

    Asking(FaultServer server, Coordinator coordinator, String name, Duration patience) {
      this("openai", server, coordinator, name, patience);
    }

    Asking(
        String scheme,
        FaultServer server,
        Coordinator coordinator,
        String name,
        Duration patience) {
      session = new LedgerSession(store, coordinator, name);
      ModelUri uri = ModelUri.parse(scheme + ":m");
      Connection connection =
          Connection.named(scheme)
              .allowingPrivate()
              .at(server.base())
              .withRetry(QUICK)
              .withPrices(1, 4)
              .withTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(2));
      HttpProvider provider = (HttpProvider) ChatModels.provider(uri);
      Price price = connection.price("m");
      Price half = price == null ? null : price.byBatch();
      batches =
          new Batches(
              provider.batches(uri, connection, reference -> "key"),
              session,
              scheme,
              "m",
              half,
              PACE);
      model =
          new LedgeredModel(
              provider.open(uri, connection, reference -> "key", coordinator.gate(connection)),
              session,
              new LedgeredModel.Terms(scheme, "m", "a test", half, null),
              new LedgeredModel.ByBatch(batches, patience));
    }

    List<Answer> ask(int rows) {
      return Answer.all(model, requests(rows));
    }

    @Override
    public void close() {
      model.close();
      batches.close();
      session.close();
    }
  }

  private Asking asking(FaultServer server, Duration patience) throws IOException {
    return new Asking(server, LocalCoordinator.over(store), LedgerSession.newName(), patience);
  }

  private static ChatRequest request(int number) {
    return ChatRequest.of(List.of(Message.user("question " + number + ".")), Sampling.greedy(50));
  }

  private static List<ChatRequest> requests(int count) {
    return IntStream.range(0, count).mapToObj(BatchesTest::request).toList();
  }

  private List<LedgerRow> rows() throws IOException {
    List<LedgerRow> rows = new ArrayList<>();
    for (SegmentStore.Stored file : LedgerIndex.files(store)) {
      new String(store.read(file.name()), StandardCharsets.UTF_8)
          .lines()
          .forEach(line -> rows.add(LedgerRow.parse(line)));
    }
    return rows;
  }

  private List<LedgerRow> rows(LedgerRow.Kind kind) throws IOException {
    return rows().stream().filter(row -> row.kind() == kind).toList();
  }

  private long bought() throws IOException {
    return rows().stream().mapToLong(LedgerRow::bought).sum();
  }

  private static void assertAnswered(List<Answer> answers, int rows) {
    assertThat(answers.stream().map(Answer::error).filter(error -> error != null)).isEmpty();
    assertThat(answers.stream().map(Answer::text))
        .containsExactlyElementsOf(
            IntStream.range(0, rows).mapToObj(i -> "re: question " + i + ".").toList());
  }

  @Test
  void buysManyCallsAsOneBatchAtHalfThePriceAndLeavesNothingBehind() throws IOException {
    try (FaultServer server = FaultServer.good()) {
      try (Asking asking = asking(server, LONG)) {
        assertAnswered(asking.ask(40), 40);
        assertAnswered(asking.ask(40), 40);
        long end = System.nanoTime() + LONG.toNanos();
        while (server.batches().files() > 0 && System.nanoTime() < end) {
          Thread.onSpinWait(); // told first, tidied up afterwards
        }
      }
      assertThat(server.batches().made()).isOne();
      assertThat(server.bought()).isEqualTo(40);
      assertThat(server.batches().files()).as("requests and answers left at the server").isZero();
      assertThat(server.received())
          .noneMatch(one -> one.path().endsWith("/chat/completions"))
          .allMatch(one -> "Bearer key".equals(one.headers().get("authorization")));
      assertThat(rows(LedgerRow.Kind.BOUGHT))
          .hasSize(40)
          .allSatisfy(
              row ->
                  assertThat(row.costUsd())
                      .isEqualTo((row.usage().input() + 4.0 * row.usage().output()) / 2e6));
      assertThat(rows(LedgerRow.Kind.BATCH)).hasSize(1);
      assertThat(BatchPlan.names(store)).isEmpty();
      try (LedgerSession later =
          new LedgerSession(store, LocalCoordinator.over(store), LedgerSession.newName())) {
        assertThat(later.coordinator().claim(LedgerKey.of("openai", "m", request(7))))
            .as("found whichever way it is asked the next time")
            .isCompletedWithValueMatching(claim -> claim.bought() != null);
      }
    }
  }

  @Test
  void whatABatchDoesNotAnswerIsATypedErrorAndAskedAloneTheNextTime() throws IOException {
    try (FaultServer server = FaultServer.good()) {
      server
          .batches()
          .ending("expired")
          .leavingUnanswered(body -> body.contains("question 1."))
          .refusing(body -> body.contains("question 2."))
          .garbling(body -> body.contains("question 3."));
      try (Asking asking = asking(server, LONG)) {
        List<Answer> answers = asking.ask(10);
        assertThat(answers.stream().filter(answer -> answer.completion() != null)).hasSize(7);
        assertThat(answers.get(1).error()).contains("did not come to it within a day: batch_");
        assertThat(answers.get(2).error())
            .contains("m at 127.0.0.1 said HTTP 400 (context_length_exceeded) in batch_")
            .doesNotContain("question");
        assertThat(answers.get(3).error()).startsWith("Unreadable answer from m at 127.0.0.1");
      }
      Map<String, Long> kinds =
          rows(LedgerRow.Kind.FAILED).stream()
              .collect(
                  Collectors.groupingBy(
                      row -> String.valueOf(row.errorKind()), Collectors.counting()));
      assertThat(kinds).isEqualTo(Map.of("timeout", 1L, "invalid_request", 1L, "unreadable", 1L));
      assertThat(bought()).isEqualTo(server.bought()).isEqualTo(8);

      server
          .batches()
          .ending("completed")
          .leavingUnanswered(body -> false)
          .refusing(body -> false)
          .garbling(body -> false);
      try (Asking asking = asking(server, LONG)) {
        assertAnswered(asking.ask(10), 10);
      }
      assertThat(server.batches().made()).isEqualTo(2);
      assertThat(bought()).as("three more").isEqualTo(server.bought()).isEqualTo(11);
    }
  }

  @Test
  void aBatchThatIsRefusedIsATypedErrorOfEachRow() throws IOException {
    try (FaultServer server = FaultServer.good();
        Asking asking = asking(server, LONG)) {
      server.batches().ending("failed");
      assertThat(asking.ask(3))
          .extracting(Answer::error)
          .allMatch(
              error -> error.matches("m at 127.0.0.1 refused batch_\\d+ \\(invalid_json_line\\)."));
      assertThat(server.bought()).isZero();
      server.batches().ending("cancelled").leavingUnanswered(body -> body.contains("question 1."));
      assertThat(asking.ask(3).get(1).error()).contains("was cancelled there");
      assertThat(bought()).isEqualTo(server.bought()).isEqualTo(2);
    }
  }

  @Test
  void aReplyThatIsLostMakesNoSecondBatch() throws IOException {
    try (FaultServer server = FaultServer.good();
        Asking asking = asking(server, LONG)) {
      server.batches().losingReplies(1);
      assertAnswered(asking.ask(5), 5);
      assertThat(server.batches().made()).isOne();
    }
  }

  @Test
  void whatIsNotThereInTimeIsPendingAndCollectedLater() throws IOException {
    try (FaultServer server = FaultServer.good()) {
      server.batches().endingAfterLooks(Integer.MAX_VALUE);
      try (Asking asking = asking(server, Duration.ZERO)) {
        assertThat(asking.ask(8))
            .extracting(Answer::error)
            .allMatch(error -> error.startsWith("Not answered yet: m is in batch batch_"));
        assertThat(asking.ask(8)).allMatch(answer -> answer.error() != null);
      }
      assertThat(rows()).as("nothing failed").isEmpty();
      server.batches().endingAfterLooks(1);
      try (Asking asking = asking(server, LONG)) {
        assertAnswered(asking.ask(9), 9);
      }
      assertThat(server.batches().made()).as("the one, and one for the new row").isEqualTo(2);
      assertThat(bought()).isEqualTo(server.bought()).isEqualTo(9);
    }
  }

  @Test
  void aBatchWhoseProcessDiedIsCollectedByAnother() throws IOException {
    LocalCoordinator coordinator = LocalCoordinator.over(store);
    try (FaultServer server = FaultServer.good();
        CoordinatorServer shared =
            new CoordinatorServer(coordinator, InetAddress.getLoopbackAddress())) {
      server.batches().endingAfterLooks(Integer.MAX_VALUE);
      RemoteCoordinator link = remote(shared);
      Asking dying = new Asking(server, link, "dying", LONG);
      CompletableFuture<List<Answer>> lost = CompletableFuture.supplyAsync(() -> dying.ask(6));
      while (server.batches().made() < 1) {
        Thread.onSpinWait();
      }
      try (Asking other = new Asking(server, remote(shared), "other", LONG)) {
        CompletableFuture<List<Answer>> answers = CompletableFuture.supplyAsync(() -> other.ask(6));
        link.close(); // as the death of its process does
        dying.close();
        assertThat(lost.join()).allMatch(answer -> answer.error() != null);
        server.batches().endingAfterLooks(1);
        assertAnswered(answers.join(), 6);
      }
      assertThat(server.batches().made()).isOne();
      assertThat(bought()).isEqualTo(server.bought()).isEqualTo(6);
    }
  }

  private static RemoteCoordinator remote(CoordinatorServer shared) throws IOException {
    return new RemoteCoordinator("127.0.0.1", shared.port(), shared.jobToken(), null, () -> {});
  }

  @Test
  void underFaultsEveryRowEndsAndTheCountsOfMoneyAgree() throws IOException {
    int rows = Integer.getInteger("hone.ledger.rows", 300);
    try (FaultServer server = FaultServer.failing(0.3, 5)) {
      List<Answer> answers = List.of();
      for (int run = 1; run <= 5; run++) { // what an API that fails for too long leaves, goes on
        try (Asking asking = asking(server, Duration.ofSeconds(30))) {
          answers = asking.ask(rows);
          assertThat(answers).hasSize(rows);
        }
        if (answers.stream().allMatch(answer -> answer.completion() != null)) {
          break;
        }
      }
      assertAnswered(answers, rows);
      System.out.printf(
          "batches: %d rows under 30%% faults: %d requests, %d batches, %d answers bought by the"
              + " server's count and %d by the ledger's%n",
          rows, server.requests(), server.batches().made(), server.bought(), bought());
      assertThat(bought()).isEqualTo(server.bought()).isEqualTo(rows);
    }
  }

  @Test
  void anthropicsBatchesAreBoughtLikewise() throws IOException {
    try (FaultServer server = FaultServer.good()) {
      server
          .batches()
          .leavingUnanswered(body -> body.contains("question 1."))
          .refusing(body -> body.contains("question 2."))
          .garbling(body -> body.contains("question 3."));
      try (Asking asking = anthropic(server)) {
        List<Answer> answers = asking.ask(10);
        assertThat(answers.stream().filter(answer -> answer.completion() != null)).hasSize(7);
        assertThat(answers.get(1).error()).contains("did not come to it within a day: msgbatch_");
        assertThat(answers.get(2).error()).contains(" (invalid_request_error)");
        assertThat(answers.get(3).error()).startsWith("Unreadable answer from m at 127.0.0.1");
      }
      assertThat(server.batches().made()).as("deleted there").isZero();
      server
          .batches()
          .leavingUnanswered(body -> false)
          .refusing(body -> false)
          .garbling(body -> false)
          .losingReplies(1);
      try (Asking asking = anthropic(server)) {
        assertThat(asking.ask(10).get(2).error())
            .contains("Run again when it has ended; nothing is bought twice.");
      }
      assertThat(server.batches().made()).isOne();
      server.batches().endingAfterLooks(1);
      server.batches().lookAtAll();
      try (Asking asking = anthropic(server)) {
        assertAnswered(asking.ask(10), 10);
      }
      assertThat(bought()).isEqualTo(server.bought()).isEqualTo(11);
    }
  }

  private Asking anthropic(FaultServer server) throws IOException {
    return new Asking(
        "anthropic", server, LocalCoordinator.over(store), LedgerSession.newName(), LONG);
  }

  @Test
  void aFoldKeepsWhatWasCollected() throws IOException {
    try (FaultServer server = FaultServer.good()) {
      try (Asking asking = asking(server, LONG)) {
        asking.ask(5);
      }
      Fold fold = Fold.begin(store).orElseThrow();
      fold.end(store, fold.rows(store, name -> false));
      assertThat(store.list(SegmentWriter.PREFIX)).isEmpty();
      try (Asking asking = asking(server, LONG)) {
        assertAnswered(asking.ask(5), 5);
        String batch = rows(LedgerRow.Kind.BATCH).get(0).key();
        assertThat(asking.session.coordinator().claim(batch))
            .isCompletedWithValueMatching(claim -> claim.bought() != null);
      }
      assertThat(server.batches().made()).isOne();
    }
  }
}
