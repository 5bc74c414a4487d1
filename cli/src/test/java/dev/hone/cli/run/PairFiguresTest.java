package dev.hone.cli.run;

import static dev.hone.cli.report.Answerer.BASE;
import static dev.hone.cli.report.Answerer.FEW_SHOT;
import static dev.hone.cli.report.Answerer.LOGGED;
import static dev.hone.cli.report.Answerer.TUNED;
import static dev.hone.cli.run.JudgedAnswers.byRule;
import static dev.hone.cli.run.JudgedAnswers.request;
import static dev.hone.cli.run.JudgedAnswers.said;
import static dev.hone.cli.run.JudgedAnswers.truth;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.cli.report.Share;
import dev.hone.cli.report.VerdictsReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PairFiguresTest {
  private static final String RIGHT = "{\"a\":1,\"b\":2}";
  private static final String HALF = "{\"a\":1,\"b\":3}";

  /** Tuned is right but for 5 of 60, logged but for 15; few shots now and then, base never. */
  private static List<HeldOut> heldOut() {
    List<HeldOut> heldOut = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      heldOut.add(
          request(
              "r" + i,
              null,
              truth(RIGHT),
              Map.of(
                  LOGGED, i < 15 ? HALF : RIGHT,
                  BASE, "words " + i,
                  FEW_SHOT, i % 4 == 0 ? RIGHT : HALF,
                  TUNED, i >= 55 ? HALF : RIGHT)));
    }
    heldOut.add(JudgedAnswers.failed("failed", truth(RIGHT), RIGHT));
    return heldOut;
  }

  @Test
  void eachTwoModelsAreComparedOnceAndAllCountsAddUp() {
    List<HeldOut> heldOut = heldOut();
    List<JudgedPair> judged = byRule(heldOut, ModelPair.all(heldOut));
    VerdictsReport report = new PairFigures(judged, heldOut.size(), 1).report("rule", true);
    assertThat(report.pairs())
        .extracting(pair -> pair.model() + " " + pair.other())
        .containsExactly(
            "tuned logged",
            "tuned few_shot",
            "tuned base",
            "logged few_shot",
            "logged base",
            "few_shot base");
    for (VerdictsReport.Pair pair : report.pairs()) {
      long counted = pair.wins() + pair.losses() + pair.ties() + pair.flips();
      assertThat(counted + pair.identical() + pair.unread()).isEqualTo(pair.pairs());
      assertThat(pair.pairs() + pair.unanswered()).isEqualTo(61);
    }
    VerdictsReport.Pair main = report.pairs().get(0);
    assertThat(main.wins()).isEqualTo(15);
    assertThat(main.losses()).isEqualTo(5);
    assertThat(main.identical()).isEqualTo(40);
    assertThat(main.unanswered()).isEqualTo(1);
    assertThat(main.share()).isEqualTo((15 + 20) / 60.0);
    assertThat(main.low()).isLessThan(main.share()).isGreaterThan(0.45);
    assertThat(main.high()).isGreaterThan(main.share()).isLessThan(0.75);
  }

  @Test
  void allAreInOneOrderWithTheLoggedModelAtAThousand() {
    List<HeldOut> heldOut = heldOut();
    VerdictsReport report =
        new PairFigures(byRule(heldOut, ModelPair.all(heldOut)), heldOut.size(), 1)
            .report("rule", true);
    assertThat(report.strengths())
        .extracting(VerdictsReport.Strength::model)
        .containsExactly("tuned", "logged", "few_shot");
    assertThat(report.strengths().get(1).elo()).isEqualTo(1000);
    assertThat(report.strengths().get(0).elo()).isGreaterThan(1000);
    assertThat(report.unrated()).as("never preferred").containsExactly("base");
  }

  @Test
  void onlyThosePairsWithTheTunedModelWhereTheJudgeIsPaid() {
    assertThat(ModelPair.withTuned(heldOut()))
        .containsExactly(
            ModelPair.MAIN, new ModelPair(TUNED, FEW_SHOT), new ModelPair(TUNED, BASE));
  }

  @Test
  void aJudgeThatLeansToThePlaceShownFirstIsSeenThrough() {
    List<JudgedPair> judged = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      HeldOut request = request("r" + i, null, "x", "y" + i);
      // Every fourth pair goes to whichever stands first; one has no verdict in one order.
      judged.add(i == 39 ? said(request, 1, -1) : said(request, 1, i % 4 == 0 ? 0 : 1));
    }
    VerdictsReport.PositionBias bias =
        new PairFigures(judged, 40, 1).report("m", false).positionBias();
    assertThat(bias).isNotNull();
    assertThat(bias.flips()).isEqualTo(Share.of(10, 39));
    assertThat(bias.lean()).isEqualTo(5 / 39.0);
    assertThat(bias.low()).isPositive();
  }

  @Test
  void aJudgeThatLikesLongAnswersIsSeenThrough() {
    List<JudgedPair> judged = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      boolean longer = i % 2 == 0;
      HeldOut request =
          request("r" + i, null, "x".repeat(longer ? 20 : 60) + i, "y".repeat(longer ? 60 : 20));
      double score = i % 10 < 2 ? 0.5 : longer ? 1 : 0;
      judged.add(said(request, score, score));
    }
    VerdictsReport.LengthBias bias = new PairFigures(judged, 80, 1).report("m", false).lengthBias();
    assertThat(bias).isNotNull();
    assertThat(bias.pairs()).isEqualTo(80);
    assertThat(bias.low()).isGreaterThan(0.1);
    assertThat(bias.controlledRate()).isBetween(0.45, 0.55);
  }

  @Test
  void tooFewPairsTellNothing() {
    List<JudgedPair> judged = new ArrayList<>();
    for (int i = 0; i < PairFigures.LEAST_PAIRS - 1; i++) {
      judged.add(said(request("r" + i, null, "x" + i, "longer " + i), i % 2, 1));
    }
    VerdictsReport report = new PairFigures(judged, 29, 1).report("m", false);
    assertThat(report.pairs()).hasSize(1);
    assertThat(report.positionBias()).isNull();
    assertThat(report.lengthBias()).isNull();
    assertThat(report.strengths()).isEmpty();
  }
}
