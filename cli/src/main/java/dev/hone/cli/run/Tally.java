package dev.hone.cli.run;

import dev.hone.cli.report.Answerer;
import dev.hone.cli.report.Report;
import dev.hone.cli.report.Share;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Counts scores and replies into the report's shares and means. A request without an answer counts
 * as not right.
 */
final class Tally {
  private final List<HeldOut> heldOut;
  private final List<Score> scores;
  private final Map<String, HeldOut> byId = new HashMap<>();

  Tally(List<HeldOut> heldOut, List<Score> scores) {
    this.heldOut = heldOut;
    this.scores = scores;
    heldOut.forEach(request -> byId.put(request.exampleId(), request));
  }

  /** By group of requests, then by model; empty where no truth is known. */
  Map<String, Map<String, Share>> accuracy() {
    Map<String, Map<String, Share>> groups = new LinkedHashMap<>();
    for (String name :
        List.of(
            Report.ALL,
            Report.OTHER,
            Report.SYSTEMATIC,
            Report.SEEN_WORDING,
            Report.UNSEEN_WORDING)) {
      group(groups, name, truth -> groups(truth).contains(name));
    }
    return groups;
  }

  /** The groups that a request of that truth counts in. */
  static List<String> groups(Truth truth) {
    List<String> groups = new ArrayList<>(List.of(Report.ALL));
    if (truth.part() != null) {
      groups.add(isSystematic(truth) ? Report.SYSTEMATIC : Report.OTHER);
    }
    if (truth.wording() != null) {
      groups.add(
          Truth.UNSEEN.equals(truth.wording()) ? Report.UNSEEN_WORDING : Report.SEEN_WORDING);
    }
    return groups;
  }

  Map<String, Share> agreement() {
    return shares(score -> true, score -> score.asLogged() ? 1 : 0, score -> 1, Answerer.values());
  }

  Map<String, Share> fields() {
    return shares(
        score -> score.fields() > 0, Score::fieldsEqual, Score::fields, Answerer.values());
  }

  Map<String, Report.Tokens> tokens() {
    Map<String, Report.Tokens> tokens = new LinkedHashMap<>();
    for (Answerer model : Answerer.values()) {
      OptionalDouble input = mean(model, Reply::inputTokens);
      OptionalDouble output = mean(model, Reply::outputTokens);
      if (input.isPresent() && output.isPresent()) {
        tokens.put(model.key(), new Report.Tokens(input.getAsDouble(), output.getAsDouble()));
      }
    }
    return tokens;
  }

  Map<String, Double> secondsPerAnswer() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    for (Answerer model : Answerer.values()) {
      mean(model, Reply::seconds).ifPresent(mean -> seconds.put(model.key(), mean));
    }
    return seconds;
  }

  /** Mean USD of a logged answer, of those whose price is known. */
  OptionalDouble loggedUsd() {
    return mean(Answerer.LOGGED, Reply::usd);
  }

  /**
   * Requests without an answer, by model, then by reason; models that answered all are left out.
   */
  Map<String, Map<String, Long>> unanswered() {
    Map<String, Map<String, Long>> unanswered = new LinkedHashMap<>();
    for (Answerer model : Answerer.values()) {
      for (HeldOut request : heldOut) {
        Reply reply = request.replies().get(model);
        if (reply != null && reply.error() != null) {
          unanswered
              .computeIfAbsent(model.key(), key -> new LinkedHashMap<>())
              .merge(withoutNumbers(reply.error()), 1L, Long::sum);
        }
      }
    }
    return unanswered;
  }

  private void group(
      Map<String, Map<String, Share>> groups, String name, Predicate<Truth> belongs) {
    Map<String, Share> shares =
        shares(
            score -> {
              HeldOut request = byId.get(score.exampleId());
              return score.right() != null
                  && request != null
                  && request.truth() != null
                  && belongs.test(request.truth());
            },
            score -> Boolean.TRUE.equals(score.right()) ? 1 : 0,
            score -> 1,
            Answerer.values());
    if (!shares.isEmpty()) {
      groups.put(name, shares);
    }
  }

  private Map<String, Share> shares(
      Predicate<Score> counts,
      ToLongFunction<Score> right,
      ToLongFunction<Score> of,
      Answerer... models) {
    Map<Answerer, long[]> sums = new EnumMap<>(Answerer.class);
    for (Score score : scores) {
      if (counts.test(score)) {
        long[] sum = sums.computeIfAbsent(score.model(), model -> new long[2]);
        sum[0] += right.applyAsLong(score);
        sum[1] += of.applyAsLong(score);
      }
    }
    Map<String, Share> shares = new LinkedHashMap<>();
    for (Answerer model : models) {
      long[] sum = sums.get(model);
      if (sum != null && sum[1] > 0) {
        shares.put(model.key(), Share.of(sum[0], sum[1]));
      }
    }
    return shares;
  }

  private OptionalDouble mean(Answerer model, Function<Reply, @Nullable Number> value) {
    return heldOut.stream()
        .map(request -> request.replies().get(model))
        .filter(reply -> reply != null && reply.error() == null && value.apply(reply) != null)
        .mapToDouble(
            reply -> {
              Number number = reply == null ? null : value.apply(reply);
              return number == null ? 0 : number.doubleValue();
            })
        .average();
  }

  private static boolean isSystematic(Truth truth) {
    return Truth.SYSTEMATIC.equals(truth.part());
  }

  /** Reasons that differ only in their counts are one reason. */
  static String withoutNumbers(String reason) {
    return reason.replaceAll("\\d[\\d,.]*\\d|\\d", "N");
  }
}
