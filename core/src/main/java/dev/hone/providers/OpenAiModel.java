package dev.hone.providers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.HoneException;
import dev.hone.calls.CallReader;
import dev.hone.calls.LogRow;
import dev.hone.calls.LoggedCall;
import dev.hone.chat.Capabilities;
import dev.hone.chat.ChatJson;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Completion;
import dev.hone.chat.TransientModelException;
import dev.hone.chat.Usage;
import dev.hone.json.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A chat model behind OpenAI's chat completions API. Asynchronous, with at most {@link #IN_FLIGHT}
 * requests on the wire. Messages of exceptions name the server, the status and the error's code,
 * never a body or the key.
 */
final class OpenAiModel implements ChatModel {
  static final int DEFAULT_TIMEOUT_SECONDS = 120;
  static final int IN_FLIGHT = 16;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final int CONTEXT_TOKENS = 128_000;
  private static final int CHARS_PER_TOKEN = 4;
  private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9_]{0,47}");
  private static final Pattern REASONING_MODEL = Pattern.compile("(o\\d|gpt-5).*");

  /** How the request's limits are spelled. */
  enum Spelling {
    /** OpenAI itself: max_completion_tokens; its reasoning models take no temperature. */
    OPENAI,
    /** Everybody else: max_tokens. */
    COMPATIBLE
  }

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT_TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER) // a redirect would carry the key elsewhere
          .build();
  private final URI endpoint;
  private final String name;
  private final ApiKey key;
  private final Duration timeout;
  private final Spelling spelling;
  private final Object lock = new Object();
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
  private int inFlight;
  private boolean closed;

  OpenAiModel(URI base, String name, ApiKey key, int timeoutSeconds, Spelling spelling) {
    String text = base.toString();
    this.endpoint = URI.create(text.replaceAll("/+$", "") + "/chat/completions");
    this.name = name;
    this.key = key;
    this.timeout = Duration.ofSeconds(timeoutSeconds);
    this.spelling = spelling;
  }

  @Override
  public CompletionStage<Completion> submit(ChatRequest request) {
    String body = body(request);
    CompletableFuture<Completion> answer = new CompletableFuture<>();
    Runnable send = () -> send(body, answer);
    boolean now;
    synchronized (lock) {
      if (closed) {
        return CompletableFuture.failedFuture(
            new HoneException("The model " + name + " at " + endpoint.getHost() + " was closed."));
      }
      now = inFlight < IN_FLIGHT;
      if (now) {
        inFlight++;
      } else {
        waiting.add(send);
      }
    }
    if (now) {
      send.run();
    }
    return answer;
  }

  private void send(String body, CompletableFuture<Completion> answer) {
    CompletableFuture<Completion> unused = // its failures all go to the answer
        client
            .sendAsync(http(body), HttpResponse.BodyHandlers.ofString())
            .handle((response, failure) -> completion(body, response, failure))
            .whenComplete(
                (completion, failure) -> {
                  finished();
                  if (failure != null) {
                    answer.completeExceptionally(unwrapped(failure));
                  } else {
                    answer.complete(completion);
                  }
                });
  }

  private void finished() {
    Runnable next;
    synchronized (lock) {
      next = waiting.poll();
      if (next == null) {
        inFlight--;
      }
    }
    if (next != null) {
      next.run();
    }
  }

  private String body(ChatRequest request) {
    ObjectNode body = ChatJson.toJson(request).put("model", name);
    if (spelling == Spelling.OPENAI) {
      body.set("max_completion_tokens", body.remove("max_tokens"));
      if (REASONING_MODEL.matcher(name).matches()) {
        body.remove("temperature");
        body.remove("top_p");
      }
    }
    return Json.write(body);
  }

  private HttpRequest http(String body) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(endpoint)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    key.addTo(builder);
    return builder.build();
  }

  private Completion completion(
      String request, @Nullable HttpResponse<String> response, @Nullable Throwable failure) {
    if (failure != null || response == null) {
      // The cause is a timeout or a broken connection; its own text names no body and no key.
      throw new TransientModelException(
          "No answer from " + where() + ": " + unwrapped(failure).getClass().getSimpleName() + ".",
          unwrapped(failure));
    }
    if (response.statusCode() != 200) {
      throw refused(response.statusCode(), response.body());
    }
    // What came back is read as if it had been logged: one reader of dialects, not two.
    LoggedCall call =
        CallReader.read(
            LogRow.httpCapture(
                "live", "", endpoint.getHost(), endpoint.getPath(), 200, request, response.body()));
    if (call.completion() == null || call.finishReason() == null) {
      throw new HoneException("Unreadable answer from " + where() + ": " + call.incomplete() + ".");
    }
    Usage usage = call.usage() == null ? Usage.of(0, 0) : call.usage();
    return new Completion(call.completion(), call.finishReason(), usage);
  }

  private RuntimeException refused(int status, String body) {
    String what = where() + " said HTTP " + status + code(body);
    if (status == 408 || status == 409 || status == 429 || status >= 500) {
      return new TransientModelException(what + ". It may pass.", null);
    }
    if (status == 401 || status == 403) {
      return new HoneException(
          what
              + ". "
              + (key.isSet()
                  ? "It does not accept the key in " + key.variable() + "."
                  : "It wants a key: set the environment variable " + key.variable() + "."));
    }
    if (status == 404) {
      return new HoneException(what + ". There is no such model or path: check the model's name.");
    }
    return new IllegalArgumentException(what + ". It cannot answer this request.");
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

  private static Throwable unwrapped(@Nullable Throwable failure) {
    Throwable cause = Objects.requireNonNullElseGet(failure, IllegalStateException::new);
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  /** An estimate, four characters a token: only the server knows. */
  @Override
  public int countTokens(ChatRequest request) {
    return Json.write(ChatJson.toJson(request.messages())).length() / CHARS_PER_TOKEN + 1;
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(CONTEXT_TOKENS, true, IN_FLIGHT);
  }

  /** Takes no further request; those submitted still complete. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
    }
  }
}
