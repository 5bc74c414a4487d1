package dev.hone.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.chat.Message;
import dev.hone.chat.Usage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The older API, whose prompt is a text and whose answer goes on with it. */
class OpenAiCompletionsCallsTest {
  private static final String RESPONSE =
      """
      {"id": "cmpl-1", "object": "text_completion", "created": 1767323045, "model": "davinci-x",
       "choices": [{"text": "Once upon a time", "index": 0, "logprobs": null, "finish_reason": "stop"}],
       "usage": {"prompt_tokens": 5, "completion_tokens": 4, "total_tokens": 9}}\
      """;

  private static LoggedCall read(@Nullable String path, String request, String response) {
    return CallReader.read(
        LogRow.httpCapture("capture", "1", "api.openai.com", path, 200, request, response));
  }

  @Test
  void aPromptIsWhatTheUserSaysAndWhatFollowsIsTheAnswer() {
    String request = "{\"model\": \"davinci\", \"prompt\": \"Say it\", \"max_tokens\": 7}";
    for (String path :
        new String[] {"/v1/completions", "/openai/deployments/d/completions?v=1", null}) {
      LoggedCall call = read(path, request, RESPONSE);
      assertThat(call.dialect()).isEqualTo("http/openai-completions");
      assertThat(call.complete()).isTrue();
      assertThat(call.messages()).containsExactly(Message.user("Say it"));
      assertThat(call.completion()).isEqualTo(Message.assistant("Once upon a time"));
      assertThat(call.finishReason()).isEqualTo("stop");
      assertThat(call.usage()).isEqualTo(Usage.of(5, 4));
      assertThat(call.modelServed()).isEqualTo("davinci-x");
      assertThat(call.paramsJson()).isEqualTo("{\"max_tokens\":7}");
    }
  }

  @Test
  void anEchoedPromptIsNoPartOfTheAnswer() {
    LoggedCall call =
        read("/v1/completions", "{\"prompt\": [\"Once upon\"], \"echo\": true}", RESPONSE);
    assertThat(call.messages()).containsExactly(Message.user("Once upon"));
    assertThat(call.completion()).isEqualTo(Message.assistant(" a time"));
  }

  @Test
  void saysWhatNoExampleCanBeMadeOf() {
    LoggedCall several = read("/v1/completions", "{\"prompt\": [\"a\", \"b\"]}", RESPONSE);
    assertThat(several.incomplete()).isEqualTo("several prompts in one request");
    assertThat(several.messages()).containsExactly(Message.user("a"), Message.user("b"));
    assertThat(several.usage()).as("paid all the same").isEqualTo(Usage.of(5, 4));
    assertThat(read("/v1/completions", "{\"prompt\": [1, 2]}", RESPONSE).unreadable())
        .isEqualTo("request is malformed: its prompt is no text");
    assertThat(read("/v1/completions", "{\"prompt\": []}", RESPONSE).unreadable())
        .isEqualTo("request is malformed: it has no prompt");
    assertThat(
            read("/v1/completions", "{\"prompt\": \"a\"}", RESPONSE.replace("stop", "length"))
                .incomplete())
        .isEqualTo("answer was cut at the token limit");
    assertThat(read("/v1/images/generations", "{\"prompt\": \"a cat\"}", "{}").unreadable())
        .isEqualTo("request is in no known dialect");
  }
}
