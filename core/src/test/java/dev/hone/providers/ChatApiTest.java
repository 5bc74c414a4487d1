package dev.hone.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.calls.CallReader;
import dev.hone.calls.LogRow;
import dev.hone.calls.LoggedCall;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatModels;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Completion;
import dev.hone.chat.Message;
import dev.hone.chat.ModelUri;
import dev.hone.chat.Sampling;
import dev.hone.chat.ToolCall;
import dev.hone.json.Json;
import dev.hone.testing.FaultServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written to an API is what a reader of logs finds in it. */
class ChatApiTest {
  private static final String TOOLS =
      "[{\"type\":\"function\",\"function\":{\"name\":\"look\",\"description\":\"looks\","
          + "\"parameters\":{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"}}}}}]";
  private static final String FORMAT =
      "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\",\"schema\":{\"type\":\"object\"}}}";
  private static final ChatRequest TALK =
      new ChatRequest(
          List.of(
              Message.system("be brief"),
              Message.user("look at it"),
              Message.calling(List.of(new ToolCall("c1", "look", "{\"text\":\"it\"}"))),
              new Message(Message.TOOL, "seen", null, null, List.of(), "c1", null, null),
              Message.assistant("I saw it"),
              Message.user("and now?")),
          TOOLS,
          FORMAT,
          new Sampling(0.5, 0.9, 33, 7L, List.of()),
          "{\"tool_choice\":\"required\"}",
          2);

  @ParameterizedTest
  @CsvSource({
    "openai:m, /v1/chat/completions",
    "openai:m?api=responses, /v1/responses",
    "anthropic:m, /v1/messages",
    "azure:m, /v1/chat/completions",
    "azure:m?api_version=2024-10-21, /v1/deployments/m/chat/completions?api-version=2024-10-21",
    "databricks:m, /v1/serving-endpoints/m/invocations",
  })
  void requestsSurviveTheWay(String uri, String path) {
    try (FaultServer server = FaultServer.good()) {
      ModelUri parsed = ModelUri.parse(uri);
      Connection connection =
          Connection.named(Connections.provider(parsed)).allowingPrivate().at(server.base());
      try (ChatModel model =
          ((HttpProvider) ChatModels.provider(parsed))
              .open(parsed, connection, reference -> "key", CallGate.OPEN)) {
        Completion completion = model.submit(TALK).toCompletableFuture().join();
        assertThat(completion.finishReason()).isEqualTo("tool_calls");
        assertThat(completion.message().toolCalls())
            .extracting(ToolCall::name, ToolCall::arguments)
            .containsExactly(
                org.assertj.core.groups.Tuple.tuple("look", "{\"text\":\"re: and now?\"}"));
        assertThat(completion.usage().total()).isPositive();
      }
      FaultServer.Received received = server.received().get(0);
      assertThat(received.path()).isEqualTo(path);
      LoggedCall call =
          CallReader.read(
              LogRow.httpCapture("t", "1", "h", received.path(), 200, received.body(), "{}"));
      assertThat(call.unreadable()).isNull();
      assertThat(call.messages().stream().map(Message::role))
          .containsExactly("system", "user", "assistant", "tool", "assistant", "user");
      assertThat(call.messages().stream().map(Message::text))
          .containsExactly("be brief", "look at it", "", "seen", "I saw it", "and now?");
      assertThat(call.messages().get(2).toolCalls())
          .containsExactly(new ToolCall("c1", "look", "{\"text\":\"it\"}"));
      assertThat(call.messages().get(3).toolCallId()).isEqualTo("c1");
      assertThat(Json.read(call.toolsJson())).isEqualTo(Json.parse(TOOLS));
      JsonNode body = Json.parse(received.body());
      assertThat(body.path("temperature").asDouble()).isEqualTo(0.5);
      assertThat(body.path("top_p").asDouble()).isEqualTo(0.9);
      assertThat(received.body()).contains("\"schema\":{\"type\":\"object\"}").contains("33");
      assertThat(body.path("tool_choice").toString()).containsAnyOf("required", "any");
      assertThat(received.body()).as("no model sees it").doesNotContain("sample");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai:m", "openai:m?api=responses", "anthropic:m"})
  void everyApiAnswersPlainly(String uri) {
    try (FaultServer server = FaultServer.good()) {
      ModelUri parsed = ModelUri.parse(uri);
      Connection connection =
          Connection.named(Connections.provider(parsed)).allowingPrivate().at(server.base());
      try (ChatModel model =
          ((HttpProvider) ChatModels.provider(parsed))
              .open(parsed, connection, reference -> "key", CallGate.OPEN)) {
        ChatRequest hello = ChatRequest.of(List.of(Message.user("hi")), Sampling.greedy());
        Completion completion = model.submit(hello).toCompletableFuture().join();
        assertThat(completion.message()).isEqualTo(Message.assistant("re: hi"));
        assertThat(completion.finishReason()).isEqualTo("stop");
      }
    }
  }

  @Test
  void spellsLimitsAsOpenAiDoes() {
    JsonNode body =
        ChatCompletions.openAi()
            .body(ChatRequest.of(List.of(Message.user("x")), Sampling.greedy(7)), "o4-mini");
    assertThat(body.path("max_completion_tokens").asInt()).isEqualTo(7);
    assertThat(body.has("max_tokens")).isFalse();
    assertThat(body.has("temperature")).isFalse();
  }

  @Test
  void responsesRefuseStopTexts() {
    ChatRequest stopping =
        ChatRequest.of(List.of(Message.user("x")), new Sampling(0, 1, 5, null, List.of("END")));
    assertThatThrownBy(() -> new Responses().body(stopping, "m"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("takes no stop texts");
  }
}
