package dev.hone.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A real HTTP server on this machine that answers like OpenAI's chat completions, OpenAI's
 * responses, OpenAI's batch API and Anthropic's messages, and misbehaves as told. It counts the
 * answers it gave for money: every 200 to a chat, whose first byte it sent, and every answer of a
 * batch that ended. Its errors quote the request and the key, as some servers' do.
 */
public final class FaultServer implements AutoCloseable {
  /** Decides what becomes of a request. Called by many threads. */
  @FunctionalInterface
  public interface Script {
    /**
     * What to do with a request.
     *
     * @param number 1 for the first request
     * @param body the request's
     */
    Fault fault(int number, String body);
  }

  /** A request as it came in. */
  public record Received(
      String method, String path, Map<String, String> headers, String body, long nanos) {}

  private static final long STALL_MILLIS = 60_000;
  private static final int DRIPS = 8;
  private static final Fault[] FAULTS = Fault.values();

  private final ServerSocket socket;
  private final Script script;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<Received> received = new ArrayList<>();
  private final Map<String, Integer> bought = new HashMap<>();
  private final AtomicInteger number = new AtomicInteger();
  private final BatchDesk batches = new BatchDesk(this::buy);
  private volatile UnaryOperator<String> answers = body -> "re: " + lastText(body);
  private volatile long millis;
  private volatile boolean keeping = true;

  public FaultServer(Script script) {
    this.script = script;
    try {
      this.socket = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot listen on this machine", e);
    }
    start("fault-server", this::accept);
  }

  /** Answers everything. */
  public static FaultServer good() {
    return new FaultServer((number, body) -> Fault.NONE);
  }

  /** Fails that share of requests, in all ways alike, in an order that the seed decides. */
  public static FaultServer failing(double share, long seed) {
    Random random = new Random(seed);
    return new FaultServer(
        (number, body) -> {
          synchronized (random) {
            return random.nextDouble() < share
                ? FAULTS[1 + random.nextInt(FAULTS.length - 1)]
                : Fault.NONE;
          }
        });
  }

  /** What an answer says to the last message of a request. */
  public FaultServer answering(UnaryOperator<String> newAnswers) {
    return answeringBodies(body -> newAnswers.apply(lastText(body)));
  }

  /** What an answer says to the body of a request. */
  public FaultServer answeringBodies(UnaryOperator<String> newAnswers) {
    answers = newAnswers;
    return this;
  }

  /** Takes so long for each answer. */
  public FaultServer taking(long newMillis) {
    millis = newMillis;
    return this;
  }

  /** Counts what comes in and does not keep it: for very many requests. */
  public FaultServer forgetting() {
    keeping = false;
    return this;
  }

  public int port() {
    return socket.getLocalPort();
  }

  /** The address of the APIs: {@code http://127.0.0.1:PORT/v1}. */
  public String base() {
    return "http://127.0.0.1:" + port() + "/v1";
  }

  /** The batch API of the server. */
  public BatchDesk batches() {
    return batches;
  }

  /** All requests so far. */
  public List<Received> received() {
    synchronized (received) {
      return List.copyOf(received);
    }
  }

  /** How many requests came in. */
  public int requests() {
    return number.get();
  }

  /** How many answers were given for money. */
  public long bought() {
    synchronized (bought) {
      return bought.values().stream().mapToLong(Integer::longValue).sum();
    }
  }

  /** How many answers were given for money, by the request's body. */
  public Map<String, Integer> boughtByRequest() {
    synchronized (bought) {
      return Map.copyOf(bought);
    }
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        client.setTcpNoDelay(true);
        open.add(client);
        start("fault-server-connection", () -> serve(client));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private static void start(String name, Runnable task) {
    Thread thread = new Thread(null, task, name, 512 << 10);
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      OutputStream out = client.getOutputStream();
      boolean goesOn = true;
      while (goesOn) {
        Received request = read(in);
        goesOn = request != null && answer(request, out);
      }
    } catch (IOException e) {
      // The client went away.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  private @Nullable Received read(InputStream in) throws IOException {
    String first = line(in);
    if (first.isEmpty()) {
      return null;
    }
    Map<String, String> headers = new HashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    byte[] body =
        "chunked".equals(headers.get("transfer-encoding"))
            ? chunks(in)
            : in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    Received request =
        new Received(
            first.split(" ", -1)[0],
            first.split(" ", -1)[1],
            headers,
            new String(body, StandardCharsets.UTF_8),
            System.nanoTime());
    if (keeping) {
      synchronized (received) {
        received.add(request);
      }
    }
    return request;
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int size = chunk(in); size > 0; size = chunk(in)) {
      body.writeBytes(in.readNBytes(size));
      line(in);
    }
    line(in);
    return body.toByteArray();
  }

  private static int chunk(InputStream in) throws IOException {
    return Integer.parseInt(line(in), 16);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** Gives back whether the connection goes on. */
  private boolean answer(Received request, OutputStream out)
      throws IOException, InterruptedException {
    int count = number.incrementAndGet();
    Fault fault = script.fault(count, request.body());
    String says = "You said " + request.body() + " with " + request.headers();
    switch (fault) {
      case LIMITED -> error(out, 429, "rate_limit_exceeded", says, "Retry-After-Ms: 20\r\n");
      case LIMITED_SILENTLY -> error(out, 429, "rate_limit_exceeded", says, "");
      case LIMITED_FOR_DAYS ->
          error(out, 429, "rate_limit_exceeded", says, "Retry-After: 410400\r\n");
      case SHOULD_RETRY -> error(out, 400, "try_again", says, "x-should-retry: true\r\n");
      case BROKEN -> send(out, 500, "text/html", "<html>" + says, "");
      case OVERLOADED -> error(out, 503, "overloaded", says, "");
      case STALLED -> {
        Thread.sleep(STALL_MILLIS);
        return false;
      }
      case CLOSED -> {
        return false;
      }
      default -> {
        return BatchDesk.serves(request.path())
            ? sayOfBatches(request, fault, out)
            : bought(request, fault, out);
      }
    }
    return true;
  }

  private boolean sayOfBatches(Received request, Fault fault, OutputStream out)
      throws IOException, InterruptedException {
    BatchDesk.Said said =
        batches.reply(request.method(), request.path(), request.headers(), request.body());
    return said != null && send(out, fault, said.status(), said.text());
  }

  /** An answer, paid for. */
  private ObjectNode buy(String path, String body) {
    synchronized (bought) {
      bought.merge(body, 1, Integer::sum);
    }
    return ProviderAnswers.answer(path, body, answers, number.get());
  }

  private boolean bought(Received request, Fault fault, OutputStream out)
      throws IOException, InterruptedException {
    if (millis > 0) {
      Thread.sleep(millis);
    }
    return send(out, fault, 200, Json.write(buy(request.path(), request.body())));
  }

  private static boolean send(OutputStream out, Fault fault, int status, String good)
      throws IOException, InterruptedException {
    String text =
        switch (fault) {
          case BAD_JSON -> "{\"choices\": [nothing of the kind";
          case WRONG_SCHEMA -> "{\"choices\": \"none\", \"content\": 7, \"output\": {}}";
          default -> good;
        };
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    String head = head(status, "application/json", body.length, "");
    if (fault == Fault.CUT) {
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      out.write(body, 0, body.length / 2);
      out.flush();
      return false;
    }
    if (fault == Fault.DRIP) {
      out.write(head.getBytes(StandardCharsets.US_ASCII));
      int step = body.length / DRIPS + 1;
      for (int at = 0; at < body.length; at += step) {
        out.write(body, at, Math.min(step, body.length - at));
        out.flush();
        Thread.sleep(5);
      }
      return true;
    }
    byte[] headBytes = head.getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[headBytes.length + body.length];
    System.arraycopy(headBytes, 0, all, 0, headBytes.length);
    System.arraycopy(body, 0, all, headBytes.length, body.length);
    out.write(all);
    out.flush();
    return true;
  }

  private static void error(OutputStream out, int status, String code, String says, String headers)
      throws IOException {
    var error = Json.object().put("type", "error");
    error.putObject("error").put("message", says).put("type", code).put("code", code);
    send(out, status, "application/json", Json.write(error), headers);
  }

  private static void send(OutputStream out, int status, String type, String text, String headers)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    out.write(head(status, type, body.length, headers).getBytes(StandardCharsets.US_ASCII));
    out.write(body);
    out.flush();
  }

  private static String head(int status, String type, int length, String headers) {
    return "HTTP/1.1 "
        + status
        + " Said\r\nContent-Type: "
        + type
        + "\r\nContent-Length: "
        + length
        + "\r\n"
        + headers
        + "\r\n";
  }

  /** The text of the last message of a request, as answers are made from. */
  public static String lastText(String body) {
    JsonNode request = Json.parse(body);
    return ProviderAnswers.lastText(request);
  }

  @Override
  public void close() {
    try {
      socket.close();
      for (Socket client : open) {
        client.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot stop listening", e);
    }
  }
}
