package dev.hone.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.HoneException;
import dev.hone.json.Json;
import dev.hone.providers.CallGate;
import dev.hone.providers.Connection;
import dev.hone.providers.KeySource;
import dev.hone.providers.PacedGate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A coordinator in another process, over a {@link CoordinatorServer}. */
public final class RemoteCoordinator implements Coordinator, LocalCoordinator.Claims {
  private static final int CONNECT_MILLIS = 5_000;
  private static final long KEY_SECONDS = 30;

  private final Socket socket = new Socket();
  private final OutputStream out;
  private final AtomicLong ids = new AtomicLong();
  private final Map<Long, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
  private final Runnable ended;
  private volatile boolean closed;

  /**
   * Connects.
   *
   * @param session the session of whoever connects, or null where none is
   * @param ended told once when the connection ends and was not closed here
   * @throws IOException if nobody answers there, or not to this token
   */
  public RemoteCoordinator(
      String host, int port, String token, @Nullable String session, Runnable ended)
      throws IOException {
    this.ended = ended;
    try {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      out = socket.getOutputStream();
      out.write((token + "\n").getBytes(StandardCharsets.UTF_8));
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      Thread reader = new Thread(() -> read(in), "hone-coordinator-replies");
      reader.setDaemon(true);
      reader.start();
      ObjectNode hello = said("session").put("name", session == null ? "" : session);
      ask(hello).get(CONNECT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (IOException | ExecutionException | TimeoutException e) {
      close();
      throw new IOException("No coordinator at " + host + ":" + port + ".", e);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while looking for a coordinator.", e);
    }
  }

  private void read(BufferedReader in) {
    try {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        JsonNode answer = Json.parse(line);
        CompletableFuture<JsonNode> waiting = asked.remove(answer.path("id").asLong());
        if (waiting != null) {
          waiting.complete(answer);
        }
      }
    } catch (IOException | RuntimeException e) {
      // as if it had ended
    }
    boolean expected = closed;
    close();
    HoneException gone = new HoneException("The job's coordinator went away.");
    asked.values().forEach(waiting -> waiting.completeExceptionally(gone));
    asked.clear();
    if (!expected) {
      ended.run();
    }
  }

  private static ObjectNode said(String op) {
    return Json.object().put("op", op);
  }

  private CompletableFuture<JsonNode> ask(ObjectNode said) {
    long id = ids.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    asked.put(id, answer);
    if (!tell(said.put("id", id))) {
      asked.remove(id);
      answer.completeExceptionally(new HoneException("The job's coordinator went away."));
    }
    return answer;
  }

  private boolean tell(ObjectNode said) {
    byte[] line = (Json.write(said) + "\n").getBytes(StandardCharsets.UTF_8);
    synchronized (out) {
      try {
        if (closed) {
          return false;
        }
        out.write(line);
        out.flush();
        return true;
      } catch (IOException e) {
        return false;
      }
    }
  }

  @Override
  public CompletionStage<Claim> claim(String key) {
    return ask(said("claim").put("key", key)).thenApply(answer -> new Claim(place(answer)));
  }

  @Override
  public CompletionStage<@Nullable Place> find(String key) {
    return ask(said("find").put("key", key)).thenApply(RemoteCoordinator::place);
  }

  private static @Nullable Place place(JsonNode answer) {
    return answer.has("segment")
        ? new Place(
            answer.path("segment").asText(),
            answer.path("from").asLong(),
            answer.path("bytes").asInt())
        : null;
  }

  @Override
  public void bought(String key, Place place) {
    tell(
        said("bought")
            .put("key", key)
            .put("segment", place.segment())
            .put("from", place.from())
            .put("bytes", place.bytes()));
  }

  @Override
  public void failed(String key) {
    tell(said("failed").put("key", key));
  }

  private static ObjectNode of(Budget budget, ObjectNode said) {
    return said.put("budget", budget.id()).put("most", budget.usd());
  }

  @Override
  public CompletionStage<Boolean> reserve(Budget budget, double usd) {
    return ask(of(budget, said("reserve")).put("usd", usd))
        .thenApply(answer -> answer.path("enough").asBoolean());
  }

  @Override
  public void settle(Budget budget, double reservedUsd, double usd) {
    tell(of(budget, said("settle")).put("reserved", reservedUsd).put("usd", usd));
  }

  @Override
  public CallGate gate(Connection connection) {
    return connection.requestsPerMinute() == 0 && connection.tokensPerMinute() == 0
        ? CallGate.OPEN
        : new Gate(connection);
  }

  private final class Gate implements CallGate {
    private final Connection connection;

    Gate(Connection connection) {
      this.connection = connection;
    }

    private ObjectNode over(ObjectNode said) {
      return said.put("connection", connection.name())
          .put("rpm", connection.requestsPerMinute())
          .put("tpm", connection.tokensPerMinute());
    }

    @Override
    public CompletionStage<Void> admit(int tokens) {
      return ask(over(said("admit")).put("tokens", tokens))
          .thenCompose(answer -> PacedGate.after(answer.path("nanos").asLong()));
    }

    @Override
    public void took(int admittedTokens, long tokens) {
      if (connection.tokensPerMinute() > 0) {
        tell(over(said("took")).put("tokens", admittedTokens).put("took", tokens));
      }
    }

    @Override
    public void throttled(Duration pause) {
      tell(over(said("throttled")).put("millis", pause.toMillis()));
    }
  }

  /** This machine's keys first; those it does not know, the coordinator's. */
  @Override
  public KeySource keys() {
    return KeySource.OF_THIS_MACHINE.orElse(
        reference -> {
          try {
            JsonNode answer =
                ask(said("key").put("reference", reference.toString()))
                    .get(KEY_SECONDS, TimeUnit.SECONDS);
            return answer.path("value").asText(null);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
          } catch (ExecutionException | TimeoutException | CompletionException e) {
            return null; // told as a key that is missing
          }
        });
  }

  @Override
  public void close() {
    closed = true;
    try {
      socket.close();
    } catch (IOException e) {
      // closed all the same
    }
  }
}
