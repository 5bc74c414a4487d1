package dev.hone.verdicts.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Against statsmodels, scipy and scikit-learn: {@code scripts/references/statistics.py}. */
class ReferenceStatisticsTest {
  private static final JsonNode FIGURES = figures();

  /** Both sides draw at random; the ends of either stray by about a hundredth of the width. */
  private static final double DRAWN = 0.06;

  private static JsonNode figures() {
    try (InputStream in =
        ReferenceStatisticsTest.class.getResourceAsStream("/dev/hone/verdicts/statistics.json")) {
      return Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void same(Interval interval, JsonNode ends) {
    assertThat(interval.low()).isCloseTo(ends.get(0).asDouble(), within(1e-9));
    assertThat(interval.high()).isCloseTo(ends.get(1).asDouble(), within(1e-9));
  }

  /** Both ends as near as a share of the width. */
  private static void near(Interval interval, JsonNode ends, double share) {
    double width = ends.get(1).asDouble() - ends.get(0).asDouble();
    assertThat(interval.low()).isCloseTo(ends.get(0).asDouble(), within(share * width));
    assertThat(interval.high()).isCloseTo(ends.get(1).asDouble(), within(share * width));
  }

  @Test
  void wilsonsIntervalIsThatOfStatsmodels() {
    for (JsonNode given : FIGURES.path("wilson")) {
      same(
          new Proportion(given.path("successes").asLong(), given.path("trials").asLong())
              .interval(),
          given.path("interval"));
    }
  }

  @Test
  void kappaAndItsIntervalAreThoseOfStatsmodels() {
    for (JsonNode given : FIGURES.path("kappa")) {
      List<Agreement.Rated> rows = new ArrayList<>();
      for (int i = 0; i < given.path("table").size(); i++) {
        for (int j = 0; j < given.path("table").size(); j++) {
          for (int k = 0; k < given.path("table").path(i).path(j).asInt(); k++) {
            rows.add(new Agreement.Rated("label" + i, "label" + j));
          }
        }
      }
      Agreement agreement = Agreement.of(rows);
      assertThat(agreement.kappa()).isCloseTo(given.path("kappa").asDouble(), within(1e-12));
      assertThat(agreement.interval().low())
          .isCloseTo(Math.max(-1, given.path("low").asDouble()), within(1e-9));
      assertThat(agreement.interval().high())
          .isCloseTo(Math.min(1, given.path("high").asDouble()), within(1e-9));
    }
  }

  @Test
  void precisionRecallAndF1OfFailuresAreThoseOfScikitLearn() {
    JsonNode given = FIGURES.path("alignment");
    List<Alignment.Row> rows = new ArrayList<>();
    for (int i = 0; i < given.path("judge").size(); i++) {
      rows.add(
          new Alignment.Row(
              given.path("judge").path(i).asBoolean(), given.path("human").path(i).asBoolean()));
    }
    Alignment alignment = Alignment.of(rows);
    assertThat(alignment.precision().share())
        .isCloseTo(given.path("precision").asDouble(), within(1e-12));
    assertThat(alignment.recall().share())
        .isCloseTo(given.path("recall").asDouble(), within(1e-12));
    assertThat(alignment.f1()).isCloseTo(given.path("f1").asDouble(), within(1e-12));
  }

  @Test
  void lengthControlIsTheRegressionOfStatsmodels() {
    JsonNode given = FIGURES.path("length");
    List<LengthBias.Pair> pairs = new ArrayList<>();
    List<Bootstrap.Value> scores = new ArrayList<>();
    for (int i = 0; i < given.path("scores").size(); i++) {
      String group = given.path("groups").path(i).asText();
      double score = given.path("scores").path(i).asDouble();
      pairs.add(
          new LengthBias.Pair(
              group,
              score,
              given.path("first").path(i).asLong(),
              given.path("second").path(i).asLong()));
      scores.add(new Bootstrap.Value(group, score));
    }
    LengthBias bias = LengthBias.of(pairs).orElseThrow();
    assertThat(bias.effect()).isCloseTo(given.path("effect").asDouble(), within(1e-9));
    assertThat(bias.controlledRate()).isCloseTo(given.path("controlled").asDouble(), within(1e-9));
    same(bias.effectInterval(), given.path("effectInterval"));
    same(bias.controlledInterval(), given.path("controlledInterval"));
    near(Bootstrap.mean(scores, 1), given.path("interval"), DRAWN);
  }

  @Test
  void bradleyTerryIsTheRegressionOfStatsmodels() {
    JsonNode given = FIGURES.path("bradleyTerry");
    List<BradleyTerry.Match> matches = new ArrayList<>();
    for (JsonNode match : given.path("matches")) {
      matches.add(
          new BradleyTerry.Match(
              match.path("group").asText(),
              match.path("first").asText(),
              match.path("second").asText(),
              match.path("score").asDouble()));
    }
    BradleyTerry rated = BradleyTerry.of(matches, "logged");
    assertThat(rated.unrated()).isEmpty();
    assertThat(rated.ratings()).hasSize(4);
    for (BradleyTerry.Rating rating : rated.ratings()) {
      if (!rating.model().equals("logged")) {
        assertThat(rating.logOdds())
            .isCloseTo(given.path("logOdds").path(rating.model()).asDouble(), within(1e-9));
        same(rating.interval(), given.path("intervals").path(rating.model()));
      }
    }
  }

  @Test
  void correctionsByPeopleAreThoseOfRegressionsAndTheirIntervalsThoseOfABootstrap() {
    JsonNode given = FIGURES.path("corrected");
    List<Bootstrap.Value> judged = new ArrayList<>();
    List<CorrectedRate.Labelled> slice = new ArrayList<>();
    for (int i = 0; i < given.path("judge").size(); i++) {
      judged.add(
          new Bootstrap.Value(
              given.path("groups").path(i).asText(), given.path("judge").path(i).asDouble()));
    }
    for (JsonNode row : given.path("slice")) {
      slice.add(
          new CorrectedRate.Labelled(
              given.path("groups").path(row.asInt()).asText(),
              given.path("judge").path(row.asInt()).asDouble(),
              given.path("human").path(row.asInt()).asDouble()));
    }
    CorrectedRate powered = CorrectedRate.predictionPowered(judged, slice);
    assertThat(powered.rate()).isCloseTo(given.path("predictionPowered").asDouble(), within(1e-9));
    near(powered.interval(), given.path("predictionPoweredInterval"), 0.1);
    CorrectedRate gladen = CorrectedRate.roganGladen(judged, slice);
    assertThat(gladen.rate()).isCloseTo(given.path("roganGladen").asDouble(), within(1e-9));
    near(gladen.interval(), given.path("roganGladenInterval"), 0.1);
  }

  @Test
  void sampleSizesAreThoseOfStatsmodels() {
    for (JsonNode given : FIGURES.path("sampleSizes").path("pairs")) {
      assertThat(
              SampleSize.decisivePairs(
                  given.path("winRate").asDouble(), given.path("judgeAccuracy").asDouble()))
          .isEqualTo(given.path("pairs").asLong());
    }
    JsonNode notWorse = FIGURES.path("sampleSizes").path("notWorse");
    assertThat(
            SampleSize.notWorse(
                notWorse.path("margin").asDouble(), notWorse.path("deviation").asDouble()))
        .isEqualTo(notWorse.path("rows").asLong());
  }
}
