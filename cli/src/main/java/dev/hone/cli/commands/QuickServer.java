package dev.hone.cli.commands;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A server on this machine that gives every chat the same answer after a while. */
final class QuickServer implements AutoCloseable {
  private static final byte[] ANSWER =
      ("{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":"
              + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Yes.\"},"
              + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":20,"
              + "\"completion_tokens\":2,\"total_tokens\":22}}")
          .getBytes(StandardCharsets.UTF_8);

  private final HttpServer server;
  private final ExecutorService threads;

  /** A server of so many threads; each answer takes so many milliseconds. */
  QuickServer(int threadCount, long millis) {
    System.setProperty(
        "sun.net.httpserver.nodelay", "true"); // or answers wait for acknowledgements
    threads = Executors.newFixedThreadPool(threadCount);
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot listen on this machine", e);
    }
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          sleep(millis);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, ANSWER.length);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write(ANSWER);
          }
        });
    server.start();
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  String base() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
