package dev.hone.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.cli.report.Answerer;
import dev.hone.cli.report.LabelsReport;
import dev.hone.cli.report.Report;
import dev.hone.cli.report.ReportJson;
import dev.hone.cli.report.Share;
import dev.hone.cli.report.VerdictsReport;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Puts a run's facts, answers and scores together into its report. */
final class ReportMaker {
  private static final int MAX_CURVE_POINTS = 400;

  private final RunState state;
  private final RunSettings settings;
  private final List<HeldOut> heldOut;
  private final List<Score> scores;
  private final List<LabelsReport.RelabelledRow> relabelled;
  private final Prices prices;

  /**
   * Of a run that came to its end.
   *
   * @param relabelled rows to show whose labels were made anew
   * @param prices of what was logged
   */
  ReportMaker(
      RunState state,
      RunSettings settings,
      List<HeldOut> heldOut,
      List<Score> scores,
      List<LabelsReport.RelabelledRow> relabelled,
      Prices prices) {
    this.state = state;
    this.settings = settings;
    this.heldOut = heldOut;
    this.scores = scores;
    this.relabelled = relabelled;
    this.prices = prices;
  }

  /**
   * @param secondsSoFar of this process that the state has not counted yet
   */
  Report make(double secondsSoFar) {
    Tally tally = new Tally(heldOut, scores);
    JsonNode calls = state.facts(CallsStep.NAME);
    JsonNode adapter = state.facts(AdapterStep.NAME);
    Map<String, Map<String, Share>> accuracy = tally.accuracy();
    Map<String, Share> agreement = tally.agreement();
    Map<String, Double> secondsPerAnswer = tally.secondsPerAnswer();
    Report.Prices reckonedWith =
        new Report.Prices(prices.of(text(calls, "model")).orElse(null), settings.machinePrice());
    Map<String, Double> secondsByStep = state.secondsByStep();
    return new Report(
        Report.FORMAT,
        state.id(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        new Report.Logs(
            calls.path("source").asText(),
            settings.sample(),
            text(calls, "model"),
            text(calls, "from"),
            text(calls, "to")),
        fractions(accuracy.getOrDefault(Report.ALL, Map.of())),
        accuracy,
        fractions(agreement),
        agreement,
        tally.fields(),
        number(adapter, "heldout_loss"),
        tally.tokens(),
        costs(tally.loggedUsd(), secondsPerAnswer),
        reckonedWith,
        secondsPerAnswer,
        rows(calls, state.facts(ExamplesStep.NAME)),
        tally.unanswered(),
        LabelsMaker.of(settings, state.facts(RelabelStep.NAME), relabelled),
        train(adapter, secondsByStep.getOrDefault(AdapterStep.NAME, 0.0)),
        judge(state.facts(VerdictsStep.NAME).path("judge")),
        verdicts(state.facts(VerdictsStep.NAME)),
        state.seconds() + secondsSoFar,
        secondsByStep,
        state.peakMemoryMb() == 0 ? null : state.peakMemoryMb(),
        adapter.path("path").asText(),
        settings.described(),
        new Samples(heldOut, scores).chosen());
  }

  private Map<String, @Nullable Double> costs(
      OptionalDouble loggedUsd, Map<String, Double> seconds) {
    Map<String, @Nullable Double> costs = new LinkedHashMap<>();
    costs.put(Answerer.LOGGED.key(), loggedUsd.isPresent() ? 1000 * loggedUsd.getAsDouble() : null);
    for (Answerer model : List.of(Answerer.TUNED, Answerer.TUNED_RAW)) {
      Double each = seconds.get(model.key());
      if (each != null || model == Answerer.TUNED) {
        costs.put(model.key(), each == null ? null : 1000 * settings.machinePrice().cost(each));
      }
    }
    return costs;
  }

  private static Report.Rows rows(JsonNode calls, JsonNode examples) {
    List<Report.StageRows> stages = new ArrayList<>();
    for (JsonNode stage : examples.path("stages")) {
      stages.add(
          new Report.StageRows(
              stage.path("stage").asText(),
              stage.path("in").asLong(),
              stage.path("kept").asLong(),
              counts(stage.path("dropped"))));
    }
    List<Report.PrunedText> pruned = new ArrayList<>();
    for (JsonNode text : examples.path("pruned")) {
      pruned.add(
          new Report.PrunedText(
              text.path("text").asText(),
              text.path("calls").asLong(),
              text.path("tokens_saved").asLong()));
    }
    return new Report.Rows(
        calls.path("calls").asLong(),
        calls.path("unreadable").asLong(),
        examples.path("examples").asLong(),
        examples.path("train").asLong(),
        examples.path("test").asLong(),
        counts(examples.path("dropped")),
        stages,
        counts(examples.path("personal_data")),
        counts(examples.path("tasks")),
        border(examples.path("border")),
        pruned);
  }

  private static Report.@Nullable Border border(JsonNode border) {
    return border.isObject()
        ? new Report.Border(
            border.path("straddling_groups").asLong(),
            border.path("test_like_train").asLong(),
            border.path("train_like_test").asLong())
        : null;
  }

  private static Map<String, Long> counts(JsonNode object) {
    Map<String, Long> counts = new LinkedHashMap<>();
    object.properties().forEach(entry -> counts.put(entry.getKey(), entry.getValue().asLong()));
    return counts;
  }

  private static Report.Train train(JsonNode adapter, double seconds) {
    Map<String, Integer> skipped = new LinkedHashMap<>();
    adapter
        .path("skipped")
        .properties()
        .forEach(reason -> skipped.put(reason.getKey(), reason.getValue().asInt()));
    return new Report.Train(
        adapter.path("tokens_per_second").asDouble(),
        adapter.path("final_loss").asDouble(),
        adapter.path("steps").asInt(),
        adapter.path("planned_steps").asInt(),
        adapter.path("kept_step").asInt(),
        adapter.path("tokens").asLong(),
        seconds,
        skipped,
        curve(adapter.path("curve")),
        curve(adapter.path("validation")));
  }

  /** Every n-th point and the last. */
  private static List<List<Double>> curve(JsonNode points) {
    int every = Math.max(1, (points.size() + MAX_CURVE_POINTS - 1) / MAX_CURVE_POINTS);
    List<List<Double>> curve = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      if (i % every == 0 || i == points.size() - 1) {
        JsonNode point = points.get(i);
        curve.add(List.of(point.get(0).asDouble(), point.get(1).asDouble()));
      }
    }
    return curve;
  }

  private static Report.@Nullable Judge judge(JsonNode judge) {
    return judge.isObject()
        ? new Report.Judge(
            judge.path("model").asText(),
            judge.path("scripted").asBoolean(),
            judge.path("wins").asLong(),
            judge.path("losses").asLong(),
            judge.path("ties").asLong(),
            judge.path("win_rate").asDouble(),
            judge.path("low").asDouble(),
            judge.path("high").asDouble())
        : null;
  }

  private @Nullable VerdictsReport verdicts(JsonNode facts) {
    JsonNode figures = facts.path(VerdictsStep.FIGURES);
    return figures.isObject()
        ? ReportJson.part(figures, VerdictsReport.class)
            .showing(Disagreements.shown(facts.path(VerdictsStep.TO_READ), heldOut))
        : null;
  }

  /** All models, null where unknown. */
  private static Map<String, @Nullable Double> fractions(Map<String, Share> shares) {
    Map<String, @Nullable Double> fractions = new LinkedHashMap<>();
    for (Answerer model : Answerer.values()) {
      Share share = shares.get(model.key());
      fractions.put(model.key(), share == null ? null : share.share());
    }
    return fractions;
  }

  private static @Nullable String text(JsonNode node, String key) {
    return node.hasNonNull(key) ? node.get(key).asText() : null;
  }

  private static @Nullable Double number(JsonNode node, String key) {
    return node.hasNonNull(key) ? node.get(key).asDouble() : null;
  }
}
