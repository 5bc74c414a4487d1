package dev.hone.cli.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hone.HoneException;
import dev.hone.cli.report.ReviewPage;
import dev.hone.json.Json;
import dev.hone.reviews.Reviewed;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * Serves the review page of one reviewer, to this machine only. Its address holds a token that no
 * other page knows, and it answers no request that names another host, so that a page of the web
 * that is open in the same browser can neither read it nor decide anything. A decision is answered
 * once it is kept.
 */
public final class ReviewServer implements AutoCloseable {
  private static final int MOST_BODY_BYTES = 4 << 20;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final String token = Tokens.next();
  private final Sitting sitting;
  private final Keeper keeper;
  private final CountDownLatch ended = new CountDownLatch(1);

  /**
   * Begins to serve.
   *
   * @param sitting what is to be decided, by whom
   * @param keep keeps decisions; they are safe when it returns. Called by one thread at a time
   * @param port to listen on; 0 for any that is free
   * @throws HoneException if the port is taken
   */
  public ReviewServer(Sitting sitting, Consumer<List<Reviewed>> keep, int port) {
    this.sitting = sitting;
    this.keeper = new Keeper(keep);
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new HoneException(
          "Cannot listen on port "
              + port
              + " of this machine: "
              + e.getMessage()
              + ". Give --port another, or 0 for any that is free.",
          e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Where the page is. Whoever knows this may decide. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + token + "/";
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (!isForThisPage(exchange)) {
        send(exchange, 403, "text/plain", "This page is for whoever was given its whole address.");
      } else if (path.equals("/" + token + "/") && exchange.getRequestMethod().equals("GET")) {
        page(exchange);
      } else if (path.equals("/" + token + "/decide")
          && exchange.getRequestMethod().equals("POST")) {
        decide(exchange);
      } else if (path.equals("/" + token + "/end") && exchange.getRequestMethod().equals("POST")) {
        exchange.sendResponseHeaders(204, -1);
        ended.countDown();
      } else {
        send(exchange, 404, "text/plain", "There is no such page.");
      }
    }
  }

  /** By the token, and by the host: a name that was made to point here is not this machine's. */
  private boolean isForThisPage(HttpExchange exchange) {
    String host = String.valueOf(exchange.getRequestHeaders().getFirst("Host"));
    int port = server.getAddress().getPort();
    return (host.equals("127.0.0.1:" + port) || host.equals("localhost:" + port))
        && exchange.getRequestURI().getPath().startsWith("/" + token + "/");
  }

  private void page(HttpExchange exchange) throws IOException {
    String nonce = Tokens.next();
    exchange.getResponseHeaders().set("Content-Security-Policy", ReviewPage.policy(nonce));
    // A page that is loaded again shows what is still open.
    send(exchange, 200, "text/html", sitting.page(review -> !keeper.hasReview(review.id()), nonce));
  }

  private void decide(HttpExchange exchange) throws IOException {
    String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BODY_BYTES + 1);
    JsonNode sent = Json.read(new String(body, StandardCharsets.UTF_8));
    if (!type.startsWith("application/json") || body.length > MOST_BODY_BYTES || sent == null) {
      send(exchange, 400, "text/plain", "A decision is one JSON object of at most 4 MB.");
      return;
    }
    Reviewed decision;
    try {
      decision = sitting.decision(sent, System.currentTimeMillis());
    } catch (IllegalArgumentException e) {
      send(exchange, 400, "text/plain", String.valueOf(e.getMessage()));
      return;
    }
    try {
      keeper.keep(decision).join();
    } catch (CompletionException e) {
      send(exchange, 503, "text/plain", "Not kept: " + e.getCause());
      return;
    }
    exchange.sendResponseHeaders(204, -1);
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type + "; charset=utf-8");
    headers.set("Cache-Control", "no-store");
    headers.set("Referrer-Policy", "no-referrer"); // the address holds the token
    headers.set("X-Content-Type-Options", "nosniff");
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  /** Waits until the reviewer ends on the page, or this thread is interrupted. */
  public void awaitEnd() {
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Takes no more decisions; returns when those that were sent are kept. */
  @Override
  public void close() {
    keeper.close();
    server.stop(0);
    threads.shutdown();
  }
}
