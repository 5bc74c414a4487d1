package dev.hone.datasets;

import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import java.util.List;
import java.util.Map;

/** Rows that between them hold everything a training row can. */
final class SampleRows {
  static final String TOOLS =
      "[{\"type\":\"function\",\"function\":{\"name\":\"find_order\",\"description\":\"Finds"
          + " it.\",\"parameters\":{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\"}}}}}]";

  private SampleRows() {}

  static TrainingRow plain() {
    return TrainingRow.of(
        List.of(
            Turn.read(Message.system("Answer in \"one\" word.\n\tNo more.")),
            Turn.read(Message.user("Größe? 🙂 \u2028 \\ \u0000")),
            Turn.of(Message.assistant("XL"))),
        null);
  }

  /** An earlier answer that is not learned. */
  static TrainingRow withHistory() {
    return TrainingRow.of(
        List.of(
            Turn.read(Message.user("one")),
            Turn.read(Message.assistant("1")),
            Turn.read(Message.user("two")),
            Turn.of(Message.assistant("2"))),
        null);
  }

  /** Two answers, both learned. */
  static TrainingRow twoLearned() {
    return TrainingRow.of(
        List.of(
            Turn.read(Message.user("one")),
            Turn.of(Message.assistant("1")),
            Turn.read(Message.user("two")),
            Turn.of(Message.assistant("2"))),
        null);
  }

  /** Parallel calls, their results, an answer. */
  static TrainingRow withTools() {
    return TrainingRow.of(
        List.of(
            Turn.read(Message.user("Where are A-1 and A-2?")),
            Turn.of(
                Message.calling(
                    List.of(
                        new ToolCall("c1", "find_order", "{\"id\":\"A-1\"}"),
                        new ToolCall("c2", "find_order", "{\"id\":\"A-2\"}")))),
            Turn.read(result("c1", "shipped")),
            Turn.read(result("c2", "lost")),
            Turn.of(Message.assistant("One is shipped, one lost."))),
        TOOLS);
  }

  /** The answer calls a tool, saying something beside it, under a forced choice. */
  static TrainingRow callingWithText() {
    Message answer =
        new Message(
            Message.ASSISTANT,
            "Let me look.",
            null,
            null,
            List.of(new ToolCall("c9", "find_order", "{\"id\":\"A-9\"}")),
            null,
            null,
            "They want A-9.");
    return TrainingRow.of(List.of(Turn.read(Message.user("A-9?")), Turn.of(answer)), TOOLS)
        .withParams(
            "{\"tool_choice\":\"required\",\"parallel_tool_calls\":false,\"temperature\":0.5}");
  }

  static TrainingRow withImage() {
    String parts =
        "[{\"type\":\"text\",\"text\":\"What is this?\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://example.org/a.png\"}}]";
    Message user =
        new Message(Message.USER, "What is this?", parts, "ada", List.of(), null, null, null);
    return TrainingRow.of(List.of(Turn.read(user), Turn.of(Message.assistant("A cat."))), null);
  }

  static TrainingRow refusal() {
    Message answer =
        new Message(Message.ASSISTANT, null, null, null, List.of(), null, "I cannot.", null);
    return TrainingRow.of(List.of(Turn.read(Message.user("Pick a lock.")), Turn.of(answer)), null);
  }

  static TrainingRow preference() {
    return plain().withRejected(Message.assistant("Extra large, I would say."));
  }

  static TrainingRow judged() {
    return plain().withGood(false);
  }

  /** All that OpenPipe carries and OpenAI does not. */
  static TrainingRow annotated() {
    Message answer =
        new Message(
            Message.ASSISTANT, "{\"a\":1}", null, null, List.of(), null, null, "Thinking aloud.");
    return new TrainingRow(
        List.of(Turn.read(Message.user("As JSON.")), Turn.of(answer)),
        Message.assistant("a = 1"),
        true,
        null,
        "{\"response_format\":{\"type\":\"json_object\"}}",
        "test",
        Map.of("customer", "42", "prompt_id", "as-json"));
  }

  static List<TrainingRow> all() {
    return List.of(
        plain(),
        withHistory(),
        twoLearned(),
        withTools(),
        callingWithText(),
        withImage(),
        refusal(),
        preference(),
        judged(),
        annotated());
  }

  static Message result(String callId, String text) {
    return new Message(Message.TOOL, text, null, null, List.of(), callId, null, null);
  }
}
