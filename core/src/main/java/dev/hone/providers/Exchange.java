package dev.hone.providers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.ModelException;
import dev.hone.chat.ModelException.Kind;
import dev.hone.json.Json;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Speaks to a server about anything but a chat: files and batches. Blocks; what fails and may pass
 * is sent again by the connection's rules.
 */
final class Exchange {
  private static final int MOST_BYTES = 512 << 20;
  private static final String ID = "id";
  private static final Pattern ID_TEXT = Pattern.compile("[\\w.-]{1,200}");

  /** So many times as long as an answer may a file take. */
  private static final int FILES = 5;

  private final Server server;
  private final String base;
  private final HttpClient client;

  /**
   * @param base the API's address up to its version
   */
  Exchange(Server server, String base) {
    this.server = server;
    this.base = base.replaceAll("/+$", "");
    this.client = server.client();
  }

  Server server() {
    return server;
  }

  /** A JSON object that has that field. */
  JsonNode get(String path, String field) {
    URI address = URI.create(base + path);
    return send(server.to(address).GET().build(), true, 1, body -> object(body, field));
  }

  /** JSON Lines whose objects all have that field. */
  List<JsonNode> lines(String path, String field) {
    URI address = URI.create(base + path);
    return send(
        server.to(address).GET().build(),
        true,
        FILES,
        body -> {
          List<JsonNode> lines = new ArrayList<>();
          for (String line : body.split("\n", -1)) {
            JsonNode read = line.isBlank() ? null : object(line, field);
            if (read != null) {
              lines.add(read);
            } else if (!line.isBlank()) {
              return null;
            }
          }
          return lines;
        });
  }

  private static @Nullable JsonNode object(String body, String field) {
    JsonNode json = Json.read(body);
    return json != null && json.hasNonNull(field) ? json : null;
  }

  void delete(String path) {
    String unused =
        send(server.to(URI.create(base + path)).DELETE().build(), true, 1, body -> body);
  }

  /**
   * Has an object made, once: where it is not known whether the request arrived, it is looked for
   * before it is sent again.
   *
   * @return the object's id
   */
  String postOnce(String path, ObjectNode body, Supplier<Optional<String>> find) {
    for (int tries = 1; ; tries++) {
      try {
        return post(path, body);
      } catch (ModelException e) {
        boolean arrived = BatchService.mayHaveArrived(e.kind());
        Optional<String> found = arrived ? find.get() : Optional.empty();
        if (found.isPresent()) {
          return found.get();
        }
        if (tries > server.connection().retry().retries()
            || (!arrived && e.kind() != Kind.RATE_LIMITED)) {
          throw e;
        }
        pause(tries);
      }
    }
  }

  private String post(String path, ObjectNode body) {
    return id(
        send(
            server
                .to(URI.create(base + path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)))
                .build(),
            false,
            1,
            answer -> object(answer, ID)));
  }

  /**
   * Uploads a file of a form with other fields and gives back its id. A file that arrives twice
   * costs nothing.
   */
  String upload(String path, Map<String, String> fields, String fileName, byte[] content) {
    String boundary = "hone-" + UUID.randomUUID();
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    fields.forEach(
        (name, value) ->
            add(
                form,
                "--" + boundary,
                "Content-Disposition: form-data; name=\"" + name + "\"",
                "",
                value));
    add(
        form,
        "--" + boundary,
        "Content-Disposition: form-data; name=\"file\"; filename=\"" + fileName + "\"",
        "Content-Type: application/jsonl",
        "");
    form.writeBytes(content);
    add(form, "", "--" + boundary + "--");
    return id(
        send(
            server
                .to(URI.create(base + path))
                .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                .POST(HttpRequest.BodyPublishers.ofByteArray(form.toByteArray()))
                .build(),
            true,
            FILES,
            answer -> object(answer, ID)));
  }

  /** The id of an object, which goes into addresses. */
  String id(JsonNode object) {
    String id = object.path(ID).asText("");
    if (!ID_TEXT.matcher(id).matches()) {
      throw new ModelException(
          Kind.UNREADABLE, "Unreadable answer from " + server.where() + ": no id.");
    }
    return id;
  }

  private static void add(ByteArrayOutputStream form, String... lines) {
    for (String line : lines) {
      form.writeBytes((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * @param again whether what may pass is sent again
   * @param patience so many times as long as an answer may take
   * @param reader gives null for a body that is none
   */
  private <T> T send(
      HttpRequest request, boolean again, int patience, Function<String, @Nullable T> reader) {
    RetryRules rules = server.connection().retry();
    long begun = System.nanoTime();
    for (int tries = 1; ; tries++) {
      Try attempt = new Try();
      String body = attempt.send(request, patience);
      T read = body == null ? null : reader.apply(body);
      if (read != null) {
        return read;
      }
      Server.Failure failure = attempt.failure;
      Duration pause =
          rules.pause(tries - 1, failure.headers(), ThreadLocalRandom.current().nextDouble());
      Duration waited = Duration.ofNanos(System.nanoTime() - begun);
      if (!again
          || !attempt.mayPass
          || tries > rules.retries()
          || waited.plus(pause).compareTo(rules.longestWait()) > 0) {
        throw new ModelException(failure.kind(), failure.text() + ".");
      }
      sleep(pause);
    }
  }

  private final class Try {
    Server.Failure failure =
        new Server.Failure(
            Kind.UNREADABLE,
            "Unreadable answer from " + server.where() + ": not what was asked",
            null);
    boolean mayPass = true;
    private volatile int status;

    /** The body of a good response, or null. */
    @Nullable String send(HttpRequest request, int patience) {
      CompletableFuture<HttpResponse<String>> sent =
          client.sendAsync(
              request,
              head -> {
                status = head.statusCode();
                return new BoundedBody(MOST_BYTES);
              });
      try {
        long millis = server.connection().requestTimeout().toMillis() * patience;
        HttpResponse<String> response = sent.get(millis, TimeUnit.MILLISECONDS);
        if (response.statusCode() / 100 == 2) {
          return response.body();
        }
        failure = server.refused(response);
        mayPass = server.connection().retry().mayPass(response.statusCode(), response.headers());
      } catch (ExecutionException e) {
        failure = server.broken(status, false, e);
      } catch (TimeoutException e) {
        sent.cancel(true);
        failure = server.broken(status, true, e);
      } catch (InterruptedException e) {
        sent.cancel(true);
        throw interrupted();
      }
      return null;
    }
  }

  /** Waits as before a retry. */
  private void pause(int tries) {
    sleep(
        server
            .connection()
            .retry()
            .pause(tries - 1, null, ThreadLocalRandom.current().nextDouble()));
  }

  private void sleep(Duration pause) {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private ModelException interrupted() {
    Thread.currentThread().interrupt();
    return new ModelException(
        Kind.STOPPED, "Stopped while waiting for " + server.where() + " to answer.");
  }
}
