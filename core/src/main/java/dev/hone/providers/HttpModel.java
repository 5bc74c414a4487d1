package dev.hone.providers;

import dev.hone.chat.Capabilities;
import dev.hone.chat.ChatJson;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Completion;
import dev.hone.chat.ModelException;
import dev.hone.chat.ModelException.Kind;
import dev.hone.json.Json;
import dev.hone.providers.Server.Failure;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
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

  private final HttpClient client;
  private final Server server;
  private final ChatApi api;
  private final Connection connection;
  private final CallGate gate;
  private final Breaker breaker;
  private final Object lock = new Object();
  private final ArrayDeque<Asking> waiting = new ArrayDeque<>();
  private int inFlight;
  private boolean closed;

  HttpModel(Server server, ChatApi api, CallGate gate) {
    this.server = server;
    this.api = api;
    this.connection = server.connection();
    this.gate = gate;
    this.breaker = new Breaker(connection.name() + "/" + server.model(), connection.retry());
    this.client = server.client();
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
            new ModelException(Kind.STOPPED, "The model " + server.where() + " was closed."));
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
      body = Json.write(api.body(request, server.model()));
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
              new Failure(
                  Kind.UNAVAILABLE, server.where() + " failed too often and is left alone", null);
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
                    send(server.endpoint(), REDIRECTS);
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
        HttpRequest request = http(address);
        long millis =
            Math.max(
                1,
                Math.min(
                    connection.requestTimeout().toMillis(), most().minus(waited()).toMillis()));
        CompletableFuture<HttpResponse<String>> sent =
            client.sendAsync(
                request,
                head -> {
                  attempt.status = head.statusCode();
                  return new BoundedBody(BoundedBody.ONE_ANSWER);
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
        retry(server.broken(attempt.status, attempt.timedOut, problem), true);
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
      if (status >= 500 || status == 408) {
        breaker.failed(attempt.nanos());
      } else if (status != 429) {
        breaker.ignore(); // a refusal is no sign of a broken server
      } else {
        breaker.limited(attempt.nanos());
        gate.throttled(connection.retry().retryAfter(response.headers()).orElse(Duration.ZERO));
      }
      retry(server.refused(response), connection.retry().mayPass(status, response.headers()));
    }

    private void read(Try attempt, HttpResponse<String> response) {
      Reply reply = Reply.read(api, response.body(), bought);
      Completion completion = reply.completion();
      gate.took(tokens, reply.usage() == null ? tokens : reply.usage().total());
      if (completion == null) {
        breaker.failed(attempt.nanos());
        retry(
            new Failure(
                Kind.UNREADABLE,
                "Unreadable answer from " + server.where() + ": " + reply.problem(),
                null),
            true);
        return;
      }
      breaker.succeeded(attempt.nanos());
      answer.complete(completion);
      finished();
    }

    private void redirect(HttpResponse<String> response, int redirects) {
      breaker.ignore();
      URI endpoint = server.endpoint();
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
                server.where()
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
      return server
          .to(address)
          .header("Content-Type", "application/json")
          .header("Idempotency-Key", idempotencyKey)
          .POST(HttpRequest.BodyPublishers.ofString(body))
          .build();
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
