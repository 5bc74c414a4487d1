package dev.hone.cli.run;

import dev.hone.cli.report.Answerer;
import dev.hone.cli.report.Share;
import dev.hone.cli.report.VerdictsReport;
import dev.hone.verdicts.Judged;
import dev.hone.verdicts.Verdict;
import dev.hone.verdicts.WinRate;
import dev.hone.verdicts.statistics.BradleyTerry;
import dev.hone.verdicts.statistics.Interval;
import dev.hone.verdicts.statistics.LengthBias;
import dev.hone.verdicts.statistics.PositionBias;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What verdicts on pairs of models come to: who beats whom, and how fair the judge is. */
final class PairFigures {
  /** With fewer pairs an interval holds nearly everything, and says nothing. */
  static final int LEAST_PAIRS = 30;

  private final List<JudgedPair> judged;
  private final long requests;
  private final long seed;

  /**
   * Of a run's verdicts.
   *
   * @param requests held-out requests that were asked
   */
  PairFigures(List<JudgedPair> judged, long requests, long seed) {
    this.judged = judged;
    this.requests = requests;
    this.seed = seed;
  }

  /** The figures, without what is no matter of pairs. */
  VerdictsReport report(String judge, boolean scripted) {
    List<VerdictsReport.Strength> strengths = new ArrayList<>();
    List<String> unrated = new ArrayList<>();
    rate(strengths, unrated);
    return new VerdictsReport(
        judge,
        scripted,
        requests,
        pairs(),
        strengths,
        unrated,
        positionBias(),
        lengthBias(),
        null,
        null,
        List.of());
  }

  /** Verdicts on two models alone. */
  List<JudgedPair> of(ModelPair models) {
    return judged.stream().filter(pair -> pair.models().equals(models)).toList();
  }

  WinRate winRate(ModelPair models) {
    return WinRate.of(
        of(models).stream()
            .map(p -> new WinRate.Comparison(p.request().group(), p.judged().verdict()))
            .toList(),
        seed);
  }

  private List<VerdictsReport.Pair> pairs() {
    Map<ModelPair, VerdictsReport.Pair> pairs = new LinkedHashMap<>();
    for (JudgedPair one : judged) {
      pairs.computeIfAbsent(one.models(), this::pair);
    }
    return List.copyOf(pairs.values());
  }

  private VerdictsReport.Pair pair(ModelPair models) {
    WinRate rate = winRate(models);
    Interval interval = rate.interval();
    return new VerdictsReport.Pair(
        models.model().key(),
        models.other().key(),
        rate.pairs(),
        rate.wins(),
        rate.losses(),
        rate.saidTies(),
        rate.disagreements(),
        rate.identicalTies(),
        rate.unread(),
        requests - rate.pairs(),
        interval == null ? null : rate.rate(),
        interval == null ? null : interval.low(),
        interval == null ? null : interval.high());
  }

  private void rate(List<VerdictsReport.Strength> strengths, List<String> unrated) {
    String anchor = Answerer.LOGGED.key();
    List<BradleyTerry.Match> matches = new ArrayList<>();
    for (JudgedPair pair : judged) {
      pair.judged()
          .verdict()
          .scoreIfReadable()
          .ifPresent(
              score ->
                  matches.add(
                      new BradleyTerry.Match(
                          pair.request().group(),
                          pair.models().model().key(),
                          pair.models().other().key(),
                          score)));
    }
    if (matches.size() < LEAST_PAIRS
        || matches.stream().noneMatch(m -> m.first().equals(anchor) || m.second().equals(anchor))) {
      return;
    }
    BradleyTerry order = BradleyTerry.of(matches, anchor);
    for (BradleyTerry.Rating rating : order.ratings()) {
      strengths.add(
          new VerdictsReport.Strength(
              rating.model(),
              rating.elo(),
              rating.winRate(),
              rating.interval().low(),
              rating.interval().high(),
              rating.matches()));
    }
    unrated.addAll(order.unrated());
  }

  /** Over all models: what their answers are worth cancels, for each stands in each place once. */
  private VerdictsReport.@Nullable PositionBias positionBias() {
    List<PositionBias.BothOrders> pairs = new ArrayList<>();
    for (JudgedPair pair : judged) {
      List<Judged> orders = pair.judged().parts();
      if (orders.size() == 2) {
        OptionalDouble inOrder = orders.get(0).verdict().scoreIfReadable();
        OptionalDouble swapped = orders.get(1).verdict().scoreIfReadable();
        if (inOrder.isPresent() && swapped.isPresent()) {
          pairs.add(
              new PositionBias.BothOrders(
                  pair.request().group(), inOrder.getAsDouble(), swapped.getAsDouble()));
        }
      }
    }
    if (pairs.size() < LEAST_PAIRS) {
      return null;
    }
    PositionBias bias = PositionBias.of(pairs, seed);
    return new VerdictsReport.PositionBias(
        Share.of(bias.flips().successes(), bias.flips().trials()),
        bias.lean(),
        bias.interval().low(),
        bias.interval().high());
  }

  /**
   * Of tuned against logged alone: over models of all sorts length would answer for what they are
   * worth, for a weak model may be wordy.
   */
  private VerdictsReport.@Nullable LengthBias lengthBias() {
    List<LengthBias.Pair> pairs = new ArrayList<>();
    for (JudgedPair pair : of(ModelPair.MAIN)) {
      OptionalDouble score = pair.judged().verdict().scoreIfReadable();
      if (score.isPresent() && !isFree(pair.judged().verdict())) {
        pairs.add(
            new LengthBias.Pair(
                pair.request().group(),
                score.getAsDouble(),
                chars(pair.request(), pair.models().model()),
                chars(pair.request(), pair.models().other())));
      }
    }
    if (pairs.size() < LEAST_PAIRS) {
      return null;
    }
    return LengthBias.of(pairs)
        .map(
            bias ->
                new VerdictsReport.LengthBias(
                    pairs.size(),
                    bias.effect(),
                    bias.effectInterval().low(),
                    bias.effectInterval().high(),
                    bias.rate(),
                    bias.controlledRate(),
                    bias.controlledInterval().low(),
                    bias.controlledInterval().high()))
        .orElse(null);
  }

  private static boolean isFree(Verdict verdict) {
    return verdict instanceof Verdict.Tied tied && tied.cause() == Verdict.TieCause.IDENTICAL;
  }

  private static long chars(HeldOut request, Answerer model) {
    String text = request.text(model);
    return text == null ? 0 : text.length();
  }
}
