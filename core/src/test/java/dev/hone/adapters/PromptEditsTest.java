package dev.hone.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.examples.PruneRules;
import dev.hone.redaction.Mode;
import dev.hone.redaction.Redaction;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromptEditsTest {
  private static final PromptEdits EDITS =
      new PromptEdits(
          new Redaction(Map.of("email", Mode.MASK, "iban", Mode.DROP, "phone", Mode.MARK)),
          new PruneRules(List.of("Write to [EMAIL_1] when in doubt.")));

  @Test
  void masksThenPrunesAndPutsTheValuesBackIntoTheAnswer() {
    PromptEdits.Edited edited =
        EDITS
            .editor()
            .edit(
                List.of(
                    Message.system("Write to help@example.com when in doubt. Be brief."),
                    Message.user(
                        "Tell ann@example.com and ANN@example.com, or call +41446681800")));
    assertThat(edited.messages())
        .containsExactly(
            Message.system("Be brief."),
            Message.user("Tell [EMAIL_2] and [EMAIL_2], or call +41446681800"));
    assertThat(edited.answers().restore(Message.assistant("[EMAIL_2] and [EMAIL_9] [")))
        .isEqualTo(Message.assistant("ann@example.com and [EMAIL_9] ["));
    assertThat(
            edited
                .answers()
                .restore(
                    Message.calling(
                        List.of(new ToolCall("1", "send", "{\"to\":\"[EMAIL_2]\",\"n\":1}")))))
        .isEqualTo(
            Message.calling(
                List.of(new ToolCall("1", "send", "{\"to\":\"ann@example.com\",\"n\":1}"))));
  }

  @Test
  void aPlaceholderThatTheAskerWroteStaysOne() {
    PromptEdits.Edited edited =
        EDITS.editor().edit(List.of(Message.user("[EMAIL_1] is not ann@example.com")));
    assertThat(edited.messages()).containsExactly(Message.user("[EMAIL_1] is not [EMAIL_2]"));
    assertThat(edited.answers().restore(Message.assistant("[EMAIL_1], [EMAIL_2]")))
        .isEqualTo(Message.assistant("[EMAIL_1], ann@example.com"));
  }

  @Test
  void survivesItsJsonAndIsNothingWhereNothingStands() {
    assertThat(PromptEdits.fromJson(EDITS.toJson())).isEqualTo(EDITS);
    assertThat(PromptEdits.fromJson("{}")).isEqualTo(PromptEdits.none());
    List<Message> messages = List.of(Message.user("ann@example.com"));
    assertThat(PromptEdits.none().editor().edit(messages).messages()).isEqualTo(messages);
  }

  @Test
  void refusesToAnswerUnmaskedWhatWasMasked() {
    PromptEdits passports =
        new PromptEdits(new Redaction(Map.of("passport", Mode.MASK)), PruneRules.none());
    assertThatThrownBy(passports::editor)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kind 'passport'")
        .hasMessageContaining("class path");
  }

  @Test
  void whatAnyStageMasksIsMasked() {
    Redaction masks = new Redaction(Map.of("email", Mode.MASK, "card", Mode.MARK));
    Redaction marks = new Redaction(Map.of("email", Mode.MARK, "card", Mode.MASK));
    Redaction both = new Redaction(Map.of("email", Mode.MASK, "card", Mode.MASK));
    assertThat(masks.then(marks)).isEqualTo(both);
    assertThat(marks.then(masks)).isEqualTo(both);
  }
}
