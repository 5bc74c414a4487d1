package dev.hone.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.HoneException;
import dev.hone.json.Json;
import dev.hone.providers.Connection;
import dev.hone.providers.KeyRef;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A coordinator for the other processes of a job: a line of JSON for each word said, over TCP. Who
 * connects first says a token: the job's, which opens everything, or the ledger's, which opens
 * claims only. When a connection ends, what was claimed over it is free again. The lines are not
 * encrypted, no more than Spark's own between a driver and its executors.
 */
public final class CoordinatorServer implements AutoCloseable {
  private final LocalCoordinator coordinator;
  private final ServerSocket socket;
  private final String jobToken = token();
  private final String ledgerToken = token();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /**
   * Starts to listen.
   *
   * @param address where the job's other processes reach this one
   */
  public CoordinatorServer(LocalCoordinator coordinator, InetAddress address) {
    this.coordinator = coordinator;
    try {
      this.socket = new ServerSocket(0, 512, address);
    } catch (IOException e) {
      throw new HoneException(
          "Cannot listen for this job's executors on " + address + ": " + e.getMessage() + ".", e);
    }
    start("hone-coordinator", this::accept);
  }

  private static String token() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  public int port() {
    return socket.getLocalPort();
  }

  /** Opens everything; for the tasks of this job. */
  public String jobToken() {
    return jobToken;
  }

  /** Opens claims; for other jobs that share the ledger. */
  public String ledgerToken() {
    return ledgerToken;
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        client.setTcpNoDelay(true);
        client.setKeepAlive(true);
        open.add(client);
        start("hone-coordinator-connection", () -> serve(client));
      } catch (IOException e) {
        // closed, or a client that went away at once
      }
    }
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  private void serve(Socket client) {
    Peer peer = null;
    try (client;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))) {
      String token = String.valueOf(in.readLine());
      boolean jobs = same(token, jobToken);
      if (!jobs && !same(token, ledgerToken)) {
        return;
      }
      peer = new Peer(client.getOutputStream(), jobs);
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        peer.hear(Json.parse(line));
      }
    } catch (IOException | RuntimeException e) {
      // The other side went away, or talks nonsense: either way its claims are free.
    } finally {
      open.remove(client);
      if (peer != null) {
        coordinator.ended(peer.name, peer.sessions);
      }
    }
  }

  /** The other end of one connection. */
  private final class Peer {
    final String name = UUID.randomUUID().toString();
    final Set<String> sessions = new HashSet<>();
    private final OutputStream out;
    private final boolean jobs;

    Peer(OutputStream out, boolean jobs) {
      this.out = out;
      this.jobs = jobs;
    }

    void hear(JsonNode said) {
      String key = said.path("key").asText();
      switch (said.path("op").asText()) {
        case "session" -> {
          sessions.add(said.path("name").asText());
          coordinator.runs(said.path("name").asText());
          say(said, Json.object());
        }
        case "claim" -> {
          var unused =
              coordinator.claim(key, name).thenAccept(claim -> say(said, place(claim.bought())));
        }
        case "find" -> {
          var unused = coordinator.find(key).thenAccept(found -> say(said, place(found)));
        }
        case "bought" ->
            coordinator.bought(
                key,
                new Place(
                    said.path("segment").asText(),
                    said.path("from").asLong(),
                    said.path("bytes").asInt()));
        case "failed" -> coordinator.failed(key);
        default -> {
          if (jobs) {
            hearOfJob(said);
          }
        }
      }
    }

    private void hearOfJob(JsonNode said) {
      switch (said.path("op").asText()) {
        case "admit" ->
            say(
                said,
                Json.object()
                    .put("nanos", coordinator.rate(connection(said)).reserve(tokens(said))));
        case "took" ->
            coordinator.rate(connection(said)).took(tokens(said), said.path("took").asLong());
        case "throttled" ->
            coordinator
                .rate(connection(said))
                .throttled(Duration.ofMillis(said.path("millis").asLong()));
        case "reserve" -> {
          var unused =
              coordinator
                  .reserve(budget(said), said.path("usd").asDouble())
                  .thenAccept(enough -> say(said, Json.object().put("enough", enough)));
        }
        case "settle" ->
            coordinator.settle(
                budget(said), said.path("reserved").asDouble(), said.path("usd").asDouble());
        case "key" ->
            say(
                said,
                Json.object()
                    .put(
                        "value",
                        coordinator.keys().value(KeyRef.parse(said.path("reference").asText()))));
        default -> {}
      }
    }

    private int tokens(JsonNode said) {
      return said.path("tokens").asInt();
    }

    private Connection connection(JsonNode said) {
      return Connection.named(said.path("connection").asText())
          .withRates(said.path("rpm").asInt(), said.path("tpm").asInt());
    }

    private Coordinator.Budget budget(JsonNode said) {
      return new Coordinator.Budget(said.path("budget").asText(), said.path("most").asDouble());
    }

    private ObjectNode place(@Nullable Place place) {
      return place == null
          ? Json.object()
          : Json.object()
              .put("segment", place.segment())
              .put("from", place.from())
              .put("bytes", place.bytes());
    }

    private void say(JsonNode to, ObjectNode answer) {
      byte[] line =
          (Json.write(answer.put("id", to.path("id").asLong())) + "\n")
              .getBytes(StandardCharsets.UTF_8);
      synchronized (out) {
        try {
          out.write(line);
          out.flush();
        } catch (IOException e) {
          // Gone: its reader notices and frees what it claimed.
        }
      }
    }
  }

  /** Hangs up on all. */
  @Override
  public void close() {
    try {
      socket.close();
      for (Socket client : open) {
        client.close();
      }
    } catch (IOException e) {
      // nothing is left to hang up on
    }
  }
}
