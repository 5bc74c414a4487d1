package dev.hone.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToolCallTextTest {
  @Test
  void readsTaggedCallsAndKeepsTheTextAround() {
    Message message =
        ToolCallText.message(
            "One moment.\n<tool_call>\n{\"name\": \"find\", \"arguments\": {\"id\": \"$1\"}}\n</tool_call>\n"
                + "<tool_call>{\"name\": \"tell\", \"arguments\": {}}</tool_call>");
    assertThat(message.content()).isEqualTo("One moment.");
    assertThat(message.toolCalls())
        .containsExactly(
            new ToolCall("call_0", "find", "{\"id\":\"$1\"}"),
            new ToolCall("call_1", "tell", "{}"));
  }

  @Test
  void readsABareObject() {
    assertThat(
            ToolCallText.message("{\"name\": \"find\", \"parameters\": {\"id\": 3}}").toolCalls())
        .containsExactly(new ToolCall("call_0", "find", "{\"id\":3}"));
  }

  @Test
  void leavesTextThatIsNoCall() {
    for (String text :
        List.of("Hello", "{\"category\": \"refund\"}", "<tool_call>{broken</tool_call> x", "{")) {
      assertThat(ToolCallText.message(text)).isEqualTo(Message.assistant(text));
    }
  }
}
