package dev.hone.cli.run;

import static dev.hone.cli.run.JudgedAnswers.failed;
import static dev.hone.cli.run.JudgedAnswers.request;
import static dev.hone.cli.run.JudgedAnswers.said;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.cli.report.Answerer;
import dev.hone.cli.report.GateReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromotionGateTest {
  /** Of each ten requests the logged model errs on that many, the tuned one on so many others. */
  private static List<HeldOut> rows(
      String task, String wording, int count, int loggedErrs, int tunedErrs) {
    List<HeldOut> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(
          request(
              task + wording + i,
              task,
              new Truth("A", null, wording),
              Map.of(
                  Answerer.LOGGED, i % 10 < loggedErrs ? "B" : "A",
                  Answerer.TUNED, i % 10 >= 10 - tunedErrs ? "C" : "A")));
    }
    return rows;
  }

  @Test
  void goesByTheTruthWhereItIsKnown() {
    List<HeldOut> rows = rows("desk", "seen", 100, 3, 0);
    rows.addAll(rows("desk", "unseen", 100, 2, 1));
    GateReport gate = PromotionGate.of(rows, List.of(), true, 1);
    assertThat(gate).isNotNull();
    assertThat(gate.basis()).isEqualTo(GateReport.TRUTH);
    assertThat(gate.margin()).isEqualTo(0.02);
    assertThat(gate.overall().difference()).isEqualTo(0.2);
    assertThat(gate.overall().outcome()).isEqualTo(GateReport.NOT_WORSE);
    assertThat(gate.slices())
        .as("one task is no slice")
        .containsOnlyKeys("seen_wording", "unseen_wording");
    assertThat(gate.slices().get("unseen_wording").rows()).isEqualTo(100);
    assertThat(gate.slices().get("unseen_wording").difference()).isEqualTo(0.1);
    assertThat(gate.passes()).isTrue();
  }

  @Test
  void aTaskThatGotWorseHoldsItBackThoughTheWholeGotBetter() {
    List<HeldOut> rows = rows("triage", "seen", 300, 3, 0);
    rows.addAll(rows("refunds", "seen", 100, 0, 2));
    GateReport gate = PromotionGate.of(rows, List.of(), true, 1);
    assertThat(gate).isNotNull();
    assertThat(gate.overall().outcome()).isEqualTo(GateReport.NOT_WORSE);
    assertThat(gate.slices().get("task triage").outcome()).isEqualTo(GateReport.NOT_WORSE);
    assertThat(gate.slices().get("task refunds").outcome()).isEqualTo(GateReport.WORSE);
    assertThat(gate.passes()).isFalse();
  }

  @Test
  void aRuleCannotSayAnythingWhereNoTruthIsKnown() {
    List<JudgedPair> judged = new ArrayList<>();
    List<HeldOut> rows = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      rows.add(request("r" + i, null, "x", "y"));
      judged.add(said(rows.get(i), 0.5, 0.5));
    }
    assertThat(PromotionGate.of(rows, judged, true, 1)).isNull();
    GateReport byModel = PromotionGate.of(rows, judged, false, 1);
    assertThat(byModel).isNotNull();
    assertThat(byModel.basis()).isEqualTo(GateReport.JUDGE);
    assertThat(byModel.passes()).isTrue();
    assertThat(byModel.slices()).isEmpty();
  }

  @Test
  void aRequestWithoutATunedAnswerIsLostAndOneWithoutAVerdictLeftOut() {
    List<HeldOut> rows =
        List.of(
            request("won", null, "x", "y"),
            failed("failed", null, "x"),
            request("?", null, "x", "y"));
    List<JudgedPair> judged = List.of(said(rows.get(0), 1, 1), said(rows.get(2), 1, -1));
    GateReport gate = PromotionGate.of(rows, judged, false, 1);
    assertThat(gate).isNotNull();
    assertThat(gate.overall().rows()).isEqualTo(2);
    assertThat(gate.overall().difference()).isZero();
    assertThat(gate.passes()).isFalse();
    assertThat(gate.overall().outcome()).isEqualTo(GateReport.UNDECIDED);
  }
}
