package dev.hone.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.chat.FencedText;
import dev.hone.chat.Message;
import dev.hone.verdicts.Criteria;
import dev.hone.verdicts.Criterion;
import java.util.List;
import org.junit.jupiter.api.Test;

class CriteriaTest {
  private final ScriptedAgent agent = new ScriptedAgent();
  private static final OriginalAnswer WRONG =
      new OriginalAnswer(
          "e1",
          List.of(Message.system("Policy."), Message.user("My order ORD-1?")),
          null,
          null,
          Message.assistant("INV-7"));

  private CriteriaFinder.Found find(Criteria soFar) {
    return CriteriaFinder.find(
        agent.agent(),
        "Policy.",
        List.of(WRONG),
        List.of(new KnownFailure(WRONG, "invoices are not orders")),
        soFar);
  }

  @Test
  void derivesCriteriaFromPromptExamplesAndFailures() {
    agent.derivation =
        "{\"criteria\": [{\"name\": \"order-number\", \"text\": \"The order is copied.\"},"
            + "{\"name\": \"Bad Name\", \"text\": \"x\"}, {\"name\": \"empty\", \"text\": \" \"}]}";
    CriteriaFinder.Found found = find(Criteria.NONE);
    assertThat(found.criteria().ids()).containsExactly("order-number@v1");
    assertThat(found.error()).isNull();
    assertThat(found.spent().calls()).isEqualTo(1);
    assertThat(FencedText.read(agent.derivations.get(0), AgentPrompts.FAILURE + 1))
        .isEqualTo("user: My order ORD-1?\n=> INV-7\nwrong because: invoices are not orders");
    assertThat(FencedText.read(agent.derivations.get(0), AgentPrompts.TASK_PROMPT))
        .isEqualTo("Policy.");
  }

  @Test
  void anotherTextForANameIsItsNextVersionAndTheSameTextIsNone() {
    Criteria one = Criteria.NONE.revised("order", "Copied.").revised("polite", "Polite.");
    agent.derivation =
        "{\"criteria\": [{\"name\": \"order\", \"text\": \"Copied, or null.\"},"
            + "{\"name\": \"polite\", \"text\": \"Polite.\"}]}";
    assertThat(find(one).criteria().ids()).containsExactly("order@v2", "polite@v1");
    assertThat(Criteria.fromJson(find(one).criteria().toJson())).isEqualTo(find(one).criteria());
  }

  @Test
  void anUnreadableReplyLeavesTheCriteriaAsTheyWere() {
    Criteria one = Criteria.NONE.revised("order", "Copied.");
    for (String reply : List.of("Sure: {\"criteria\": []}", "{}", "{\"criteria\": []}")) {
      agent.derivation = reply;
      assertThat(find(one).criteria()).isEqualTo(one);
      assertThat(find(one).error()).isEqualTo("the reply is not the JSON asked for");
    }
  }

  @Test
  void readsNoMoreThanAreAllowed() {
    StringBuilder many = new StringBuilder("{\"criteria\": [");
    for (int i = 0; i < 30; i++) {
      many.append(i == 0 ? "" : ",").append("{\"name\": \"c" + i + "\", \"text\": \"x\"}");
    }
    agent.derivation = many + "]}";
    assertThat(find(Criteria.NONE).criteria().list()).hasSize(CriteriaFinder.MAX_CRITERIA);
  }

  @Test
  void refusesWhatIsNoCriterion() {
    assertThatThrownBy(() -> new Criterion("Order", 1, "x")).hasMessageContaining("'Order'");
    assertThatThrownBy(() -> new Criterion("order", 0, "x")).hasMessageContaining("version 0");
    assertThatThrownBy(() -> new Criterion("order", 1, "a\nb")).hasMessageContaining("one line");
    assertThatThrownBy(() -> Criteria.fromJson("{}")).hasMessageContaining("not a JSON array");
  }
}
