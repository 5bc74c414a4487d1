package dev.hone.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.testing.FaultServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that asks is killed in the middle, and started again. */
class CrashTest {
  /** What one process has under way at most. */
  private static final int IN_FLIGHT = 64;

  private final int rows = Integer.getInteger("hone.ledger.rows", 500);

  @TempDir Path folder;

  private Process start(FaultServer server, Path output, String... more) throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Djava.net.preferIPv4Stack=true",
            "-cp",
            System.getProperty("java.class.path"),
            AskingProgram.class.getName(),
            folder.resolve("ledger").toString(),
            server.base(),
            Integer.toString(rows)));
    command.addAll(List.of(more));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  private static List<LedgerRow> rows(SegmentStore store) throws IOException {
    List<LedgerRow> rows = new ArrayList<>();
    for (SegmentStore.Stored file : LedgerIndex.files(store)) {
      new String(store.read(file.name()), StandardCharsets.UTF_8)
          .lines()
          .forEach(line -> rows.add(LedgerRow.parse(line)));
    }
    return rows;
  }

  private static long bought(SegmentStore store) throws IOException {
    return rows(store).stream().mapToLong(LedgerRow::bought).sum();
  }

  /** The server's count when what was under way there has ended too. */
  private static long settled(FaultServer server) throws InterruptedException {
    long before = -1;
    for (long now = server.bought(); now != before; now = server.bought()) {
      before = now;
      Thread.sleep(150);
    }
    return before;
  }

  @Test
  void onlyWhatWasInFlightIsBoughtAgain() throws Exception {
    SegmentStore store = new LocalSegments(folder.resolve("ledger"));
    try (FaultServer server = FaultServer.good().taking(20)) {
      Process process = start(server, folder.resolve("first.txt"));
      while (server.bought() < rows / 2 && process.isAlive()) {
        Thread.sleep(5);
      }
      process.destroyForcibly().waitFor(); // SIGKILL
      long paid = settled(server);
      long kept = bought(store);
      Fold fold = Fold.begin(store).orElseThrow();
      long lost =
          fold.rows(store, session -> false).stream()
              .filter(row -> row.kind() == LedgerRow.Kind.LOST)
              .count();
      assertThat(paid).isGreaterThanOrEqualTo(rows / 2).isLessThan(rows);
      assertThat(paid - kept)
          .as("the ledger knows of each answer that was lost")
          .isBetween(0L, lost);
      assertThat(lost).isLessThanOrEqualTo(IN_FLIGHT);

      Process again = start(server, folder.resolve("second.txt"));
      assertThat(again.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(Files.readString(folder.resolve("second.txt"))).contains("answers: " + rows);
      assertThat(server.bought() - bought(store))
          .as("bought and lost: what was in flight, and nothing else")
          .isEqualTo(paid - kept);
      assertThat(server.bought()).isEqualTo(rows + (paid - kept));
      System.out.printf(
          "crash: killed after %d of %d answers: %d kept, %d in flight of which %d were bought"
              + " and lost; all %d rows answered after the restart, %d bought in all%n",
          paid, rows, kept, lost, paid - kept, rows, server.bought());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBatchIsFoundAgainAndBoughtOnce(boolean beforeItsIdIsHeard) throws Exception {
    SegmentStore store = new LocalSegments(folder.resolve("ledger"));
    CountDownLatch never = new CountDownLatch(beforeItsIdIsHeard ? 1 : 0);
    try (FaultServer server = FaultServer.good()) {
      server.batches().endingAfterLooks(Integer.MAX_VALUE).holdingReplies(never);
      Process process = start(server, folder.resolve("first.txt"), "batch");
      while (process.isAlive()
          && (server.batches().made() < 1
              || (!beforeItsIdIsHeard && store.list("batch-").size() < 2))) {
        Thread.sleep(5);
      }
      process.destroyForcibly().waitFor(); // SIGKILL
      assertThat(server.bought()).as("the batch goes on without it").isZero();
      server.batches().endingAfterLooks(1);
      never.countDown();

      Process again = start(server, folder.resolve("second.txt"), "batch");
      assertThat(again.waitFor(5, TimeUnit.MINUTES)).isTrue();
      assertThat(Files.readString(folder.resolve("second.txt"))).contains("answers: " + rows);
      assertThat(bought(store)).isEqualTo(server.bought()).isEqualTo(rows);
      assertThat(server.boughtByRequest().values()).allMatch(times -> times == 1);
      System.out.printf(
          "crash: killed with %d calls in batches under way, its id %s: found again; %d batches"
              + " made, %d answers bought%n",
          rows, beforeItsIdIsHeard ? "unheard" : "heard", server.batches().made(), server.bought());
    }
  }
}
