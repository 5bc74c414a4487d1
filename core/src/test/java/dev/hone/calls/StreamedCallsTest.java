package dev.hone.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A streamed answer is read as the same answer that came whole. */
class StreamedCallsTest {
  private static final String CHAT =
      """
      {"model": "m", "choices": [
        {"index": 0, "finish_reason": "tool_calls", "message": {"role": "assistant", "content": "One moment.",
          "reasoning_content": "look it up", "tool_calls": [
            {"id": "a", "type": "function", "function": {"name": "f", "arguments": "{\\"x\\": 1}"}},
            {"id": "b", "type": "custom", "custom": {"name": "g", "input": "SELECT 1"}}]}},
        {"index": 1, "finish_reason": "stop", "message": {"role": "assistant", "content": "Zażółć 🙂", "refusal": "No."}}],
       "usage": {"prompt_tokens": 9, "completion_tokens": 4, "completion_tokens_details": {"reasoning_tokens": 2}}}\
      """;
  private static final String MESSAGE =
      """
      {"type": "message", "model": "m", "role": "assistant", "stop_reason": "tool_use", "content": [
        {"type": "thinking", "thinking": "hm", "signature": "s"}, {"type": "text", "text": "One moment."},
        {"type": "tool_use", "id": "a", "name": "f", "input": {"x": 1}},
        {"type": "tool_use", "id": "b", "name": "g", "input": {}}],
       "usage": {"input_tokens": 3, "cache_read_input_tokens": 5, "output_tokens": 7}}\
      """;
  private static final String RESPONSE =
      """
      {"model": "m", "status": "completed", "output": [
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Hello"}]},
        {"type": "function_call", "call_id": "a", "name": "f", "arguments": "{}"}],
       "usage": {"input_tokens": 8, "output_tokens": 3}}\
      """;

  private static final String COMPLETION =
      """
      {"model": "m", "choices": [{"index": 0, "text": " Hello there", "finish_reason": "stop"},
        {"index": 1, "text": "Zażółć 🙂", "finish_reason": "length"}],
       "usage": {"prompt_tokens": 1, "completion_tokens": 2}}\
      """;

  @Test
  void aStreamedAnswerEqualsTheWholeOne() {
    assertSame("/v1/chat/completions", CHAT, Streams::ofChat);
    assertSame("/v1/completions", COMPLETION, Streams::ofCompletion);
    assertSame("/v1/messages", MESSAGE, Streams::ofMessage);
    assertSame("/v1/responses", RESPONSE, Streams::ofResponse);
  }

  private static void assertSame(
      String path,
      String response,
      Function<com.fasterxml.jackson.databind.JsonNode, List<ObjectNode>> stream) {
    LoggedCall whole = read(path, response);
    assertThat(whole.incomplete()).isNull();
    List<ObjectNode> events = stream.apply(Json.parse(response));
    for (String text : List.of(Streams.text(events), Streams.array(events))) {
      LoggedCall streamed = read(path, text);
      assertThat(streamed).isEqualTo(CallDraft.of(whole).rawResponse(text).toCall());
    }
  }

  @Test
  void aStreamThatBrokeOffKeepsWhatArrived() {
    List<ObjectNode> chunks = Streams.ofChat(Json.parse(CHAT));
    String text = Streams.text(chunks.subList(0, 4)).replace("data: [DONE]", "data: {\"cho");
    LoggedCall cut = read("/v1/chat/completions", text);
    assertThat(cut.incomplete()).isEqualTo("response stream ended early");
    assertThat(cut.completion().reasoning()).isEqualTo("look it u");
    LoggedCall items =
        read(
            "/v1/responses",
            "data:"
                + " {\"type\":\"response.created\",\"response\":{\"status\":\"in_progress\",\"output\":[]}}\n\n"
                + "data:"
                + " {\"type\":\"response.output_item.done\",\"item\":{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"Hello\"}]}}\n\n");
    assertThat(items.incomplete()).isEqualTo("response stream ended early");
    assertThat(items.completion().content()).isEqualTo("Hello");
  }

  @Test
  void allAnswersAreKept() {
    LoggedCall call = read("/v1/chat/completions", CHAT);
    assertThat(call.choices()).isEqualTo(2);
    assertThat(call.completion().toolCalls()).hasSize(2);
    assertThat(call.completion().toolCalls().get(1).arguments()).isEqualTo("SELECT 1");
    assertThat(call.alternatives()).singleElement().matches(m -> "No.".equals(m.refusal()));
    assertThat(call.usageJson()).contains("\"completion_tokens_details\"");
  }

  private static LoggedCall read(String path, String response) {
    String request =
        path.endsWith("responses")
            ? "{\"input\":\"Hi\"}"
            : path.endsWith("/v1/completions")
                ? "{\"prompt\":\"Hi\"}"
                : "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    return CallReader.read(
        LogRow.httpCapture("c", "1", "api.example.com", path, 200, request, response));
  }
}
