package dev.hone.cli.run;

import static dev.hone.cli.run.JudgedAnswers.request;
import static dev.hone.cli.run.JudgedAnswers.said;
import static dev.hone.cli.run.JudgedAnswers.truth;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hone.cli.report.VerdictsReport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DisagreementsTest {
  @Test
  void showsWhereTheJudgeErredFlippedOrPreferredTheLog() {
    List<JudgedPair> judged =
        List.of(
            said(request("lost", null, "a", "b"), 0, 0),
            said(request("won", null, "a", "b"), 1, 1),
            said(request("flipped", null, "a", "b"), 1, 0),
            said(request("tied", null, "a", "b"), 0.5, 0.5),
            said(request("unread", null, "a", "b"), 0, -1),
            said(request("rightly lost", truth("a"), "a", "b"), 0, 0),
            said(request("wrongly won", truth("a"), "a", "b"), 1, 1),
            said(request("wrongly tied", truth("b"), "a", "b"), 0.5, 0.5),
            said(request("both wrong", truth("c"), "a", "b"), 1, 1));
    ArrayNode noted = Disagreements.noted(judged);
    assertThat(noted)
        .extracting(one -> one.path("example_id").asText() + ": " + one.path("why").asText())
        .containsExactly(
            "wrongly won: the judge and the truth disagree",
            "wrongly tied: the judge and the truth disagree",
            "flipped: the judge changed its mind with the order",
            "lost: the judge prefers the logged answer",
            "rightly lost: the judge prefers the logged answer");
    assertThat(reasons(noted.get(2)))
        .containsExactly(
            "tuned shown first, tuned is better: tuned it is",
            "logged shown first, logged is better: logged it is");
    assertThat(reasons(noted.get(3))).containsExactly("logged is better: logged it is");
  }

  @Test
  void showsTwentyAtMostAndSomeOfEachKind() {
    List<JudgedPair> judged = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      judged.add(said(request("lost" + i, null, "a", "b"), 0, 0));
    }
    for (int i = 0; i < 3; i++) {
      judged.add(said(request("flipped" + i, null, "a", "b"), 0, 1));
    }
    assertThat(Disagreements.noted(judged))
        .hasSize(20)
        .filteredOn(one -> one.path("why").asText().contains("order"))
        .hasSize(3);
  }

  @Test
  void whatWasLoggedIsLookedUpWhereItIsShown() {
    HeldOut request = request("r", truth("b"), "a", "b");
    ArrayNode noted = Disagreements.noted(List.of(said(request, 0, 0)));
    assertThat(noted.toString()).doesNotContain("request r");
    assertThat(Disagreements.shown(noted, List.of(request)))
        .containsExactly(
            new VerdictsReport.Disagreement(
                "request r",
                "the judge and the truth disagree",
                "b",
                "a",
                "b",
                false,
                true,
                List.of("logged is better: logged it is")));
    assertThat(Disagreements.shown(noted, List.of())).isEmpty();
  }

  private static List<String> reasons(JsonNode one) {
    List<String> reasons = new ArrayList<>();
    one.path("reasons").forEach(reason -> reasons.add(reason.asText()));
    return reasons;
  }
}
