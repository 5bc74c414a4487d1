package dev.hone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.json.Json;
import dev.hone.ledger.Fold;
import dev.hone.ledger.LedgerRow;
import dev.hone.ledger.LocalSegments;
import dev.hone.ledger.SegmentStore;
import dev.hone.ledger.SegmentWriter;
import dev.hone.testing.Fault;
import dev.hone.testing.FaultServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Paid calls on a cluster whose processes die, whose tasks run twice and whose jobs run side by
 * side: every row is answered, and nothing is bought twice but what was in flight in a process that
 * died. {@code -Dhone.cluster.rows} and {@code -Dhone.rate.seconds} make it larger.
 */
class LedgerClusterTest {
  private static final long MINUTES = 20;
  private static final String TWO_EXECUTORS = "local-cluster[2,1,1024]";
  private static final Map<String, String> BOTH_FIRST =
      Map.of(
          "spark.scheduler.minRegisteredResourcesRatio", "1.0",
          "spark.scheduler.maxRegisteredResourcesWaitingTime", "120s");

  private final int rows = Integer.getInteger("hone.cluster.rows", 400);

  @TempDir Path folder;
  private final List<LocalCluster.Submitted> submitted = new ArrayList<>();

  @AfterEach
  void stop() throws InterruptedException {
    for (LocalCluster.Submitted one : submitted) {
      one.kill();
    }
  }

  private LocalCluster.Submitted submit(
      LocalCluster cluster,
      String name,
      String master,
      Map<String, String> conf,
      FaultServer server,
      int count,
      int perMinute,
      String kind)
      throws IOException {
    LocalCluster.Submitted job =
        cluster.submit(
            name,
            master,
            conf,
            PaidJob.class,
            List.of(),
            folder.resolve("home").toString(),
            server.base(),
            Integer.toString(count),
            Integer.toString(perMinute),
            folder.resolve("answers-of-" + name).toString(),
            kind);
    submitted.add(job);
    return job;
  }

  private static JsonNode told(LocalCluster.Submitted job) throws Exception {
    return job.printed(MINUTES)
        .lines()
        .filter(line -> line.startsWith(PaidJob.TOLD))
        .map(line -> Json.parse(line.substring(PaidJob.TOLD.length())))
        .findFirst()
        .orElseThrow();
  }

  private static void assertAllAnswered(JsonNode told, int rows) {
    assertThat(told.path("rows").asInt()).isEqualTo(rows);
    assertThat(told.path("answers").asInt()).as(told.toString()).isEqualTo(rows);
    assertThat(told.path("errors").asInt()).isZero();
  }

  /** What the ledger's files say. */
  private record Kept(long bought, long calls, long inFlight) {}

  private Kept kept() throws IOException {
    SegmentStore store = new LocalSegments(folder.resolve("home").resolve("ledger"));
    List<LedgerRow> lines = new ArrayList<>();
    for (String prefix : List.of(SegmentWriter.PREFIX, Fold.PACK)) {
      for (SegmentStore.Stored file : store.list(prefix)) {
        new String(store.read(file.name()), StandardCharsets.UTF_8)
            .lines()
            .forEach(line -> lines.add(LedgerRow.parse(line)));
      }
    }
    Set<String> ended =
        lines.stream()
            .filter(line -> line.kind() != LedgerRow.Kind.ASKED)
            .map(LedgerRow::id)
            .collect(Collectors.toCollection(HashSet::new));
    return new Kept(
        lines.stream().mapToLong(LedgerRow::bought).sum(),
        lines.stream().filter(line -> line.kind() == LedgerRow.Kind.BOUGHT).count(),
        lines.stream()
            .filter(line -> line.kind() == LedgerRow.Kind.ASKED && !ended.contains(line.id()))
            .count());
  }

  @Test
  void anExecutorThatIsKilledCostsWhatItHadInFlight() throws Exception {
    AtomicReference<LocalCluster.Submitted> job = new AtomicReference<>();
    FaultServer.Script killsInTheMiddle =
        (number, body) -> {
          if (number == rows / 3) {
            job.get().executors().get(0).destroyForcibly(); // SIGKILL
          }
          return Fault.NONE;
        };
    try (FaultServer server = new FaultServer(killsInTheMiddle).taking(50)) {
      job.set(
          submit(
              new LocalCluster("ledger", folder),
              "ledger-killed",
              TWO_EXECUTORS,
              BOTH_FIRST,
              server,
              rows,
              0,
              "plain"));
      JsonNode told = told(job.get());
      Kept kept = kept();
      System.out.printf(
          "cluster: an executor killed: %s; %d answers bought by the server's count, %d kept, %d"
              + " were in flight%n",
          told, server.bought(), kept.bought(), kept.inFlight());
      assertAllAnswered(told, rows);
      assertThat(told.path("retried").asInt()).as("rows of a retried task").isPositive();
      assertThat(kept.calls()).isEqualTo(rows);
      assertThat(kept.inFlight()).isLessThanOrEqualTo(PaidJob.IN_FLIGHT);
      assertThat(server.bought() - kept.bought()).isBetween(0L, kept.inFlight());
    }
  }

  @Test
  void aSpeculativeTaskBuysNothingTwice() throws Exception {
    Map<String, String> speculation = new HashMap<>(BOTH_FIRST);
    speculation.put("spark.speculation", "true");
    speculation.put("spark.speculation.quantile", "0.5");
    speculation.put("spark.speculation.minTaskRuntime", "200ms");
    try (FaultServer server = FaultServer.good().taking(20)) {
      LocalCluster.Submitted job =
          submit(
              new LocalCluster("ledger", folder),
              "ledger-speculation",
              "local[1]", // it starts a cluster itself
              speculation,
              server,
              rows,
              0,
              "straggling");
      JsonNode told = told(job);
      Kept kept = kept();
      System.out.printf(
          "cluster: a straggler: %s; %d answers bought by the server's count, %d kept%n",
          told, server.bought(), kept.bought());
      assertAllAnswered(told, rows);
      assertThat(told.path("retried").asInt()).as("rows of the second try").isEqualTo(rows / 2);
      assertThat(kept).isEqualTo(new Kept(rows, rows, 0));
      assertThat(server.boughtByRequest())
          .hasSize(rows)
          .allSatisfy((request, times) -> assertThat(times).isOne());
    }
  }

  @Test
  void twoJobsAtOnceOverOneHomeBuyNothingTwice() throws Exception {
    try (FaultServer server = FaultServer.good().taking(50)) {
      LocalCluster cluster = new LocalCluster("ledger", folder);
      List<LocalCluster.Submitted> jobs = new ArrayList<>();
      for (String name : List.of("ledger-one", "ledger-other")) {
        jobs.add(
            submit(cluster, name, "local-cluster[1,1,1024]", BOTH_FIRST, server, rows, 0, "plain"));
      }
      for (LocalCluster.Submitted job : jobs) {
        JsonNode told = told(job);
        System.out.printf("cluster: %s: %s%n", job.log().getFileName(), told);
        assertAllAnswered(told, rows);
      }
      Kept kept = kept();
      System.out.printf(
          "cluster: two jobs of %d rows at once: %d answers bought by the server's count, %d"
              + " kept%n",
          rows, server.bought(), kept.bought());
      assertThat(kept).isEqualTo(new Kept(rows, rows, 0));
      assertThat(server.bought()).isEqualTo(rows);
    }
  }

  @Test
  void twoExecutorsTogetherKeepToTheRateAndNearlyReachIt() throws Exception {
    int seconds = Integer.getInteger("hone.rate.seconds", 5);
    int perMinute = 1_200;
    int warm = 20; // the first come late, as classes are loaded
    int count = warm + perMinute * seconds / 60;
    try (FaultServer server = FaultServer.good().taking(20)) {
      LocalCluster.Submitted job =
          submit(
              new LocalCluster("ledger", folder),
              "ledger-rate",
              TWO_EXECUTORS,
              BOTH_FIRST,
              server,
              count,
              perMinute,
              "plain");
      JsonNode told = told(job);
      assertAllAnswered(told, count);
      assertThat(told.path("executors").asInt()).isEqualTo(2);
      List<Long> nanos =
          server.received().stream().map(FaultServer.Received::nanos).sorted().toList();
      double minutes = (nanos.get(count - 1) - nanos.get(warm - 1)) / 60e9;
      double share = (count - warm) / minutes / perMinute;
      System.out.printf(
          "cluster: %d requests from two executors in %.1f s: %.1f%% of %d a minute%n",
          count - warm, minutes * 60, share * 100, perMinute);
      // In a few seconds it shows when threads of a busy machine wake up, and not the rate.
      assertThat(share).isBetween(seconds < 30 ? 0.8 : 0.95, seconds < 30 ? 1.2 : 1.0);
    }
  }
}
