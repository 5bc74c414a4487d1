package dev.hone.cli.review;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Chromium without a window, driven by its DevTools protocol: keys go in as from a keyboard. */
final class Chromium implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "chrome");
  private static final Pattern LISTENING = Pattern.compile("ws://127\\.0\\.0\\.1:(\\d+)/");
  private static final long WAIT_SECONDS = 120;

  private final Process process;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<Integer, CompletableFuture<JsonNode>> replies = new ConcurrentHashMap<>();
  private final WebSocket socket;
  private int calls;

  private Chromium(Path program, Path profile) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(
        List.of(
            "--headless=new",
            "--no-sandbox", // a container's root has none
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--no-proxy-server",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile,
            "about:blank"));
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
      int port = port(process);
      Thread rest = new Thread(() -> drain(process), "chromium-output");
      rest.setDaemon(true);
      rest.start();
      socket =
          http.newWebSocketBuilder()
              .buildAsync(URI.create(page(port)), new Replies())
              .get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("Cannot drive " + program, e);
    }
  }

  /** Where it is on this machine's path. */
  static Optional<Path> find() {
    return NAMES.stream()
        .flatMap(
            name ->
                Pattern.compile(File.pathSeparator)
                    .splitAsStream(String.valueOf(System.getenv("PATH")))
                    .map(folder -> Path.of(folder, name)))
        .filter(file -> file.toFile().canExecute())
        .findFirst();
  }

  /**
   * Starts it.
   *
   * @param profile folder for its files
   */
  static Chromium start(Path program, Path profile) {
    return new Chromium(program, profile);
  }

  private static int port(Process process) throws IOException {
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      Matcher listening = LISTENING.matcher(line);
      if (listening.find()) {
        return Integer.parseInt(listening.group(1));
      }
    }
    throw new IOException("It ended without a word on DevTools");
  }

  private static void drain(Process process) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      while (lines.readLine() != null) {}
    } catch (IOException e) {
      // it was ended
    }
  }

  private String page(int port) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list")).build();
    for (JsonNode target :
        Json.parse(http.send(request, HttpResponse.BodyHandlers.ofString()).body())) {
      if (target.path("type").asText().equals("page")) {
        return target.path("webSocketDebuggerUrl").asText();
      }
    }
    throw new IOException("It has no page");
  }

  private final class Replies implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        JsonNode reply = Json.parse(text.toString());
        text.setLength(0);
        CompletableFuture<JsonNode> asked = replies.remove(reply.path("id").asInt());
        if (asked != null) {
          asked.complete(reply);
        }
      }
      from.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }

  private JsonNode call(String method, ObjectNode params) {
    int id = ++calls;
    CompletableFuture<JsonNode> reply = new CompletableFuture<>();
    replies.put(id, reply);
    ObjectNode message = Json.object().put("id", id).put("method", method);
    message.set("params", params);
    socket.sendText(Json.write(message), true).join();
    JsonNode answer = reply.orTimeout(WAIT_SECONDS, TimeUnit.SECONDS).join();
    assertThat(answer.path("error").toString()).as(method).isEmpty();
    return answer.path("result");
  }

  /** Opens a page and waits until a condition in JavaScript holds there. */
  void open(String url, String condition) {
    call("Page.navigate", Json.object().put("url", url));
    await(condition);
  }

  /** The value of an expression in the page, as text. */
  String value(String javaScript) {
    JsonNode result =
        call(
            "Runtime.evaluate",
            Json.object().put("expression", javaScript).put("returnByValue", true));
    return result.path("result").path("value").asText();
  }

  /** Waits until a condition in JavaScript holds. */
  void await(String condition) {
    long end = System.nanoTime() + Duration.ofSeconds(WAIT_SECONDS).toNanos();
    while (!value("Boolean(" + condition + ")").equals("true")) {
      if (System.nanoTime() > end) {
        throw new AssertionError("Waited in vain for: " + condition);
      }
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Presses a key that writes a character, and lets it go. */
  void press(char key) {
    String text = String.valueOf(key);
    key("keyDown", text, text, 0);
    key("keyUp", text, "", 0);
  }

  /** Presses Ctrl and Enter. */
  void pressCtrlEnter() {
    key("rawKeyDown", "Enter", "", 2);
    key("keyUp", "Enter", "", 2);
  }

  /** Presses the arrow that points left or right. */
  void pressArrow(String direction) {
    key("rawKeyDown", "Arrow" + direction, "", 0);
    key("keyUp", "Arrow" + direction, "", 0);
  }

  void pressEscape() {
    key("rawKeyDown", "Escape", "", 0);
    key("keyUp", "Escape", "", 0);
  }

  private void key(String type, String key, String text, int modifiers) {
    ObjectNode params = Json.object();
    params.put("type", type).put("key", key).put("modifiers", modifiers);
    if (!text.isEmpty()) {
      params.put("text", text);
    }
    call("Input.dispatchKeyEvent", params);
  }

  @Override
  public void close() {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closeOutput();
    }
  }

  private void closeOutput() {
    try {
      process.getInputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
