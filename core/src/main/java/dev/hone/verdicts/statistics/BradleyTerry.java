package dev.hone.verdicts.statistics;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One order of many models from verdicts on pairs of them (Bradley and Terry 1952): of each model
 * the log-odds of its winning against the anchor. A tie is half a win. Intervals hold where rows of
 * one group move together (sandwich).
 *
 * @param ratings best first; the anchor is among them, at 0
 * @param unrated models without a finite rating: never preferred, always preferred, or not compared
 *     with the anchor even by way of others (Ford 1957); by name
 */
public record BradleyTerry(List<Rating> ratings, List<String> unrated) {
  private static final double ELO_A_LOG_ODDS = 400 / Math.log(10);
  private static final double ELO_OF_ANCHOR = 1_000;

  public BradleyTerry {
    ratings = List.copyOf(ratings);
    unrated = List.copyOf(unrated);
  }

  /**
   * A verdict on two models' answers.
   *
   * @param group verdicts that are not independent
   * @param score 1 where the first model is preferred, ½ for a tie, 0 for the second
   */
  public record Match(String group, String first, String second, double score) {}

  /**
   * A model's place.
   *
   * @param logOdds of winning against the anchor
   * @param winRate against the anchor, ties counted half
   * @param interval the win rate's 95% interval
   * @param matches verdicts that it rests on
   */
  public record Rating(
      String model, double logOdds, double winRate, Interval interval, long matches) {
    /** On the scale of chess, the anchor at 1,000. */
    public double elo() {
      return ELO_OF_ANCHOR + ELO_A_LOG_ODDS * logOdds;
    }
  }

  /**
   * Rates.
   *
   * @param anchor the model that the others are measured against
   * @throws IllegalArgumentException if no match has the anchor in it
   */
  public static BradleyTerry of(List<Match> matches, String anchor) {
    TreeSet<String> models = new TreeSet<>();
    for (Match match : matches) {
      models.add(match.first());
      models.add(match.second());
    }
    if (!models.contains(anchor)) {
      throw new IllegalArgumentException(
          "No verdict has the model '" + anchor + "' in it. Models with verdicts: " + models + ".");
    }
    Set<String> rated = new TreeSet<>(reached(matches, anchor, true));
    rated.retainAll(reached(matches, anchor, false));
    List<Match> used =
        matches.stream()
            .filter(m -> rated.contains(m.first()) && rated.contains(m.second()))
            .filter(m -> !m.first().equals(m.second()))
            .toList();
    models.removeAll(rated);
    return new BradleyTerry(ratings(used, rated, anchor), List.copyOf(models));
  }

  /** Models that took a share of a win, one from the other, in a chain from the anchor or to it. */
  private static Set<String> reached(List<Match> matches, String anchor, boolean downwards) {
    Map<String, Set<String>> next = new HashMap<>();
    for (Match match : matches) {
      if (downwards ? match.score() > 0 : match.score() < 1) {
        next.computeIfAbsent(match.first(), m -> new HashSet<>()).add(match.second());
      }
      if (downwards ? match.score() < 1 : match.score() > 0) {
        next.computeIfAbsent(match.second(), m -> new HashSet<>()).add(match.first());
      }
    }
    Set<String> reached = new HashSet<>(Set.of(anchor));
    Deque<String> open = new ArrayDeque<>(reached);
    while (!open.isEmpty()) {
      for (String model : next.getOrDefault(open.remove(), Set.of())) {
        if (reached.add(model)) {
          open.add(model);
        }
      }
    }
    return reached;
  }

  private static List<Rating> ratings(List<Match> matches, Set<String> rated, String anchor) {
    List<String> columns = rated.stream().filter(model -> !model.equals(anchor)).toList();
    List<Rating> ratings = new ArrayList<>();
    ratings.add(new Rating(anchor, 0, 0.5, new Interval(0.5, 0.5), count(matches, anchor)));
    if (!columns.isEmpty()) {
      LogisticFit fit = fit(matches, columns);
      for (int i = 0; i < columns.size(); i++) {
        double logOdds = fit.coefficient(i);
        ratings.add(
            new Rating(
                columns.get(i),
                logOdds,
                LogisticFit.logistic(logOdds),
                LogisticFit.logistic(fit.interval(i)),
                count(matches, columns.get(i))));
      }
    }
    ratings.sort((a, b) -> Double.compare(b.logOdds(), a.logOdds()));
    return ratings;
  }

  private static LogisticFit fit(List<Match> matches, List<String> columns) {
    double[][] rows = new double[matches.size()][columns.size()];
    double[] scores = new double[matches.size()];
    for (int i = 0; i < rows.length; i++) {
      Match match = matches.get(i);
      int first = columns.indexOf(match.first());
      int second = columns.indexOf(match.second());
      if (first >= 0) {
        rows[i][first] = 1;
      }
      if (second >= 0) {
        rows[i][second] = -1;
      }
      scores[i] = match.score();
    }
    return LogisticFit.of(rows, scores, matches.stream().map(Match::group).toList())
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Models that all took something from each other have finite ratings."));
  }

  private static long count(List<Match> matches, String model) {
    return matches.stream()
        .filter(m -> m.first().equals(model) || m.second().equals(model))
        .count();
  }
}
