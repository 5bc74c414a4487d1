package dev.hone.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChatJsonTest {
  @Test
  void plainTextIsOneUserMessage() {
    ChatRequest request = ChatJson.parseRequest("Where is my parcel?");
    assertThat(request.messages()).containsExactly(Message.user("Where is my parcel?"));
    assertThat(ChatJson.parseRequest("{\"order\": 7}").messages())
        .containsExactly(Message.user("{\"order\": 7}"));
    assertThat(ChatJson.parseRequest("[1, 2]").messages()).containsExactly(Message.user("[1, 2]"));
  }

  @Test
  void readsAnArrayOfMessages() {
    ChatRequest request =
        ChatJson.parseRequest(
            """
            [{"role": "developer", "content": "Be brief."}, {"role": "user", "content": "Hi"}]""");
    assertThat(request.messages()).containsExactly(Message.system("Be brief."), Message.user("Hi"));
  }

  @Test
  void readsAWholeRequest() {
    ChatRequest request =
        ChatJson.parseRequest(
            """
            {"messages": [{"role": "user", "content": "Hi"}], "temperature": 0.5, "top_p": 0.9,
             "max_completion_tokens": 12, "seed": 3, "stop": "END",
             "response_format": {"type": "json_object"},
             "functions": [{"name": "look", "parameters": {}}]}""");
    assertThat(request.sampling()).isEqualTo(new Sampling(0.5, 0.9, 12, 3L, List.of("END")));
    assertThat(request.responseFormatJson()).isEqualTo("{\"type\":\"json_object\"}");
    assertThat(request.toolsJson())
        .isEqualTo("[{\"type\":\"function\",\"function\":{\"name\":\"look\",\"parameters\":{}}}]");
    assertThat(ChatJson.request(ChatJson.toJson(request))).isEqualTo(request);
  }

  @Test
  void joinsTextPartsAndKeepsOthers() {
    Message text =
        ChatJson.message(
            Json.parse(
                """
                {"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}"""));
    assertThat(text).isEqualTo(Message.user("ab"));
    Message image =
        ChatJson.message(
            Json.parse(
                """
                {"role": "user", "content": [{"type": "text", "text": "see"},
                  {"type": "image_url", "image_url": {"url": "x"}}]}"""));
    assertThat(image.content()).isEqualTo("see");
    assertThat(image.partsJson()).contains("image_url");
    assertThat(ChatJson.message(ChatJson.toJson(image))).isEqualTo(image);
  }

  @Test
  void readsToolCallsWhateverTheirArgumentsAre() {
    Message message =
        ChatJson.message(
            Json.parse(
                """
                {"role": "assistant", "content": null, "tool_calls": [
                  {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{\\"a\\": 1"}},
                  {"id": "2", "type": "function", "function": {"name": "g", "arguments": {"b": 2}}},
                  {"function": {"name": "h"}}]}"""));
    assertThat(message.toolCalls())
        .containsExactly(
            new ToolCall("1", "f", "{\"a\": 1"),
            new ToolCall("2", "g", "{\"b\":2}"),
            new ToolCall("", "h", "{}"));
    assertThat(message.content()).isNull();
  }

  @Test
  void readsALegacyFunctionCallAndItsResult() {
    Message call =
        ChatJson.message(
            Json.parse(
                """
                {"role": "assistant", "content": null, "function_call": {"name": "f", "arguments": "{}"}}"""));
    assertThat(call.toolCalls()).containsExactly(new ToolCall("", "f", "{}"));
    Message result =
        ChatJson.message(
            Json.parse("{\"role\": \"function\", \"name\": \"f\", \"content\": \"7\"}"));
    assertThat(result.role()).isEqualTo(Message.TOOL);
    assertThat(result.name()).isEqualTo("f");
  }

  @Test
  void findsReasoningWhereverItStands() {
    for (String body :
        List.of(
            "{\"role\":\"assistant\",\"content\":\"x\",\"reasoning_content\":\"why\"}",
            "{\"role\":\"assistant\",\"content\":\"x\",\"reasoning\":\"why\"}",
            "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":"
                + "[{\"type\":\"text\",\"text\":\"why\"}]},{\"type\":\"text\",\"text\":\"x\"}]}")) {
      Message message = ChatJson.message(Json.parse(body));
      assertThat(message.reasoning()).as(body).isEqualTo("why");
      assertThat(message.content()).as(body).isEqualTo("x");
      assertThat(message.partsJson()).as(body).isNull();
      assertThat(ChatJson.toJson(message).has("reasoning")).isFalse();
    }
  }

  @Test
  void refusesWhatIsNoConversation() {
    assertThatThrownBy(() -> ChatJson.parseRequest("{\"messages\": []}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("'messages' is not a non-empty array.");
    assertThatThrownBy(() -> ChatJson.parseRequest("{\"messages\": [{\"content\": \"x\"}]}"))
        .hasMessage("A message has no role.");
    assertThatThrownBy(
            () -> ChatJson.parseRequest("{\"messages\": [{\"role\": \"user\", \"content\": 3}]}"))
        .hasMessage("A message's content is neither text nor parts.");
  }
}
