package dev.hone.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.hone.HoneException;
import dev.hone.chat.Answer;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatModels;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Completion;
import dev.hone.chat.Message;
import dev.hone.chat.ModelUri;
import dev.hone.chat.Sampling;
import dev.hone.chat.TransientModelException;
import dev.hone.chat.Usage;
import dev.hone.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpenAiModelTest {
  private static final String SECRET = "sk-test-0123456789abcdef";
  private static final ChatRequest HELLO =
      ChatRequest.of(List.of(Message.user("a private word")), Sampling.greedy(7));
  private static final String ANSWER =
      """
      {"model": "m-1", "choices": [{"message": {"role": "assistant", "content": "hi"},
       "finish_reason": "stop"}], "usage": {"prompt_tokens": 3, "completion_tokens": 1}}""";

  private interface Handler {
    void handle(HttpExchange exchange, String body) throws IOException, InterruptedException;
  }

  private final ConcurrentLinkedQueue<JsonNode> bodies = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> keys = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private volatile Handler handler = (exchange, body) -> reply(exchange, 200, ANSWER);

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.setExecutor(threads);
    server.createContext(
        "/v1/chat/completions",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          bodies.add(Json.parse(body));
          String key = exchange.getRequestHeaders().getFirst("Authorization");
          keys.add(key == null ? "none" : key);
          try {
            handler.handle(exchange, body);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } finally {
            exchange.close();
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.shutdownNow();
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private OpenAiModel model(OpenAiModel.Spelling spelling, String name, int timeoutSeconds) {
    URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/");
    ApiKey key = ApiKey.fromEnvironment("OPENAI_API_KEY", variable -> SECRET);
    return new OpenAiModel(base, name, key, timeoutSeconds, spelling);
  }

  private OpenAiModel model() {
    return model(OpenAiModel.Spelling.COMPATIBLE, "m", 10);
  }

  private static Throwable failure(ChatModel model) {
    Throwable thrown = catchThrowable(() -> model.submit(HELLO).toCompletableFuture().join());
    assertThat(thrown).isInstanceOf(CompletionException.class);
    StringWriter everything = new StringWriter();
    thrown.printStackTrace(new PrintWriter(everything));
    assertThat(everything.toString()).doesNotContain(SECRET).doesNotContain("a private word");
    return thrown.getCause();
  }

  @Test
  void asksAndReadsTheAnswer() {
    try (ChatModel model = model()) {
      Completion completion = model.submit(HELLO).toCompletableFuture().join();
      assertThat(completion)
          .isEqualTo(new Completion(Message.assistant("hi"), "stop", Usage.of(3, 1)));
    }
    JsonNode body = bodies.remove();
    assertThat(body.path("model").asText()).isEqualTo("m");
    assertThat(body.path("max_tokens").asInt()).isEqualTo(7);
    assertThat(body.path("messages").path(0).path("content").asText()).isEqualTo("a private word");
    assertThat(keys).containsExactly("Bearer " + SECRET);
  }

  @Test
  void spellsLimitsAsOpenAiDoes() {
    try (ChatModel model = model(OpenAiModel.Spelling.OPENAI, "o4-mini", 10)) {
      model.submit(HELLO).toCompletableFuture().join();
    }
    JsonNode body = bodies.remove();
    assertThat(body.path("max_completion_tokens").asInt()).isEqualTo(7);
    assertThat(body.has("max_tokens")).isFalse();
    assertThat(body.has("temperature")).isFalse();
  }

  @Test
  void statusErrorsSayWhatToDo() {
    String quoting =
        "{\"error\": {\"message\": \"a private word " + SECRET + "\", \"code\": \"rate_limited\"}}";
    try (ChatModel model = model()) {
      handler = (exchange, body) -> reply(exchange, 429, quoting);
      assertThat(failure(model))
          .isInstanceOf(TransientModelException.class)
          .hasMessage("m at 127.0.0.1 said HTTP 429 (rate_limited). It may pass.");
      handler = (exchange, body) -> reply(exchange, 503, "<html>");
      assertThat(failure(model)).isInstanceOf(TransientModelException.class);
      handler = (exchange, body) -> reply(exchange, 401, quoting);
      assertThat(failure(model))
          .isInstanceOf(HoneException.class)
          .hasMessageEndingWith("It does not accept the key in OPENAI_API_KEY.");
      handler = (exchange, body) -> reply(exchange, 404, "{}");
      assertThat(failure(model)).hasMessageContaining("check the model's name");
      String code = "{\"error\": {\"code\": \"" + SECRET + "\", \"type\": \"too_long\"}}";
      handler = (exchange, body) -> reply(exchange, 400, code);
      assertThat(failure(model))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("m at 127.0.0.1 said HTTP 400 (too_long). It cannot answer this request.");
    }
  }

  @Test
  void aSlowServerIsATransientFailure() {
    handler =
        (exchange, body) -> {
          Thread.sleep(3_000);
          reply(exchange, 200, ANSWER);
        };
    try (ChatModel model = model(OpenAiModel.Spelling.COMPATIBLE, "m", 1)) {
      assertThat(failure(model))
          .isInstanceOf(TransientModelException.class)
          .hasMessage("No answer from m at 127.0.0.1: HttpTimeoutException.");
    }
  }

  @Test
  void aDeadServerIsATransientFailure() {
    server.stop(0);
    try (ChatModel model = model()) {
      assertThat(failure(model)).isInstanceOf(TransientModelException.class);
    }
  }

  @Test
  void anAnswerThatIsNoneIsSaidSo() {
    try (ChatModel model = model()) {
      handler = (exchange, body) -> reply(exchange, 200, "a private word");
      assertThat(failure(model))
          .hasMessage("Unreadable answer from m at 127.0.0.1: response is not JSON.");
      handler = (exchange, body) -> reply(exchange, 200, "{\"choices\": []}");
      assertThat(failure(model)).hasMessageContaining("response holds no answer");
    }
  }

  @Test
  void keepsABoundOnWhatIsInFlight() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    handler =
        (exchange, body) -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          Thread.sleep(20);
          now.decrementAndGet();
          reply(exchange, 200, ANSWER);
        };
    try (ChatModel model = model()) {
      List<Answer> answers =
          Answer.all(model, IntStream.range(0, 60).mapToObj(i -> HELLO).toList());
      assertThat(answers).allMatch(answer -> answer.error() == null).hasSize(60);
    }
    assertThat(most.get()).isBetween(2, OpenAiModel.IN_FLIGHT);
  }

  @Test
  void asksAgainWhenAFailureMayPass() {
    AtomicInteger asked = new AtomicInteger();
    handler = (exchange, body) -> reply(exchange, asked.incrementAndGet() == 1 ? 429 : 200, ANSWER);
    try (ChatModel model = model()) {
      assertThat(Answer.all(model, List.of(HELLO)).get(0).text()).isEqualTo("hi");
    }
    assertThat(asked.get()).isEqualTo(2);
  }

  @Test
  void isOpenedByItsName() {
    String uri = "openai+http://127.0.0.1:" + server.getAddress().getPort() + "/v1#small";
    try (ChatModel model = ChatModels.open(ModelUri.parse(uri + "?key_env=HONE_NO_SUCH_KEY"))) {
      assertThat(model.submit(HELLO).toCompletableFuture().join().message().text()).isEqualTo("hi");
    }
    assertThat(bodies.remove().path("model").asText()).isEqualTo("small");
    assertThat(keys).containsExactly("none");
  }

  @Test
  void refusesNamesThatCannotWork() {
    assertThatThrownBy(() -> ChatModels.open(ModelUri.parse("openai:gpt?key_env=HONE_NO_SUCH_KEY")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("no key. Set the environment variable HONE_NO_SUCH_KEY.");
    assertThatThrownBy(
            () -> ChatModels.open(ModelUri.parse("openai+https://me:" + SECRET + "@host/v1#m")))
        .hasMessageContaining("without user or key")
        .hasMessageNotContaining(SECRET);
    assertThatThrownBy(() -> ChatModels.open(ModelUri.parse("openai+https://host/v1")))
        .hasMessageContaining("openai+https://HOST/v1#MODEL");
    assertThatThrownBy(() -> ChatModels.open(ModelUri.parse("openai+https://h/v1#m?api_key=x")))
        .hasMessageContaining("Unknown option 'api_key'");
    assertThatThrownBy(
            () -> ChatModels.open(ModelUri.parse("openai+https://h/v1#m?timeout_seconds=0")))
        .hasMessageContaining("Invalid timeout_seconds '0'");
    assertThatThrownBy(() -> ApiKey.fromEnvironment("K", variable -> "two\nlines"))
        .hasMessage("The key in K holds a character that no key has. Set it again.");
    assertThat(ApiKey.fromEnvironment("K", variable -> SECRET)).hasToString("***");
  }
}
