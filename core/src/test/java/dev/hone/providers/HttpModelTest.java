package dev.hone.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.chat.Answer;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatModels;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Completion;
import dev.hone.chat.FallbackModel;
import dev.hone.chat.Message;
import dev.hone.chat.ModelException;
import dev.hone.chat.ModelException.Kind;
import dev.hone.chat.ModelUri;
import dev.hone.chat.Sampling;
import dev.hone.json.Json;
import dev.hone.testing.Fault;
import dev.hone.testing.FaultServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HttpModelTest {
  private static final String SECRET = "sk-test-0123456789abcdef";
  private static final KeySource KEYS = reference -> SECRET;
  private static final ChatRequest HELLO =
      ChatRequest.of(List.of(Message.user("a private word")), Sampling.greedy(7));
  private static final RetryRules QUICK =
      new RetryRules(
          6,
          Duration.ofMillis(5),
          Duration.ofMillis(20),
          Duration.ofSeconds(1),
          Duration.ofSeconds(20),
          Duration.ofSeconds(30));

  private FaultServer server = FaultServer.good();

  @AfterEach
  void stop() {
    server.close();
  }

  private Connection connection() {
    return Connection.named("openai")
        .allowingPrivate()
        .at(server.base())
        .withRetry(QUICK)
        .withTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(20));
  }

  private Connection impatient() {
    return connection().withTimeouts(Duration.ofSeconds(20), Duration.ofSeconds(1));
  }

  private ChatModel model(String uri, Connection connection) {
    ModelUri parsed = ModelUri.parse(uri);
    return ((HttpProvider) ChatModels.provider(parsed))
        .open(parsed, connection, KEYS, CallGate.OPEN);
  }

  private void serve(FaultServer.Script script) {
    server.close();
    server = new FaultServer(script);
  }

  private static Completion ask(ChatModel model) {
    return model.submit(HELLO).toCompletableFuture().join();
  }

  private static ModelException failure(ChatModel model) {
    return failure(model.submit(HELLO).toCompletableFuture());
  }

  private static ModelException failure(CompletableFuture<Completion> answer) {
    Throwable thrown = catchThrowable(answer::join);
    assertThat(thrown).isInstanceOf(CompletionException.class);
    StringWriter everything = new StringWriter();
    thrown.printStackTrace(new PrintWriter(everything));
    assertThat(everything.toString()).doesNotContain(SECRET).doesNotContain("a private word");
    assertThat(thrown.getCause()).isInstanceOf(ModelException.class);
    return (ModelException) thrown.getCause();
  }

  @Test
  void asksAndReadsTheAnswer() {
    try (ChatModel model = model("openai:m", connection())) {
      Completion completion = ask(model);
      assertThat(completion.message()).isEqualTo(Message.assistant("re: a private word"));
      assertThat(completion.finishReason()).isEqualTo("stop");
      assertThat(completion.usage().output()).isPositive();
      assertThat(completion.bought()).isOne();
    }
    FaultServer.Received received = server.received().get(0);
    assertThat(received.path()).isEqualTo("/v1/chat/completions");
    assertThat(received.headers()).containsEntry("authorization", "Bearer " + SECRET);
    JsonNode body = Json.parse(received.body());
    assertThat(body.path("model").asText()).isEqualTo("m");
    assertThat(body.path("max_tokens").asInt()).isEqualTo(7);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void everyFaultThatMayPassIsAskedAgainWithTheSameIdempotencyKey(Fault fault) {
    serve((number, body) -> number == 1 ? fault : Fault.NONE);
    Connection connection = fault == Fault.STALLED ? impatient() : connection();
    try (ChatModel model = model("openai:m", connection)) {
      Completion completion = ask(model);
      assertThat(completion.message().text()).isEqualTo("re: a private word");
      assertThat((long) completion.bought()).isEqualTo(server.bought());
    }
    List<FaultServer.Received> received = server.received();
    assertThat(received).hasSize(fault == Fault.NONE || fault == Fault.DRIP ? 1 : 2);
    assertThat(received.stream().map(one -> one.headers().get("idempotency-key")).distinct())
        .hasSize(1)
        .doesNotContainNull();
  }

  @Test
  void whatNeverPassesIsATypedErrorThatQuotesNothing() {
    serve((number, body) -> Fault.LIMITED_FOR_DAYS);
    Connection twice =
        impatient()
            .withRetry(
                new RetryRules(
                    1,
                    Duration.ofMillis(1),
                    Duration.ofMillis(1),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(9),
                    Duration.ofSeconds(30)));
    try (ChatModel model = model("openai:m", twice)) {
      ModelException failure = failure(model);
      assertThat(failure.kind()).isEqualTo(Kind.RATE_LIMITED);
      assertThat(failure)
          .hasMessageStartingWith(
              "m at 127.0.0.1 said HTTP 429 (rate_limit_exceeded). Lower the rate of connection"
                  + " 'openai', or ask again later. Tried 2 times in ");
    }
    serve((number, body) -> Fault.CUT);
    try (ChatModel model = model("openai:m", twice.at(server.base()))) {
      ModelException failure = failure(model);
      assertThat(failure.kind()).isEqualTo(Kind.UNREADABLE);
      assertThat(failure.bought()).isEqualTo(2);
    }
    serve((number, body) -> Fault.BAD_JSON);
    try (ChatModel model = model("openai:m", twice.at(server.base()))) {
      assertThat(failure(model))
          .hasMessageStartingWith("Unreadable answer from m at 127.0.0.1: response is not JSON.");
    }
    serve((number, body) -> Fault.STALLED);
    try (ChatModel model = model("openai:m", twice.at(server.base()))) {
      assertThat(failure(model).kind()).isEqualTo(Kind.TIMEOUT);
    }
    server.close();
    try (ChatModel model = model("openai:m", twice)) {
      assertThat(failure(model).kind()).isEqualTo(Kind.CONNECTION);
    }
  }

  @Test
  void waitsNoLongerThanItMay() {
    serve((number, body) -> Fault.STALLED);
    RetryRules brief =
        new RetryRules(
            50,
            Duration.ofMillis(5),
            Duration.ofMillis(5),
            Duration.ofSeconds(1),
            Duration.ofMillis(700),
            Duration.ofSeconds(30));
    long start = System.nanoTime();
    try (ChatModel model = model("openai:m", impatient().withRetry(brief))) {
      assertThat(failure(model).kind()).isEqualTo(Kind.TIMEOUT);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(40));
  }

  @Test
  void leavesAServerAloneThatOnlyFails() {
    serve((number, body) -> Fault.OVERLOADED);
    RetryRules once =
        new RetryRules(
            0,
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            Duration.ofSeconds(1),
            Duration.ofMillis(100),
            Duration.ofSeconds(30));
    try (ChatModel model = model("openai:m", connection().withRetry(once))) {
      List<Answer> answers =
          IntStream.range(0, 60).mapToObj(i -> Answer.all(model, List.of(HELLO)).get(0)).toList();
      assertThat(answers).allMatch(answer -> answer.error() != null);
      assertThat(answers.get(59).error()).contains("failed too often and is left alone");
      assertThat(server.requests()).isLessThan(30);
    }
  }

  @Test
  void aServerThatOnlyFailsEndsAStageLongBeforeARequestMayWait() {
    serve((number, body) -> Fault.BROKEN);
    RetryRules patient =
        new RetryRules(
            6,
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofMinutes(10),
            Duration.ofMillis(300));
    long start = System.nanoTime();
    try (ChatModel model = model("openai:m", connection().withRetry(patient).withInFlight(4))) {
      List<CompletableFuture<Completion>> all =
          IntStream.range(0, 51).mapToObj(i -> model.submit(HELLO).toCompletableFuture()).toList();
      for (CompletableFuture<Completion> one : all) {
        assertThat(failure(one).kind()).isEqualTo(Kind.UNAVAILABLE);
      }
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMinutes(1));
    assertThat(server.requests()).isLessThan(51);
  }

  @Test
  void keepsABoundOnWhatIsInFlight() {
    server.taking(20);
    try (ChatModel model = model("openai:m", connection().withInFlight(8))) {
      List<Answer> answers =
          Answer.all(model, IntStream.range(0, 40).mapToObj(i -> HELLO).toList());
      assertThat(answers).allMatch(answer -> answer.error() == null).hasSize(40);
      assertThat(model.capabilities().batchSize()).isEqualTo(8);
    }
    // 40 answers of 20 ms by 8 at once take five turns; by 40 at once it would be one
    List<FaultServer.Received> received = server.received();
    long nanos = received.get(39).nanos() - received.get(0).nanos();
    assertThat(Duration.ofNanos(nanos)).isGreaterThan(Duration.ofMillis(70));
  }

  @Test
  void fallsBackOnAnotherModel() {
    serve((number, body) -> body.contains("\"strong\"") ? Fault.OVERLOADED : Fault.NONE);
    RetryRules once =
        new RetryRules(
            1,
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(9),
            Duration.ofSeconds(30));
    Connection connection = connection().withRetry(once);
    try (ChatModel model =
        new FallbackModel(
            List.of(model("openai:strong", connection), model("openai:other", connection)))) {
      assertThat(ask(model).message().text()).isEqualTo("re: a private word");
    }
    assertThat(server.requests()).isEqualTo(3);
  }

  @Test
  void logprobsAndFurtherFieldsPassThrough() {
    ChatRequest request = HELLO.withMore("{\"logprobs\": true, \"reasoning_effort\": \"low\"}");
    try (ChatModel model = model("openai:m", connection())) {
      Completion completion = model.submit(request).toCompletableFuture().join();
      assertThat(Json.parse(String.valueOf(completion.logprobsJson())).at("/content/0/logprob"))
          .isEqualTo(Json.parse("-0.25"));
    }
    assertThat(Json.parse(server.received().get(0).body()).path("reasoning_effort").asText())
        .isEqualTo("low");
  }

  @Test
  void refusesAddressesThatTheConnectionDoesNotAllow() {
    assertThatThrownBy(() -> Connection.named("x").at(server.base()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("plain http is for one's own machine or network");
    assertThatThrownBy(() -> Connection.named("x").at("https://me:" + SECRET + "@host/v1"))
        .hasMessageContaining("it has no host, or a user in it")
        .hasMessageNotContaining(SECRET);
    Connection secure = Connection.named("openai").at("https://127.0.0.1:" + server.port());
    try (ChatModel model = model("openai:m", secure)) {
      assertThat(failure(model).kind()).isEqualTo(Kind.FORBIDDEN_ADDRESS);
    }
    Connection metadata =
        Connection.named("openai").allowingPrivate().at("http://169.254.169.254/latest");
    try (ChatModel model = model("openai:m", metadata)) {
      assertThat(failure(model))
          .hasMessageContaining("a link-local, multicast or unspecified address");
    }
    assertThat(server.requests()).isZero();
  }

  @Test
  void isOpenedByItsNameOverADefinedConnection() {
    Connections.define(connection().withKey("env:HONE_NO_SUCH_KEY"));
    String named = "openai+http://127.0.0.1:" + server.port() + "/v1#small";
    try (ChatModel model = ChatModels.open(ModelUri.parse(named));
        ChatModel other = ChatModels.open(ModelUri.parse("openai:big?connection=openai"))) {
      assertThat(ask(model).message().text()).isEqualTo("re: a private word");
      assertThat(ask(other).message().text()).isEqualTo("re: a private word");
    } finally {
      Connections.forget("openai");
    }
    assertThat(server.received())
        .extracting(one -> Json.parse(one.body()).path("model").asText())
        .containsExactly("small", "big");
    assertThat(server.received()).noneMatch(one -> one.headers().containsKey("authorization"));
  }

  @Test
  void refusesNamesThatCannotWork() {
    assertThatThrownBy(() -> ChatModels.open(ModelUri.parse("openai:gpt?key_env=HONE_NO_SUCH_KEY")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no key in env:HONE_NO_SUCH_KEY");
    assertThatThrownBy(
            () -> ChatModels.open(ModelUri.parse("openai+https://me:" + SECRET + "@host/v1#m")))
        .hasMessageContaining("without user or key")
        .hasMessageNotContaining(SECRET);
    assertThatThrownBy(() -> ChatModels.open(ModelUri.parse("openai+http://10.1.2.3/v1#m")))
        .hasMessageContaining("HONE_ALLOW_HOSTS=10.1.2.3");
    assertThatThrownBy(() -> ChatModels.open(ModelUri.parse("openai+https://h/v1#m?api_key=x")))
        .hasMessageContaining("Unknown option 'api_key'");
    assertThatThrownBy(
            () -> ChatModels.open(ModelUri.parse("openai+https://h/v1#m?timeout_seconds=0")))
        .hasMessageContaining("Invalid timeout_seconds '0'");
    assertThatThrownBy(() -> ChatModels.open(ModelUri.parse("openai:m?connection=gone")))
        .hasMessageContaining("Unknown connection 'gone'");
    assertThatThrownBy(() -> ChatModels.open(ModelUri.parse("azure:m")))
        .hasMessageContaining("openai.azure.com");
    KeyRef reference = KeyRef.parse("env:K");
    assertThatThrownBy(() -> ApiKey.of(reference, key -> "two\nlines"))
        .hasMessage("The key in env:K holds a character that no key has. Set it again.");
    assertThat(ApiKey.of(reference, KEYS)).hasToString("***");
    assertThatThrownBy(() -> KeyRef.parse(SECRET)).hasMessageNotContaining(SECRET);
  }
}
