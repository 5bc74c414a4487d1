package dev.hone.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.chat.Usage;
import org.junit.jupiter.api.Test;

class OpenAiResponsesCallsTest {
  private static final String REQUEST =
      """
      {"model": "gpt-x", "instructions": "Be brief.", "input": [
        {"role": "user", "content": [{"type": "input_text", "text": "Hi"}]},
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": "hm"}]},
        {"type": "function_call", "call_id": "c1", "name": "f", "arguments": "{}"},
        {"type": "function_call", "call_id": "c2", "name": "g", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "c1", "output": "1"},
        {"type": "function_call_output", "call_id": "c2", "output": "2"}],
       "tools": [{"type": "function", "name": "f", "parameters": {}}, {"type": "web_search"}],
       "text": {"format": {"type": "json_schema", "name": "s", "schema": {}}}}""";
  private static final String RESPONSE =
      """
      {"model": "gpt-x-1", "status": "completed", "output": [
        {"type": "reasoning", "summary": []},
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Hello"}]}],
       "usage": {"input_tokens": 8, "output_tokens": 3,
         "output_tokens_details": {"reasoning_tokens": 1}}}""";

  private static LoggedCall read(String request, String response) {
    return CallReader.read(
        LogRow.httpCapture("c", "1", "api.openai.com", "/v1/responses", 200, request, response));
  }

  @Test
  void readsAWholeCall() {
    LoggedCall call = read(REQUEST, RESPONSE);
    assertThat(call.incomplete()).isNull();
    assertThat(call.messages())
        .extracting(Message::role)
        .containsExactly("system", "user", "assistant", "tool", "tool");
    assertThat(call.messages().get(1)).isEqualTo(Message.user("Hi"));
    assertThat(call.messages().get(2).toolCalls())
        .containsExactly(new ToolCall("c1", "f", "{}"), new ToolCall("c2", "g", "{}"));
    assertThat(call.messages().get(2).reasoning()).isEqualTo("hm");
    assertThat(call.messages().get(4).toolCallId()).isEqualTo("c2");
    assertThat(call.completion()).isEqualTo(Message.assistant("Hello"));
    assertThat(call.usage()).isEqualTo(new Usage(8, 3, 0, 0, 1));
    assertThat(call.toolsJson())
        .isEqualTo(
            "[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{}}},"
                + "{\"type\":\"web_search\"}]");
    assertThat(call.responseFormatJson())
        .isEqualTo("{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"s\",\"schema\":{}}}");
  }

  @Test
  void plainInputIsOneUserMessage() {
    LoggedCall call = read("{\"input\": \"Hi\"}", RESPONSE);
    assertThat(call.messages()).containsExactly(Message.user("Hi"));
    assertThat(call.complete()).isTrue();
  }

  @Test
  void historyThatIsNotInTheLogMakesItIncomplete() {
    LoggedCall call = read("{\"input\": \"Hi\", \"previous_response_id\": \"r0\"}", RESPONSE);
    assertThat(call.incomplete()).isEqualTo("earlier turns are not in the log");
    assertThat(call.completion()).isEqualTo(Message.assistant("Hello"));
  }

  @Test
  void namesWhatEndedTheAnswer() {
    String cut = RESPONSE.replace("\"completed\"", "\"incomplete\"");
    assertThat(read(REQUEST, cut).incomplete()).isEqualTo("answer was cut at the token limit");
    String failed = RESPONSE.replace("\"completed\"", "\"failed\"");
    assertThat(read(REQUEST, failed).incomplete()).isEqualTo("answer ended in an error");
    assertThat(read(REQUEST, "{\"status\": \"queued\", \"output\": []}").incomplete())
        .isEqualTo("answer was still to come");
  }

  @Test
  void theLastEventOfAStreamCarriesTheAnswer() {
    String stream =
        "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"output\":[]}}\n\n"
            + "event: response.completed\ndata: {\"type\":\"response.completed\",\"response\":"
            + RESPONSE.replace("\n", " ")
            + "}\n\n";
    assertThat(read(REQUEST, stream).completion()).isEqualTo(Message.assistant("Hello"));
    assertThat(read(REQUEST, stream).complete()).isTrue();
    String broken = stream.substring(0, stream.indexOf("event: response.completed"));
    assertThat(read(REQUEST, broken).incomplete()).isEqualTo("response stream ended early");
  }
}
