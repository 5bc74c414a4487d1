package dev.hone.verdicts.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hone.verdicts.statistics.BradleyTerry.Match;
import dev.hone.verdicts.statistics.NonInferiority.Outcome;
import dev.hone.verdicts.statistics.PositionBias.BothOrders;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StatisticsTest {
  private static List<Bootstrap.Value> values(int groups, int size, double... cycle) {
    List<Bootstrap.Value> values = new ArrayList<>();
    for (int i = 0; i < groups * size; i++) {
      values.add(new Bootstrap.Value("g" + i / size, cycle[i / size % cycle.length]));
    }
    return values;
  }

  @Test
  void countsAreChecked() {
    assertThat(new Proportion(0, 0).share()).isNaN();
    assertThat(new Proportion(0, 0).interval()).isEqualTo(new Interval(0, 1));
    assertThatThrownBy(() -> new Proportion(3, 2)).hasMessage("Invalid proportion: 3 of 2.");
  }

  @Test
  void bootstrapAgreesWithTheNormalIntervalOfAMean() {
    List<Bootstrap.Value> values = values(400, 1, 0, 1, 1, 1);
    Interval interval = Bootstrap.mean(values, 1);
    double half = 1.96 * Math.sqrt(0.75 * 0.25 / 400);
    assertThat(interval.low()).isCloseTo(0.75 - half, within(0.006));
    assertThat(interval.high()).isCloseTo(0.75 + half, within(0.006));
    assertThat(Bootstrap.mean(values, 2)).isNotEqualTo(interval);
    Collections.shuffle(values, new Random(1));
    assertThat(Bootstrap.mean(values, 1)).isEqualTo(interval);
  }

  @Test
  void groupsThatAnswerAlikeWidenTheInterval() {
    Interval narrow = Bootstrap.mean(values(400, 1, 0, 1), 1);
    Interval wide = Bootstrap.mean(values(20, 20, 0, 1), 1);
    assertThat(wide.width()).isGreaterThan(3 * narrow.width());
  }

  @Test
  void winningEverythingIsNoCertainty() {
    Interval all = Bootstrap.mean(values(20, 1, 1), 1);
    assertThat(all).isEqualTo(new Proportion(20, 20).interval());
    Interval ties = Bootstrap.mean(values(20, 3, 0.5), 1);
    assertThat(ties.low()).isLessThan(0.45);
    assertThat(ties.high()).isGreaterThan(0.55);
    assertThat(Bootstrap.mean(values(1, 50, 1), 1)).isEqualTo(new Interval(0, 1));
    assertThat(Agreement.of(Collections.nCopies(9, new Agreement.Rated("pass", "pass"))).kappa())
        .isNaN();
    List<Agreement.Rated> same = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      same.add(new Agreement.Rated(i % 2 == 0 ? "pass" : "fail", i % 2 == 0 ? "pass" : "fail"));
    }
    assertThat(Agreement.of(same).interval().low()).isLessThan(0.7);
    assertThat(Agreement.of(same).interval().high()).isEqualTo(1);
  }

  @Test
  void agreementFlattersWhereMostPass() {
    Alignment never = new Alignment(0, 0, 10, 90);
    assertThat(never.agreement().same().share()).isEqualTo(0.9);
    assertThat(never.agreement().kappa()).isCloseTo(0, within(1e-12));
    assertThat(never.recall().share()).isZero();
    assertThat(never.precision().share()).isNaN();
    assertThat(new Alignment(0, 0, 0, 5).f1()).isNaN();
    assertThatThrownBy(() -> new Alignment(-1, 0, 0, 0))
        .hasMessage("Invalid counts: [-1, 0, 0, 0]. Use 0 or more.");
    assertThatThrownBy(() -> Agreement.of(List.of()))
        .hasMessage("Agreement needs rows that both raters judged; there is none.");
  }

  @Test
  void aJudgeThatAlwaysTakesTheFirstPlaceLeansAllTheWay() {
    List<BothOrders> first = new ArrayList<>();
    List<BothOrders> fair = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      first.add(new BothOrders("g" + i, 1, 0));
      double score = i % 2;
      fair.add(new BothOrders("g" + i, score, score));
    }
    PositionBias all = PositionBias.of(first, 1);
    assertThat(all.lean()).isEqualTo(0.5);
    assertThat(all.flips()).isEqualTo(new Proportion(100, 100));
    assertThat(all.interval().low()).isGreaterThan(0.45);
    PositionBias none = PositionBias.of(fair, 1);
    assertThat(none.lean()).isZero();
    assertThat(none.flips().successes()).isZero();
    assertThat(none.interval().contains(0)).isTrue();
  }

  @Test
  void lengthCannotBeToldApartFromNothing() {
    assertThat(LengthBias.of(List.of())).isEmpty();
    List<LengthBias.Pair> alike = new ArrayList<>();
    List<LengthBias.Pair> always = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      alike.add(new LengthBias.Pair("g" + i, i % 2, 100, 90));
      always.add(new LengthBias.Pair("g" + i, i % 2, i % 2 == 0 ? 10 : 90, 50));
    }
    assertThat(LengthBias.of(alike)).isEmpty();
    assertThat(LengthBias.of(always)).isEmpty();
  }

  @Test
  void aModelThatNeverLostHasNoFiniteRatingAndSpoilsNoOther() {
    List<Match> matches = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      matches.add(new Match("g" + i, "tuned", "logged", i % 4 == 0 ? 0 : 1));
      matches.add(new Match("g" + i, "oracle", "logged", 1));
      matches.add(new Match("g" + i, "lonely", "alone", i % 2));
    }
    BradleyTerry rated = BradleyTerry.of(matches, "logged");
    assertThat(rated.unrated()).containsExactly("alone", "lonely", "oracle");
    assertThat(rated.ratings())
        .extracting(BradleyTerry.Rating::model)
        .containsExactly("tuned", "logged");
    assertThat(rated.ratings().get(0).winRate()).isCloseTo(0.75, within(1e-9));
    assertThat(rated.ratings().get(0).matches()).isEqualTo(40);
    assertThat(rated.ratings().get(0).elo()).isCloseTo(1000 + 400 * Math.log10(3), within(1e-6));
    assertThat(rated.ratings().get(1).elo()).isEqualTo(1000);
    assertThatThrownBy(() -> BradleyTerry.of(matches, "nobody"))
        .hasMessage(
            "No verdict has the model 'nobody' in it. Models with verdicts:"
                + " [alone, logged, lonely, oracle, tuned].");
  }

  @Test
  void samplesArePlannedForTiesAndGroups() {
    assertThat(SampleSize.decisivePairs(0.55)).isEqualTo(783);
    assertThat(SampleSize.decisivePairs(0.45)).isEqualTo(783);
    assertThat(SampleSize.withTies(783, 0.5)).isEqualTo(1566);
    assertThat(SampleSize.withGroups(100, 5, 0.25)).isEqualTo(200);
    assertThat(SampleSize.halfWidth(400)).isCloseTo(0.049, within(1e-4));
    assertThatThrownBy(() -> SampleSize.decisivePairs(0.5))
        .hasMessage("Invalid winRate: 0.5. Use a number in (0, 1), not 0.5.");
    assertThatThrownBy(() -> SampleSize.decisivePairs(0.6, 0.5))
        .hasMessage("Invalid judgeAccuracy: 0.5. Use a number in (0.5, 1].");
  }

  @Test
  void aSliceThatIsWorseOrTooSmallHoldsTheModelBack() {
    List<NonInferiority.Row> rows = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      rows.add(
          new NonInferiority.Row("billing", "b" + i, i % 10 == 0 ? 0.5 : i % 10 == 1 ? -0.5 : 0));
    }
    assertThat(NonInferiority.of(rows, 0.02, 1).passes()).isTrue();
    for (int i = 0; i < 40; i++) {
      rows.add(new NonInferiority.Row("law", "l" + i, i % 4 == 0 ? 0.5 : i % 4 == 1 ? -0.5 : 0));
      rows.add(new NonInferiority.Row("shipping", "s" + i, i % 4 == 0 ? 0 : -0.5));
    }
    NonInferiority gate = NonInferiority.of(rows, 0.02, 1);
    assertThat(gate.passes()).isFalse();
    assertThat(gate.slices().get("billing").outcome()).isEqualTo(Outcome.NOT_WORSE);
    assertThat(gate.slices().get("law").outcome()).isEqualTo(Outcome.UNDECIDED);
    assertThat(gate.slices().get("law").rowsNeeded()).isBetween(2_000L, 4_000L);
    assertThat(gate.slices().get("shipping").outcome()).isEqualTo(Outcome.WORSE);
    assertThatThrownBy(() -> NonInferiority.of(rows, 2, 1))
        .hasMessage("Invalid margin: 2.0. Use a difference of scores in (0, 1): 0.02 is 2 points.");
  }

  @Test
  void aJudgeWorthNothingIsLeftOutOrLeavesEverythingOpen() {
    Random random = new Random(7);
    List<Bootstrap.Value> judged = new ArrayList<>();
    List<CorrectedRate.Labelled> slice = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      double coin = random.nextInt(2);
      judged.add(new Bootstrap.Value("g" + i, coin));
      if (i < 200) {
        slice.add(new CorrectedRate.Labelled("g" + i, coin, random.nextInt(10) < 7 ? 1 : 0));
      }
    }
    CorrectedRate powered = CorrectedRate.predictionPowered(judged, slice);
    assertThat(powered.rate()).isCloseTo(powered.humanRate(), within(0.01));
    assertThat(powered.interval().contains(0.7)).isTrue();
    assertThat(powered.interval().width()).isBetween(0.10, 0.15);
    assertThat(CorrectedRate.roganGladen(judged, slice).interval()).isEqualTo(new Interval(0, 1));
    assertThatThrownBy(() -> CorrectedRate.roganGladen(judged, slice.subList(0, 9)))
        .hasMessageStartingWith("People decided 9 rows; to correct a judge takes at least 10");
  }

  @Test
  void peopleWhoAllSayTheSameLeaveRoomForWhatTheyMissed() {
    List<Bootstrap.Value> judged = values(100, 1, 1);
    List<CorrectedRate.Labelled> slice =
        judged.subList(0, 20).stream()
            .map(v -> new CorrectedRate.Labelled(v.group(), v.value(), 1))
            .toList();
    CorrectedRate powered = CorrectedRate.predictionPowered(judged, slice);
    assertThat(powered.rate()).isEqualTo(1);
    assertThat(powered.interval()).isEqualTo(new Proportion(20, 20).interval());
    CorrectedRate gladen = CorrectedRate.roganGladen(judged, slice);
    assertThat(gladen.rate()).isNaN();
    assertThat(gladen.interval()).isEqualTo(new Interval(0, 1));
  }
}
