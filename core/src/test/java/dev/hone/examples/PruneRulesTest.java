package dev.hone.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.chat.Message;
import java.util.List;
import org.junit.jupiter.api.Test;

class PruneRulesTest {
  private static final PruneRules RULES =
      new PruneRules(List.of("The long policy.", "Answer in JSON."));

  @Test
  void removesEveryOccurrenceAndWhatIsLeftEmpty() {
    List<Message> messages =
        List.of(
            Message.system("The long policy.\n"),
            Message.user("Refund 40 EUR. Answer in JSON. Really. Answer in JSON."));
    assertThat(RULES.apply(messages)).containsExactly(Message.user("Refund 40 EUR.  Really."));
  }

  @Test
  void keepsTheLastMessageEvenWhenEmpty() {
    assertThat(RULES.apply(List.of(Message.user("Answer in JSON."))))
        .containsExactly(Message.user(""));
  }

  @Test
  void leavesOtherMessagesToTheCharacter() {
    List<Message> messages = List.of(Message.system(" "), Message.user("  spaced \n"));
    assertThat(RULES.apply(messages)).isEqualTo(messages);
    assertThat(PruneRules.none().apply(messages)).isEqualTo(messages);
  }

  @Test
  void prunesTextInsideParts() {
    Message parts =
        new Message(
            "user",
            "Answer in JSON. What is this?",
            "[{\"type\":\"text\",\"text\":\"Answer in JSON. What is this?\"},{\"type\":\"image_url\"}]",
            null,
            List.of(),
            null,
            null,
            null);
    Message pruned = RULES.apply(List.of(parts)).get(0);
    assertThat(pruned.content()).isEqualTo("What is this?");
    assertThat(pruned.partsJson())
        .isEqualTo("[{\"type\":\"text\",\"text\":\"What is this?\"},{\"type\":\"image_url\"}]");
  }

  @Test
  void survivesJson() {
    assertThat(PruneRules.fromJson(RULES.toJson())).isEqualTo(RULES);
    assertThat(PruneRules.fromJson(null).isEmpty()).isTrue();
    assertThatThrownBy(() -> PruneRules.fromJson("[]")).hasMessageContaining("array 'texts'");
    assertThatThrownBy(() -> PruneRules.fromJson("{\"texts\":[1]}"))
        .hasMessage("A prune rule is not text.");
    assertThatThrownBy(() -> new PruneRules(List.of(" ")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsWhatOpenPipeExported() {
    String rule = "{\"textToMatch\":\"The long policy.\",\"tokensInText\":4}";
    PruneRules expected = new PruneRules(List.of("The long policy.", "Answer in JSON."));
    assertThat(PruneRules.fromOpenPipe("[" + rule + ",\"Answer in JSON.\",{\"textToMatch\":\"\"}]"))
        .isEqualTo(expected);
    assertThat(PruneRules.fromOpenPipe("{\"pruningRules\":[" + rule + ",\"Answer in JSON.\"]}"))
        .isEqualTo(expected);
    assertThatThrownBy(() -> PruneRules.fromOpenPipe("{\"rules\":[]}"))
        .hasMessageContaining("'pruningRules'");
    assertThatThrownBy(() -> PruneRules.fromOpenPipe("[" + rule + ",7]"))
        .hasMessage("Pruning rule 2 has no text 'textToMatch'.");
  }

  @Test
  void aMessageThatOnlyCallsToolsIsKept() {
    Message calling =
        new Message(
            "assistant",
            "Answer in JSON.",
            null,
            null,
            List.of(new dev.hone.chat.ToolCall("c1", "look", "{}")),
            null,
            null,
            null);
    assertThat(RULES.apply(List.of(calling, Message.system("Answer in JSON."), Message.user("x"))))
        .containsExactly(calling.withContent(""), Message.user("x"));
  }
}
