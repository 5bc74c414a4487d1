package dev.hone.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.chat.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StaticTextTest {
  private static final String POLICY =
      "You are a support desk.\n1. Refund at most 100 EUR.\n2. Escalate legal threats to a person.";
  private static final List<String> TICKETS =
      List.of(
          "my parcel 881 is late",
          "please refund 40 EUR for order 12",
          "where is the invoice for March?",
          "the app crashes when I log in",
          "I will sue you over order 99",
          "change my address to Elm Street 4");

  private static List<List<Message>> conversations(int count) {
    List<List<Message>> conversations = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      conversations.add(
          List.of(
              Message.system(POLICY),
              Message.user(
                  "Sort the ticket below by the policy above.\nTicket: "
                      + TICKETS.get(i % TICKETS.size())
                      + " ("
                      + i
                      + ")\nAnswer with one JSON object and nothing else.")));
    }
    return conversations;
  }

  @Test
  void findsTheSystemMessageAndTheWordsAroundTheSlot() {
    PruneRules rules = StaticText.find(conversations(200));
    assertThat(rules.texts())
        .containsExactly(
            POLICY,
            "Sort the ticket below by the policy above.\nTicket:",
            "Answer with one JSON object and nothing else.");
    assertThat(rules.apply(conversations(200).get(7)))
        .containsExactly(Message.user("please refund 40 EUR for order 12 (7)"));
  }

  @Test
  void toleratesAFewStrays() {
    List<List<Message>> conversations = conversations(400);
    conversations.set(0, List.of(Message.user("ping, a health check of somebody's monitor")));
    conversations.set(399, List.of(Message.user("hello")));
    assertThat(StaticText.find(conversations).texts()).contains(POLICY);
  }

  @Test
  void leavesTextThatOnlySomePromptsHold() {
    List<List<Message>> conversations = new ArrayList<>();
    String vip = "This customer is a VIP: be generous and fast.";
    for (int i = 0; i < 200; i++) {
      String ticket = TICKETS.get(i % TICKETS.size()) + " " + i;
      conversations.add(
          List.of(Message.system(POLICY), Message.user(i % 10 == 0 ? ticket : vip + " " + ticket)));
    }
    assertThat(StaticText.find(conversations).texts()).containsExactly(POLICY);
  }

  @Test
  void cutsOnWordsOnly() {
    List<List<Message>> conversations = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      // All tickets begin with the same four letters.
      conversations.add(
          List.of(
              Message.user(
                  "Here is what the customer wrote to us today: prefix" + i + " is late")));
    }
    assertThat(StaticText.find(conversations).texts())
        .containsExactly("Here is what the customer wrote to us today:");
  }

  @Test
  void findsNothingInUnrelatedOrFewOrIdenticalPrompts() {
    assertThat(StaticText.find(conversations(StaticText.MIN_CONVERSATIONS - 1)).isEmpty()).isTrue();
    List<List<Message>> unrelated = new ArrayList<>();
    List<List<Message>> identical = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      unrelated.add(List.of(Message.user((i + " ").repeat(40))));
      identical.add(List.of(Message.user("Tell me a joke about a horse, please, now.")));
    }
    assertThat(StaticText.find(unrelated).isEmpty()).isTrue();
    assertThat(StaticText.find(identical).isEmpty()).as("pruning all leaves nothing").isTrue();
  }
}
