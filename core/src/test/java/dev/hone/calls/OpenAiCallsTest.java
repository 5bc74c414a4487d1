package dev.hone.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.chat.Usage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OpenAiCallsTest {
  private static final String REQUEST =
      """
      {"model": "gpt-x", "messages": [{"role": "developer", "content": "Be brief."},
       {"role": "user", "content": "Hi"}], "temperature": 0.2, "metadata": {"team": "blue"},
       "user": "u1", "response_format": {"type": "json_object"},
       "tools": [{"type": "function", "function": {"name": "look"}}]}""";

  private static LoggedCall read(
      @Nullable Integer status, String request, @Nullable String response) {
    return CallReader.read(
        LogRow.httpCapture(
            "capture",
            "1",
            "api.openai.com",
            "/v1/chat/completions?x=1",
            status,
            request,
            response));
  }

  private static LoggedCall read(@Nullable String response) {
    return read(200, REQUEST, response);
  }

  private static String answer(String message, String finish) {
    return """
        {"model": "gpt-x-0101", "choices": [{"index": 0, "message": %s, "finish_reason": "%s"}],
         "usage": {"prompt_tokens": 9, "completion_tokens": 4,
          "prompt_tokens_details": {"cached_tokens": 5},
          "completion_tokens_details": {"reasoning_tokens": 2}}}"""
        .formatted(message, finish);
  }

  @Test
  void readsAWholeCall() {
    LoggedCall call = read(answer("{\"role\": \"assistant\", \"content\": \"Hello\"}", "stop"));
    assertThat(call.messages()).containsExactly(Message.system("Be brief."), Message.user("Hi"));
    assertThat(call.completion()).isEqualTo(Message.assistant("Hello"));
    assertThat(call.complete()).isTrue();
    assertThat(call.provider()).isEqualTo("openai");
    assertThat(call.modelRequested()).isEqualTo("gpt-x");
    assertThat(call.modelServed()).isEqualTo("gpt-x-0101");
    assertThat(call.finishReason()).isEqualTo("stop");
    assertThat(call.usage()).isEqualTo(new Usage(9, 4, 5, 0, 2));
    assertThat(call.userId()).isEqualTo("u1");
    assertThat(call.tags()).containsEntry("team", "blue");
    assertThat(call.responseFormatJson()).isEqualTo("{\"type\":\"json_object\"}");
    assertThat(call.toolsJson()).contains("look");
    assertThat(call.paramsJson())
        .isEqualTo("{\"temperature\":0.2,\"metadata\":{\"team\":\"blue\"},\"user\":\"u1\"}");
    assertThat(call.rawRequest()).isEqualTo(REQUEST);
  }

  @Test
  void idsAreStableAndOneARow() {
    assertThat(read(null).id()).isEqualTo(read("{}").id()).hasSize(64);
    assertThat(
            CallReader.read(LogRow.httpCapture("capture", "2", null, null, 200, REQUEST, "")).id())
        .isNotEqualTo(read(null).id());
  }

  @Test
  void readsParallelToolCallsAndRefusals() {
    LoggedCall calling =
        read(
            answer(
                """
                {"content": null, "tool_calls": [
                  {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{}"}},
                  {"id": "b", "type": "function", "function": {"name": "g", "arguments": "{\\"x\\":"}}]}""",
                "tool_calls"));
    assertThat(calling.completion().toolCalls())
        .containsExactly(new ToolCall("a", "f", "{}"), new ToolCall("b", "g", "{\"x\":"));
    assertThat(calling.complete()).isTrue();
    LoggedCall refusing =
        read(answer("{\"role\": \"assistant\", \"content\": null, \"refusal\": \"No.\"}", "stop"));
    assertThat(refusing.completion().refusal()).isEqualTo("No.");
    assertThat(refusing.complete()).isTrue();
  }

  @Test
  void takesTheFirstOfSeveralAnswers() {
    LoggedCall call =
        read(
            """
            {"choices": [
              {"index": 1, "message": {"role": "assistant", "content": "second"}, "finish_reason": "stop"},
              {"index": 0, "message": {"role": "assistant", "content": "first"}, "finish_reason": "stop"}]}""");
    assertThat(call.choices()).isEqualTo(2);
    assertThat(call.completion()).isEqualTo(Message.assistant("first"));
    assertThat(call.usage()).isNull();
  }

  @Test
  void readsLegacyFunctions() {
    LoggedCall call =
        read(
            200,
            """
            {"messages": [{"role": "user", "content": "Hi"},
              {"role": "assistant", "content": null, "function_call": {"name": "f", "arguments": "{}"}},
              {"role": "function", "name": "f", "content": "7"}],
             "functions": [{"name": "f", "parameters": {}}]}""",
            answer(
                "{\"role\": \"assistant\", \"function_call\": {\"name\": \"f\", \"arguments\": \"{}\"}}",
                "function_call"));
    assertThat(call.messages())
        .extracting(Message::role)
        .containsExactly("user", "assistant", "tool");
    assertThat(call.toolsJson()).startsWith("[{\"type\":\"function\"");
    assertThat(call.finishReason()).isEqualTo("tool_calls");
    assertThat(call.completion().toolCalls()).containsExactly(new ToolCall("", "f", "{}"));
  }

  @Test
  void mergesAStream() {
    String stream =
        """
        : keep-alive

        data: {"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}

        data: {"choices":[{"index":0,"delta":{"content":"Hel"}}]}

        data: {"choices":[{"index":0,"delta":{"content":"lo","reasoning_content":"think"}}]}

        data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"b","function":{"name":"g","arguments":"{\\"y\\""}}]}}]}

        data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":""}}]}}]}

        data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"function":{"arguments":":1}"}}]}}]}

        data: {"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

        data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":2}}

        data: [DONE]

        """;
    for (String text : new String[] {stream, stream.replace("\n", "\r\n")}) {
      LoggedCall call = read(text);
      assertThat(call.incomplete()).isNull();
      assertThat(call.completion().content()).isEqualTo("Hello");
      assertThat(call.completion().reasoning()).isEqualTo("think");
      assertThat(call.completion().toolCalls())
          .containsExactlyInAnyOrder(
              new ToolCall("a", "f", ""), new ToolCall("b", "g", "{\"y\":1}"));
      assertThat(call.usage()).isEqualTo(Usage.of(3, 2));
      assertThat(call.modelServed()).isEqualTo("m");
    }
  }

  @Test
  void mergesAnArrayOfChunks() {
    LoggedCall call =
        read(
            """
            [{"choices":[{"index":0,"delta":{"content":"a"}}]},
             {"choices":[{"index":0,"delta":{"content":"b"},"finish_reason":"stop"}]}]""");
    assertThat(call.completion()).isEqualTo(Message.assistant("ab"));
    assertThat(call.complete()).isTrue();
  }

  @Test
  void aBrokenStreamIsIncompleteAndKeepsWhatCame() {
    LoggedCall call =
        read(
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\"}}]}\n\n"
                + "data: {\"choices\":[{\"ind");
    assertThat(call.completion()).isEqualTo(Message.assistant("Hel"));
    assertThat(call.incomplete()).isEqualTo("response stream ended early");
    assertThat(read("data: \n\n").incomplete()).isEqualTo("response stream is empty");
    LoggedCall failed = read("data: {\"error\": {\"message\": \"overloaded\"}}\n\n");
    assertThat(failed.incomplete()).isEqualTo("error response");
    assertThat(failed.error()).isEqualTo("overloaded");
  }

  @Test
  void saysWhyAResponseIsOfNoUse() {
    assertThat(read(null).incomplete()).isEqualTo("no response body");
    assertThat(read("{\"choices\": [{").incomplete()).isEqualTo("response is cut JSON");
    assertThat(read("<html>").incomplete()).isEqualTo("response is not JSON");
    assertThat(read("7").incomplete()).isEqualTo("response is not a JSON object");
    assertThat(read("{\"choices\": []}").incomplete()).isEqualTo("response holds no answer");
    assertThat(read(answer("{\"content\": \"He\"}", "length")).incomplete())
        .isEqualTo("answer was cut at the token limit");
    assertThat(read(answer("{\"content\": \"\"}", "content_filter")).incomplete())
        .isEqualTo("answer was filtered");
    assertThat(read(answer("{\"content\": \" \"}", "stop")).incomplete())
        .isEqualTo("answer is empty");
    assertThat(read(answer("{\"content\": 3}", "stop")).incomplete())
        .isEqualTo("response is malformed: A message's content is neither text nor parts.");
    LoggedCall limited =
        read(429, REQUEST, "{\"error\": {\"message\": \"slow down\", \"type\": \"rate_limit\"}}");
    assertThat(limited.incomplete()).isEqualTo("HTTP 429");
    assertThat(limited.error()).isEqualTo("slow down");
    assertThat(limited.unreadable()).isNull();
    assertThat(read(500, REQUEST, null).incomplete()).isEqualTo("HTTP 500");
    assertThat(read("{\"error_code\": \"BUSY\", \"message\": \"later\"}").error())
        .isEqualTo("later");
  }

  @Test
  void saysWhyARequestIsUnreadable() {
    assertThat(read(200, "", "{}").unreadable()).isEqualTo("no request body");
    assertThat(read(200, "{\"messages\": [", "{}").unreadable()).isEqualTo("request is cut JSON");
    assertThat(read(200, "hello", "{}").unreadable()).isEqualTo("request is not JSON");
    assertThat(read(200, "[]", "{}").unreadable()).isEqualTo("request is in no known dialect");
    LoggedCall malformed = read(200, "{\"messages\": [{\"content\": \"secret\"}]}", "{}");
    assertThat(malformed.unreadable()).isEqualTo("request is malformed: A message has no role.");
    assertThat(malformed.incomplete()).isEqualTo(malformed.unreadable());
    assertThat(malformed.messages()).isEmpty();
  }

  @Test
  void readsRowsOfAnInferenceTable() {
    LoggedCall call =
        CallReader.read(
            LogRow.inferenceTable(
                "main.logs.triage_payload",
                "r-1",
                1_700_000_000_000L,
                420L,
                200,
                """
                {"messages": [{"role": "user", "content": "Hi"}],
                 "extra_params": {"session_id": "s-9", "user_role": "agent"}}""",
                answer("{\"role\": \"assistant\", \"content\": \"Hello\"}", "stop"),
                "principal"));
    assertThat(call.complete()).isTrue();
    assertThat(call.provider()).isEqualTo("databricks");
    assertThat(call.modelRequested()).isNull();
    assertThat(call.modelServed()).isEqualTo("gpt-x-0101");
    assertThat(call.sessionId()).isEqualTo("s-9");
    assertThat(call.userId()).isEqualTo("principal");
    assertThat(call.epochMillis()).isEqualTo(1_700_000_000_000L);
    assertThat(call.latencyMillis()).isEqualTo(420L);
    assertThat(call.sourceId()).isEqualTo("r-1");
    assertThat(
            CallReader.read(LogRow.inferenceTable("t", "r", null, null, 200, null, null, null))
                .unreadable())
        .isEqualTo("no request body");
    assertThat(
            CallReader.read(
                    LogRow.inferenceTable(
                        "t", "r", null, null, 200, "{\"dataframe_records\": []}", null, null))
                .unreadable())
        .isEqualTo("request is in no known dialect");
  }

  @Test
  void anEmbeddingIsNoConversation() {
    assertThat(
            CallReader.read(
                    LogRow.httpCapture(
                        "c",
                        "1",
                        "api.openai.com",
                        "/v1/embeddings",
                        200,
                        "{\"input\": \"x\"}",
                        "{}"))
                .unreadable())
        .isEqualTo("request is in no known dialect");
  }
}
