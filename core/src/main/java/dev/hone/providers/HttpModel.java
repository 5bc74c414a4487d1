package dev.hone.providers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.calls.CallReader;
import dev.hone.calls.LoggedCall;
import dev.hone.chat.Capabilities;
import dev.hone.chat.ChatJson;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Completion;
import dev.hone.chat.ModelException;
import dev.hone.chat.ModelException.Kind;
import dev.hone.chat.Usage;
import dev.hone.json.Json;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A chat model behind somebody's HTTP API. Asynchronous, with a bound on the requests under way.
 * What fails and may pass is sent again by {@link RetryRules}, every time through the gate that
 * keeps the rate, with one idempotency key. A server that only fails is left alone for a while.
 * Messages of exceptions name the model, the host, the status and the error's code, never a body or
 * the key; nothing is logged.
 */
final class HttpModel implements ChatModel {
  private static final int CONTEXT_TOKENS = 128_000;
  private static final int CHARS_PER_TOKEN = 4;
  private static final int REDIRECTS = 3;
  private static final long LEFT_ALONE_MILLIS = 1_000;
  private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9_]{0,47}");

  private final HttpClient client;
  private final String name;
  private final URI endpoint;
  private final ChatApi api;
  private final ApiKey key;
  private final Connection connection;
  private final CallGate gate;
  private final Breaker breaker;
  private final Object lock = new Object();
  private final ArrayDeque<Asking> waiting = new ArrayDeque<>();
  private int inFlight;
  private boolean closed;

  HttpModel(
      String name, URI endpoint, ChatApi api, ApiKey key, Connection connection, CallGate gate) {
    this.name = name;
    this.endpoint = endpoint;
    this.api = api;
    this.key = key;
    this.connection = connection;
    this.gate = gate;
    this.breaker = new Breaker(connection.name() + "/" + name, connection.retry().longestWait());
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(connection.connectTimeout())
            .followRedirects(HttpClient.Redirect.NEVER) // a redirect would carry the key elsewhere
            // Over HTTP/2 more requests than the server's streams fail instead of waiting.
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(ProxySelector.getDefault())
            .build();
  }

  @Override
  public CompletionStage<Completion> submit(ChatRequest request) {
    Asking asking;
    try {
      asking = new Asking(request);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
    boolean now;
    synchronized (lock) {
      if (closed) {
        return CompletableFuture.failedFuture(
            new ModelException(Kind.STOPPED, "The model " + where() + " was closed."));
      }
      now = inFlight < connection.inFlight();
      if (now) {
        inFlight++;
      } else {
        waiting.add(asking);
      }
    }
    if (now) {
      asking.ask();
    }
    return asking.answer;
  }

  private void finished() {
    Asking next;
    synchronized (lock) {
      next = waiting.poll();
      if (next == null) {
        inFlight--;
      }
    }
    if (next != null) {
      next.ask();
    }
  }

  /** One request, from its first try to its answer. Its tries come one after another. */
  private final class Asking {
    final CompletableFuture<Completion> answer = new CompletableFuture<>();
    private final String body;
    private final int tokens;
    private final String idempotencyKey = "hone-" + UUID.randomUUID();
    private long begun;
    private int tries;
    private int bought;

    Asking(ChatRequest request) {
      body = Json.write(api.body(request, name));
      tokens = body.length() / CHARS_PER_TOKEN + 1 + request.sampling().maxTokens();
    }

    void ask() {
      begun = System.nanoTime();
      attempt();
    }

    private void attempt() {
      try {
        if (!breaker.allows()) {
          Failure failure =
              new Failure(Kind.UNAVAILABLE, where() + " failed too often and is left alone", null);
          if (breaker.isBeyondHope()
              || waited().plusMillis(LEFT_ALONE_MILLIS).compareTo(most()) > 0) {
            fail(failure);
          } else {
            Timers.later(LEFT_ALONE_MILLIS, this::attempt);
          }
          return;
        }
        gate.admit(tokens)
            .whenComplete(
                (admitted, refused) -> {
                  if (refused != null) {
                    breaker.ignore();
                    fail(ModelException.unwrapped(refused));
                  } else {
                    send(endpoint, REDIRECTS);
                  }
                });
      } catch (RuntimeException e) {
        fail(e);
      }
    }

    private void send(URI address, int redirects) {
      Try attempt = new Try();
      tries++;
      try {
        Addresses.check(connection.name(), address, connection.allowsPrivate());
        long millis =
            Math.max(
                1,
                Math.min(
                    connection.requestTimeout().toMillis(), most().minus(waited()).toMillis()));
        CompletableFuture<HttpResponse<String>> sent =
            client.sendAsync(
                http(address),
                head -> {
                  attempt.status = head.statusCode();
                  return new BoundedBody();
                });
        // Not the client's own timeout, which ends when the headers are there.
        ScheduledFuture<?> timer =
            Timers.after(
                millis,
                () -> {
                  attempt.timedOut = true;
                  sent.cancel(true);
                });
        CompletableFuture<Void> unused = // its failures all go to the answer
            sent.handle(
                (response, failure) -> {
                  timer.cancel(false);
                  try {
                    ended(attempt, response, failure, redirects);
                  } catch (RuntimeException | Error e) {
                    fail(e);
                  }
                  return null;
                });
      } catch (RuntimeException e) {
        breaker.ignore();
        gate.took(tokens, 0);
        fail(e);
      }
    }

    private void ended(
        Try attempt,
        @Nullable HttpResponse<String> response,
        @Nullable Throwable problem,
        int redirects) {
      if (attempt.status == 200) {
        bought++; // whatever becomes of it on the way
      }
      if (problem != null || response == null) {
        breaker.failed(attempt.nanos());
        gate.took(tokens, attempt.status == 200 ? tokens : 0);
        retry(broken(attempt, problem), true);
        return;
      }
      int status = response.statusCode();
      if (status == 200) {
        read(attempt, response);
        return;
      }
      gate.took(tokens, 0);
      if (status == 307 || status == 308) {
        redirect(response, redirects);
        return;
      }
      boolean servers = status >= 500 || status == 408;
      if (servers) {
        breaker.failed(attempt.nanos());
      } else {
        breaker.ignore(); // a limit or a refusal is no sign of a broken server
      }
      if (status == 429) {
        gate.throttled(connection.retry().retryAfter(response.headers()).orElse(Duration.ZERO));
      }
      retry(refused(response), connection.retry().mayPass(status, response.headers()));
    }

    private void read(Try attempt, HttpResponse<String> response) {
      LoggedCall call = CallReader.answer(api.dialect(), response.body());
      if (call.completion() == null || call.finishReason() == null) {
        breaker.failed(attempt.nanos());
        gate.took(tokens, tokens);
        retry(
            new Failure(
                Kind.UNREADABLE,
                "Unreadable answer from " + where() + ": " + call.incomplete(),
                null),
            true);
        return;
      }
      breaker.succeeded(attempt.nanos());
      Usage usage = call.usage() == null ? Usage.of(0, 0) : call.usage();
      gate.took(tokens, call.usage() == null ? tokens : usage.total());
      answer.complete(
          new Completion(
              call.completion(), call.finishReason(), usage, logprobs(response.body()), bought));
      finished();
    }

    private @Nullable String logprobs(String text) {
      if (!text.contains("\"logprobs\"")) {
        return null; // not worth parsing it again
      }
      JsonNode json = Json.read(text);
      JsonNode found = json == null ? null : api.logprobs(json);
      return found == null ? null : Json.write(found);
    }

    private void redirect(HttpResponse<String> response, int redirects) {
      breaker.ignore();
      URI to = endpoint.resolve(response.headers().firstValue("location").orElse(""));
      boolean same =
          endpoint.getScheme().equals(to.getScheme())
              && endpoint.getRawAuthority().equals(to.getRawAuthority());
      if (same && redirects > 0) {
        send(to, redirects - 1);
      } else {
        fail(
            new ModelException(
                Kind.FORBIDDEN_ADDRESS,
                where()
                    + " redirects elsewhere, where no request follows. Give the connection the"
                    + " address it redirects to, if that is meant.",
                bought,
                null));
      }
    }

    private void retry(Failure failure, boolean mayPass) {
      RetryRules rules = connection.retry();
      Duration pause =
          rules.pause(tries - 1, failure.headers(), ThreadLocalRandom.current().nextDouble());
      if (!mayPass || tries > rules.retries() || waited().plus(pause).compareTo(most()) > 0) {
        fail(failure);
      } else {
        Timers.later(pause.toMillis(), this::attempt);
      }
    }

    private void fail(Failure failure) {
      String tried =
          tries < 2
              ? ""
              : String.format(
                  Locale.ROOT, " Tried %d times in %.1f s.", tries, waited().toMillis() / 1e3);
      fail(new ModelException(failure.kind(), failure.text() + "." + tried, bought, null));
    }

    private void fail(Throwable failure) {
      answer.completeExceptionally(failure);
      finished();
    }

    private Duration waited() {
      return Duration.ofNanos(System.nanoTime() - begun);
    }

    private Duration most() {
      return connection.retry().longestWait();
    }

    private HttpRequest http(URI address) {
      HttpRequest.Builder builder =
          HttpRequest.newBuilder(address)
              .header("Content-Type", "application/json")
              .header("Idempotency-Key", idempotencyKey)
              .POST(HttpRequest.BodyPublishers.ofString(body));
      api.headers().forEach(builder::header);
      key.addTo(builder, api.keyHeader().getKey(), api.keyHeader().getValue());
      return builder.build();
    }
  }

  private static final class Try {
    final long begun = System.nanoTime();
    volatile int status;
    volatile boolean timedOut;

    long nanos() {
      return System.nanoTime() - begun;
    }
  }

  private record Failure(Kind kind, String text, @Nullable HttpHeaders headers) {}

  private Failure broken(Try attempt, @Nullable Throwable problem) {
    Throwable cause = problem == null ? new IllegalStateException() : problem;
    cause = ModelException.unwrapped(cause);
    if (attempt.timedOut || cause instanceof HttpTimeoutException) {
      return cause instanceof HttpConnectTimeoutException
          ? new Failure(Kind.CONNECTION, "No connection to " + where() + " in time", null)
          : new Failure(Kind.TIMEOUT, "No whole answer from " + where() + " in time", null);
    }
    // Its own text names no body and no key, but may name an address within: the class is enough.
    String what = cause.getClass().getSimpleName();
    return attempt.status == 0
        ? new Failure(Kind.CONNECTION, "No answer from " + where() + ": " + what, null)
        : new Failure(Kind.UNREADABLE, "The answer from " + where() + " broke off: " + what, null);
  }

  private Failure refused(HttpResponse<String> response) {
    int status = response.statusCode();
    String what = where() + " said HTTP " + status + code(response.body());
    if (status == 429) {
      return new Failure(
          Kind.RATE_LIMITED,
          what + ". Lower the rate of connection '" + connection.name() + "', or ask again later",
          response.headers());
    }
    if (status == 408 || status == 409 || status >= 500) {
      return new Failure(Kind.UNAVAILABLE, what, response.headers());
    }
    if (status == 401 || status == 403) {
      String fix =
          key.isSet()
              ? "It does not accept the key in " + key.from()
              : "It wants a key: put it into " + key.from();
      return new Failure(Kind.UNAUTHORIZED, what + ". " + fix, response.headers());
    }
    if (status == 404) {
      return new Failure(
          Kind.NOT_FOUND,
          what + ". There is no such model or path: check the model's name",
          response.headers());
    }
    return new Failure(
        Kind.INVALID_REQUEST, what + ". It cannot answer this request", response.headers());
  }

  /** The error's code where it is plainly a code: messages may quote the request or the key. */
  private String code(String body) {
    JsonNode node = Json.read(body);
    JsonNode error = node == null ? Json.object() : node.path("error");
    for (String field : new String[] {"code", "type"}) {
      String code = error.path(field).asText("");
      if (CODE.matcher(code).matches() && !key.isIn(code)) {
        return " (" + code + ")";
      }
    }
    return "";
  }

  private String where() {
    return name + " at " + endpoint.getHost();
  }

  /** An estimate, four characters a token: only the server knows. */
  @Override
  public int countTokens(ChatRequest request) {
    return Json.write(ChatJson.toJson(request.messages())).length() / CHARS_PER_TOKEN + 1;
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(CONTEXT_TOKENS, true, connection.inFlight());
  }

  /** Takes no further request; those submitted still complete. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
  }
}
