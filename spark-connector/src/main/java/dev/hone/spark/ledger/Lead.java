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
import java.util.UUID;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Which of the jobs that share a ledger decides who buys what: the one whose address stands in the
 * ledger's folder and that answers there. The others ask it; when it ends one of them takes over.
 * Jobs that cannot reach each other over the network may both buy what they ask at the same time.
 */
final class Lead implements AutoCloseable {
  private static final String ADDRESS = "coordinator.json";
  private static final long SETTLE_MILLIS = 50;

  private final SegmentStore store;
  private final LocalCoordinator coordinator;
  private final CoordinatorServer server;
  private final String host;
  private final String id = UUID.randomUUID().toString();
  private boolean first;
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
    if (closed || follow()) {
      return;
    }
    String mine =
        Json.write(
            Json.object()
                .put("host", host)
                .put("port", server.port())
                .put("token", server.ledgerToken()));
    store.delete(ADDRESS);
    store.write(ADDRESS, mine.getBytes(StandardCharsets.UTF_8));
    pause(); // two may have found nobody at the same time: the last to write leads
    if (!mine.equals(new String(store.read(ADDRESS), StandardCharsets.UTF_8)) && follow()) {
      return;
    }
    first = true;
    coordinator.ask(null);
    coordinator.refresh(store);
  }

  private boolean follow() throws IOException {
    JsonNode address;
    try {
      address = Json.read(new String(store.read(ADDRESS), StandardCharsets.UTF_8));
    } catch (FileNotFoundException e) {
      return false;
    }
    if (address == null || address.path("token").asText().equals(server.ledgerToken())) {
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
      throw new HoneException("Cannot take over the ledger: " + e.getMessage() + ".", e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(SETTLE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    try {
      if (first) {
        store.delete(ADDRESS);
      }
    } catch (IOException e) {
      // The next job finds nobody there and leads itself.
    }
    if (leader != null) {
      leader.close();
    }
    server.close();
  }
}
