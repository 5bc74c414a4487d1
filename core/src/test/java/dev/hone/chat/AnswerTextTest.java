package dev.hone.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTextTest {
  @Test
  void isTheTextOfPlainAnswers() {
    assertThat(AnswerText.of(Message.assistant("42"))).isEqualTo("42");
  }

  @Test
  void writesToolCallsWithoutTheirIds() {
    Message call =
        Message.calling(List.of(new ToolCall("call_1", "weather", "{\"city\": \"Oslo\"}")));
    assertThat(AnswerText.of(call))
        .isEqualTo("{\"tool_calls\":[{\"name\":\"weather\",\"arguments\":{\"city\":\"Oslo\"}}]}");
  }

  @Test
  void keepsArgumentsThatAreNoJson() {
    Message call = Message.calling(List.of(new ToolCall("", "weather", "{\"city\": ")));
    assertThat(AnswerText.of(call))
        .isEqualTo("{\"tool_calls\":[{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\": \"}]}");
  }

  @Test
  void aTextIsReadAsTheMessageItStandsFor() {
    Message calling =
        Message.calling(
                List.of(
                    new ToolCall("call_0", "look", "{\"id\":1}"),
                    new ToolCall("call_1", "note", "not json")))
            .withContent("One moment.");
    assertThat(AnswerText.read(AnswerText.of(calling))).isEqualTo(calling);
    for (String text :
        List.of("hello", "{\"a\":1}", "{\"tool_calls\":[]}", "{\"tool_calls\":[{\"name\":1}]}")) {
      assertThat(AnswerText.read(text)).isEqualTo(Message.assistant(text));
    }
  }
}
