package dev.hone.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.chat.Usage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnthropicCallsTest {
  private static final String REQUEST =
      """
      {"model": "claude-x", "max_tokens": 99, "system": [{"type": "text", "text": "Be brief."}],
       "messages": [{"role": "user", "content": [{"type": "text", "text": "Hi"}]}],
       "metadata": {"user_id": "u7"},
       "tools": [{"name": "look", "description": "Looks.", "input_schema": {"type": "object"}},
                 {"type": "web_search_1", "name": "web_search"}]}""";

  private static LoggedCall read(String request, @Nullable String response) {
    return CallReader.read(
        LogRow.httpCapture("c", "1", "api.anthropic.com", "/v1/messages", 200, request, response));
  }

  private static String answer(String blocks, String stop) {
    return """
        {"type": "message", "role": "assistant", "model": "claude-x-1", "content": %s,
         "stop_reason": "%s", "usage": {"input_tokens": 10, "output_tokens": 4,
         "cache_read_input_tokens": 100, "cache_creation_input_tokens": 20}}"""
        .formatted(blocks, stop);
  }

  @Test
  void readsAWholeCall() {
    LoggedCall call =
        read(
            REQUEST,
            answer(
                """
                [{"type": "thinking", "thinking": "hm", "signature": "s"},
                 {"type": "text", "text": "Let me "}, {"type": "text", "text": "look."},
                 {"type": "tool_use", "id": "t1", "name": "look", "input": {"id": 7}},
                 {"type": "tool_use", "id": "t2", "name": "look", "input": {}}]""",
                "tool_use"));
    assertThat(call.complete()).isTrue();
    assertThat(call.provider()).isEqualTo("anthropic");
    assertThat(call.messages()).containsExactly(Message.system("Be brief."), Message.user("Hi"));
    assertThat(call.completion().content()).isEqualTo("Let me look.");
    assertThat(call.completion().reasoning()).isEqualTo("hm");
    assertThat(call.completion().partsJson()).isNull();
    assertThat(call.completion().toolCalls())
        .containsExactly(
            new ToolCall("t1", "look", "{\"id\":7}"), new ToolCall("t2", "look", "{}"));
    assertThat(call.finishReason()).isEqualTo("tool_calls");
    assertThat(call.usage())
        .as("cached tokens are part of the input")
        .isEqualTo(new Usage(130, 4, 100, 20, 0));
    assertThat(call.userId()).isEqualTo("u7");
    assertThat(call.toolsJson())
        .isEqualTo(
            "[{\"type\":\"function\",\"function\":{\"name\":\"look\",\"description\":\"Looks.\","
                + "\"parameters\":{\"type\":\"object\"}}},"
                + "{\"type\":\"web_search_1\",\"name\":\"web_search\"}]");
  }

  @Test
  void toolResultsComeBeforeWhatTheUserSays() {
    LoggedCall call =
        read(
            """
            {"model": "claude-x", "system": "S", "messages": [
              {"role": "user", "content": "Hi"},
              {"role": "assistant", "content": [{"type": "tool_use", "id": "a", "name": "f", "input": {}},
                                                {"type": "tool_use", "id": "b", "name": "f", "input": {}}]},
              {"role": "user", "content": [
                {"type": "text", "text": "And now?"},
                {"type": "tool_result", "tool_use_id": "a", "content": "1"},
                {"type": "tool_result", "tool_use_id": "b", "content": [{"type": "text", "text": "2"}]}]}]}""",
            answer("[{\"type\": \"text\", \"text\": \"ok\"}]", "end_turn"));
    assertThat(call.messages())
        .extracting(Message::role)
        .containsExactly("system", "user", "assistant", "tool", "tool", "user");
    assertThat(call.messages().get(3).toolCallId()).isEqualTo("a");
    assertThat(call.messages().get(4).content()).isEqualTo("2");
    assertThat(call.messages().get(5)).isEqualTo(Message.user("And now?"));
  }

  @Test
  void keepsBlocksThatAreMoreThanText() {
    LoggedCall call =
        read(
            REQUEST,
            answer(
                """
                [{"type": "text", "text": "Found."}, {"type": "server_tool_use", "id": "s", "name": "web_search"}]""",
                "end_turn"));
    assertThat(call.completion().content()).isEqualTo("Found.");
    assertThat(call.completion().partsJson()).contains("server_tool_use");
    assertThat(call.complete()).isTrue();
  }

  @Test
  void namesWhatEndedTheAnswer() {
    String text = "[{\"type\": \"text\", \"text\": \"x\"}]";
    assertThat(read(REQUEST, answer(text, "max_tokens")).incomplete())
        .isEqualTo("answer was cut at the token limit");
    assertThat(read(REQUEST, answer(text, "refusal")).incomplete())
        .isEqualTo("answer was filtered");
    assertThat(read(REQUEST, answer(text, "pause_turn")).incomplete())
        .isEqualTo("answer was paused in mid-turn");
    assertThat(read(REQUEST, answer("[]", "end_turn")).incomplete()).isEqualTo("answer is empty");
    LoggedCall error =
        read(REQUEST, "{\"type\": \"error\", \"error\": {\"type\": \"overloaded_error\"}}");
    assertThat(error.error()).isEqualTo("overloaded_error");
    assertThat(error.incomplete()).isEqualTo("error response");
  }

  private static final String STREAM =
      """
      event: message_start
      data: {"type":"message_start","message":{"model":"claude-x-1","role":"assistant","content":[],"stop_reason":null,"usage":{"input_tokens":5,"output_tokens":1}}}

      event: content_block_start
      data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

      event: ping
      data: {"type": "ping"}

      event: content_block_delta
      data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hel"}}

      event: content_block_delta
      data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"lo"}}

      event: content_block_start
      data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}

      event: content_block_delta
      data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"a\\":"}}

      event: content_block_delta
      data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":" 1}"}}

      event: message_delta
      data: {"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":8}}

      event: message_stop
      data: {"type":"message_stop"}

      """;

  @Test
  void mergesAStream() {
    LoggedCall call = read(REQUEST, STREAM);
    assertThat(call.incomplete()).isNull();
    assertThat(call.completion().content()).isEqualTo("Hello");
    assertThat(call.completion().toolCalls()).containsExactly(new ToolCall("t", "f", "{\"a\":1}"));
    assertThat(call.usage()).isEqualTo(Usage.of(5, 8));
    assertThat(call.modelServed()).isEqualTo("claude-x-1");
  }

  @Test
  void aStreamWithoutItsEndIsIncomplete() {
    LoggedCall call = read(REQUEST, STREAM.substring(0, STREAM.indexOf("event: message_delta")));
    assertThat(call.incomplete()).isEqualTo("response stream ended early");
    assertThat(call.completion().content()).isEqualTo("Hello");
  }

  @Test
  void isKnownByItsBodiesWhereTheLogHasNoPath() {
    LoggedCall call =
        CallReader.read(
            LogRow.inferenceTable(
                "t",
                "1",
                null,
                null,
                200,
                "{\"max_tokens\": 9, \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}",
                answer("[{\"type\": \"text\", \"text\": \"ok\"}]", "end_turn"),
                null));
    assertThat(call.completion()).isEqualTo(Message.assistant("ok"));
  }
}
