package dev.hone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Paid calls on a cluster whose processes die, whose tasks run twice and whose jobs run side by
 * side: every row is answered, and nothing is bought twice but what was in flight in a process that
 * died. All on one cluster, each over a home of its own. {@code -Dhone.cluster.rows} and {@code
 * -Dhone.rate.seconds} make it larger.
 */
class LedgerClusterTest {
  private static final Duration LONGEST = Duration.ofMinutes(20);
  private static final String KEY = "sk-test-5f0c9a7be1";

  @TempDir static Path folder;
  private static LocalCluster cluster;

  /** A job on two executors. */
  private static LocalCluster.Submitted job;

  /** A job in one process. */
  private static LocalCluster.Submitted other;

  private final int rows = Integer.getInteger("hone.cluster.rows", 120);

  @BeforeAll
  static void start() throws IOException {
    cluster = new LocalCluster("ledger", folder);
    Files.writeString(folder.resolve("key"), KEY + "\n");
    Map<String, String> conf =
        Map.of(
            "spark.speculation",
            "true",
            "spark.speculation.quantile",
            "0.5",
            "spark.speculation.minTaskRuntime",
            "200ms",
            "spark.eventLog.enabled",
            "true",
            "spark.eventLog.compress",
            "false",
            "spark.eventLog.dir",
            Files.createDirectory(folder.resolve("events")).toString(),
            // no hurry where the machine is busy
            "spark.network.timeout",
            "900s",
            "spark.rpc.askTimeout",
            "300s",
            PaidJob.WORKER_TIMEOUT,
            "900");
    job = submit("ledger-job", conf, PaidJob.ON_A_CLUSTER);
    other = submit("ledger-other", conf);
  }

  private static LocalCluster.Submitted submit(String name, Map<String, String> conf, String... how)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of(folder.resolve("key").toString()));
    arguments.addAll(List.of(how));
    return cluster.submit(
        name, "local[1]", conf, PaidJob.class, List.of(), arguments.toArray(String[]::new));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    job.kill();
    other.kill();
  }

  /** An order that a job was given. */
  private record Order(LocalCluster.Submitted to, Path answers) {
    /** What the job told when it had carried it out. */
    JsonNode told() throws IOException, InterruptedException {
      Path told = Path.of(answers + PaidJob.TOLD);
      long end = System.nanoTime() + LONGEST.toNanos();
      while (!Files.exists(told)) {
        assertThat(to.process().isAlive() && System.nanoTime() < end).as(to.printedLast()).isTrue();
        Thread.sleep(20);
      }
      return Json.parse(Files.readString(told));
    }
  }

  private static ObjectNode order(FaultServer server, Path home, int count) {
    return Json.object()
        .put("home", home.toString())
        .put("server", server.base())
        .put("rows", count)
        .put("per_minute", 0)
        .put("straggling", false);
  }

  private static Order give(LocalCluster.Submitted to, ObjectNode order) throws IOException {
    Path answers = folder.resolve("answers-" + UUID.randomUUID());
    to.tell(Json.write(order.put("answers", answers.toString())));
    return new Order(to, answers);
  }

  private static void assertAllAnswered(JsonNode told, int rows) {
    assertThat(told.path("failure").asText()).isEmpty();
    assertThat(told.path("rows").asInt()).isEqualTo(rows);
    assertThat(told.path("answers").asInt()).as(told.toString()).isEqualTo(rows);
    assertThat(told.path("errors").asInt()).isZero();
  }

  /** What the ledger's files say. */
  private record Kept(long bought, long calls, long inFlight) {}

  private static Kept kept(Path home) throws IOException {
    SegmentStore store = new LocalSegments(home.resolve("ledger"));
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
  void anExecutorThatIsKilledCostsWhatItHadInFlight(@TempDir Path home) throws Exception {
    AtomicLong killed = new AtomicLong();
    FaultServer.Script killsInTheMiddle =
        (number, body) -> {
          if (number == rows / 3) { // no task can have all of its rows by then
            ProcessHandle executor = job.executors().get(0);
            killed.set(executor.pid());
            executor.destroyForcibly(); // SIGKILL
          }
          return Fault.NONE;
        };
    try (FaultServer server = new FaultServer(killsInTheMiddle).taking(50)) {
      JsonNode told = give(job, order(server, home, rows)).told();
      Kept kept = kept(home);
      System.out.printf(
          "cluster: an executor killed: %s; %d answers bought by the server's count, %d kept, %d"
              + " were in flight%n",
          told, server.bought(), kept.bought(), kept.inFlight());
      assertAllAnswered(told, rows);
      assertThat(killed.get()).isPositive();
      assertThat(told.path("retried").asInt()).as("rows of a retried task").isPositive();
      assertThat(kept.calls()).isEqualTo(rows);
      assertThat(kept.inFlight()).isLessThanOrEqualTo(PaidJob.IN_FLIGHT);
      assertThat(server.bought() - kept.bought()).isBetween(0L, kept.inFlight());
    }
  }

  @Test
  void aSpeculativeTaskBuysNothingTwice(@TempDir Path home) throws Exception {
    try (FaultServer server = FaultServer.good().taking(20)) {
      JsonNode told = give(job, order(server, home, rows).put("straggling", true)).told();
      Kept kept = kept(home);
      System.out.printf(
          "cluster: a straggler: %s; %d answers bought by the server's count, %d kept%n",
          told, server.bought(), kept.bought());
      assertAllAnswered(told, rows);
      assertThat(told.path("retried").asInt())
          .as("rows of the second try")
          .isGreaterThanOrEqualTo(rows / PaidJob.TASKS);
      assertThat(kept).isEqualTo(new Kept(rows, rows, 0));
      assertThat(server.boughtByRequest())
          .hasSize(rows)
          .allSatisfy((request, times) -> assertThat(times).isOne());
    }
  }

  @Test
  void twoJobsAtOnceOverOneHomeBuyNothingTwice(@TempDir Path home) throws Exception {
    try (FaultServer server = FaultServer.good().taking(50)) {
      Order one = give(job, order(server, home, rows));
      Order two = give(other, order(server, home, rows));
      JsonNode toldByOne = one.told();
      JsonNode toldByTwo = two.told();
      Kept kept = kept(home);
      System.out.printf(
          "cluster: two jobs of %d rows at once: %s and %s; %d answers bought by the server's"
              + " count, %d kept%n",
          rows, toldByOne, toldByTwo, server.bought(), kept.bought());
      assertAllAnswered(toldByOne, rows);
      assertAllAnswered(toldByTwo, rows);
      assertThat(kept).isEqualTo(new Kept(rows, rows, 0));
      assertThat(server.bought()).isEqualTo(rows);
    }
  }

  @Test
  void twoExecutorsTogetherKeepToTheRate(@TempDir Path home) throws Exception {
    int seconds = Integer.getInteger("hone.rate.seconds", 2);
    int perMinute = 1_200;
    int warm = 20; // the first come late, as classes are loaded
    int count = warm + perMinute * seconds / 60;
    try (FaultServer server = FaultServer.good().taking(20)) {
      long begun = System.nanoTime();
      JsonNode told = give(job, order(server, home, count).put("per_minute", perMinute)).told();
      assertAllAnswered(told, count);
      assertThat(told.path("executors").asInt()).isEqualTo(2);
      List<Long> nanos =
          server.received().stream().map(FaultServer.Received::nanos).sorted().toList();
      double minutes = (nanos.get(count - 1) - nanos.get(warm - 1)) / 60e9;
      double share = (count - warm) / minutes / perMinute;
      System.out.printf(
          "cluster: %d requests from two executors in %.1f s: %.1f%% of %d a minute%n",
          count - warm, minutes * 60, share * 100, perMinute);
      assertThat((nanos.get(count - 1) - begun) / 60e9 * perMinute)
          .as("places since the job was told")
          .isGreaterThan(count - 1);
      if (seconds >= 60) { // in less it shows when the threads of a busy machine wake up
        assertThat(share).isBetween(0.95, 1.0);
      }
    }
  }

  @Test
  void theKeyIsSentAndWrittenNowhere(@TempDir Path home) throws Exception {
    int few = 8;
    try (FaultServer server = FaultServer.good()) {
      assertAllAnswered(give(job, order(server, home, few)).told(), few);
      assertThat(server.received())
          .hasSize(few)
          .allMatch(one -> ("Bearer " + KEY).equals(one.headers().get("authorization")));
    }
    assertThat(folder.resolve("events")).isNotEmptyDirectory();
    assertThat(cluster.work()).isNotEmptyDirectory();
    assertThat(filesWithKey(home, folder, cluster.work(), job.log(), other.log()))
        .containsExactly(folder.resolve("key"));
  }

  /** Tables, answers, event logs, what programs printed. */
  private static List<Path> filesWithKey(Path... roots) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path root : roots) {
      try (Stream<Path> files = Files.walk(root)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(KEY)) {
            found.add(file);
          }
        }
      }
    }
    return found;
  }
}
