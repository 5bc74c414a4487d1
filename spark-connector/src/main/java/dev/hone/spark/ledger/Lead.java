package dev.hone.spark.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.HoneException;
import dev.hone.json.Json;
import dev.hone.ledger.CoordinatorServer;
import dev.hone.ledger.LocalCoordinator;
import dev.hone.ledger.RemoteCoordinator;
import dev.hone.ledger.SegmentStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Which of the jobs that share a ledger decides who buys what: the one whose address has the
 * highest number in the ledger's folder and that answers there. The others ask it; when it ends,
 * whoever is first to write the next number takes over. Jobs that cannot reach each other over the
 * network may both buy what they ask at the same time.
 */
final class Lead implements AutoCloseable {
  private static final String ADDRESS = "coordinator-";
  private static final String ENDED = "coordinator.ended-";

  private final SegmentStore store;
  private final LocalCoordinator coordinator;
  private final CoordinatorServer server;
  private final String host;
  private final String id = UUID.randomUUID().toString();
  private boolean first;
  private long leading;
  private boolean closed;
  private @Nullable RemoteCoordinator leader;

  Lead(SparkSession spark, SegmentStore store, LocalCoordinator coordinator) throws IOException {
    this.store = store;
    this.coordinator = coordinator;
    SparkConf conf = spark.sparkContext().getConf();
    this.host = conf.get("spark.driver.host", "127.0.0.1");
    this.server =
        new CoordinatorServer(
            coordinator, InetAddress.getByName(conf.get("spark.driver.bindAddress", host)));
    elect();
  }

  /** Names this job's part in the ledger. */
  String id() {
    return id;
  }

  String host() {
    return host;
  }

  int port() {
    return server.port();
  }

  String token() {
    return server.jobToken();
  }

  /** Whether this job leads the ledger. */
  synchronized boolean isFirst() {
    return first;
  }

  private synchronized void elect() throws IOException {
    while (!closed) {
      long number = latest();
      if (number > 0 && follow(number)) {
        return;
      }
      if (store.writeNew(name(ADDRESS, number + 1), address())) {
        lead(number + 1);
        return;
      } // else another was faster, who is followed
    }
  }

  private void lead(long number) throws IOException {
    coordinator.refresh(store); // what the one before it bought
    first = true;
    leading = number;
    coordinator.ask(null);
    for (String prefix : List.of(ADDRESS, ENDED)) {
      for (SegmentStore.Stored file : store.list(prefix)) {
        if (!file.name().equals(name(ADDRESS, number))) {
          store.delete(file.name());
        }
      }
    }
  }

  private static String name(String prefix, long number) {
    return prefix + String.format("%012d", number);
  }

  /**
   * The highest number there is; 0 for none. It stays when its job has ended: numbers only rise.
   */
  private long latest() throws IOException {
    long latest = 0;
    for (SegmentStore.Stored file : store.list(ADDRESS)) {
      latest = Math.max(latest, Long.parseLong(file.name().substring(ADDRESS.length())));
    }
    return latest;
  }

  private byte[] address() {
    return Json.write(
            Json.object()
                .put("host", host)
                .put("port", server.port())
                .put("token", server.ledgerToken()))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Whether that one answers. */
  private boolean follow(long number) throws IOException {
    if (!store.list(name(ENDED, number)).isEmpty()) {
      return false;
    }
    JsonNode address;
    try {
      address = Json.read(new String(store.read(name(ADDRESS, number)), StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      return false; // a higher one leads
    }
    if (address == null) {
      return false;
    }
    try {
      leader =
          new RemoteCoordinator(
              address.path("host").asText(),
              address.path("port").asInt(),
              address.path("token").asText(),
              null,
              this::takeOver);
      first = false;
      coordinator.ask(leader);
      return true;
    } catch (IOException e) {
      return false; // it is gone
    }
  }

  private void takeOver() {
    try {
      elect();
    } catch (IOException e) {
      coordinator.ask(null); // alone is better than not at all
      throw new HoneException("Cannot take over the ledger: " + e.getMessage() + ".", e);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    try {
      if (first) {
        store.write(name(ENDED, leading), new byte[] {'\n'});
      }
    } catch (IOException e) {
      // The next job finds nobody there and leads itself.
    }
    if (leader != null) {
      leader.close();
    }
    coordinator.ask(null);
    server.close();
  }
}
