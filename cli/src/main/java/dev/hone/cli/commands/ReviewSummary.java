package dev.hone.cli.commands;

import dev.hone.reviews.BlindResult;
import dev.hone.reviews.JudgeAlignment;
import dev.hone.reviews.Reviews;
import dev.hone.verdicts.WinRate;
import dev.hone.verdicts.statistics.Agreement;
import dev.hone.verdicts.statistics.Alignment;
import dev.hone.verdicts.statistics.CorrectedRate;
import dev.hone.verdicts.statistics.Interval;
import dev.hone.verdicts.statistics.Proportion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What people decided, and how a judge does beside them, in lines to print. */
final class ReviewSummary {
  private ReviewSummary() {}

  /** What the table of reviews says alone. */
  static List<String> ofPeople(Reviews reviews) {
    List<String> lines = new ArrayList<>();
    long decided = reviews.all().stream().filter(one -> !reviews.of(one).isEmpty()).count();
    lines.add(
        say(
            "%,d of %,d answers decided; %,d are labels for the next run.",
            decided, reviews.all().size(), reviews.labels().size()));
    reviews
        .agreement()
        .ifPresent(
            agreement ->
                lines.add(
                    say(
                        "Two people decided %,d of them and agree on %s.",
                        agreement.same().trials(), agreed(agreement))));
    reviews.lastDraw().stream()
        .flatMap(run -> BlindResult.of(reviews, run).stream())
        .forEach(result -> lines.addAll(of(result)));
    return lines;
  }

  private static List<String> of(BlindResult result) {
    WinRate rate = result.winRate();
    List<String> lines = new ArrayList<>();
    lines.add(
        say(
            "Compared blind, where the two differ: %s better in %,d, logged in %,d, neither in %,d."
                + " Win rate of %s %s; pairs still open: %,d.",
            result.model(),
            rate.wins(),
            rate.losses(),
            rate.saidTies(),
            result.model(),
            percent(rate.rate(), rate.interval()),
            result.open()));
    Agreement people = result.people();
    if (people != null) {
      lines.add(
          say(
              "Two people compared %,d of these pairs and agree on %s.",
              people.same().trials(), agreed(people)));
    }
    return lines;
  }

  /** A judge beside people. */
  static List<String> of(JudgeAlignment judge) {
    List<String> lines = new ArrayList<>();
    String name = "Judge " + judge.judge() + " on " + judge.model() + " against ";
    name += judge.otherModel();
    Alignment drawn = judge.drawn();
    if (drawn.rows() > 0) {
      Agreement agreement = drawn.agreement();
      lines.add(
          say(
              "%s, beside people, on %,d answers drawn at random: agree on %s.",
              name, drawn.rows(), agreed(agreement)));
      lines.add(
          say(
              "  Failures: precision %s, recall %s, F1 %s.",
              share(drawn.precision()), share(drawn.recall()), number(drawn.f1())));
    } else {
      lines.add(name + ": people decided no answer that was drawn at random yet.");
    }
    if (judge.picked().rows() > 0) {
      Proportion same = judge.picked().agreement().same();
      lines.add(
          say(
              "  On %,d answers that were picked they agree on %,d; these are no fair sample.",
              same.trials(), same.successes()));
    }
    if (judge.divided() > 0) {
      lines.add(say("  People are divided on %,d, which count in neither.", judge.divided()));
    }
    JudgeAlignment.Draw draw = judge.draw();
    lines.addAll(draw == null ? List.of("  " + noRate(0, 0)) : of(judge, draw));
    return lines;
  }

  private static List<String> of(JudgeAlignment judge, JudgeAlignment.Draw draw) {
    List<String> lines = new ArrayList<>();
    CorrectedRate right = draw.rightRate();
    lines.add(
        right == null
            ? "  " + noRate(draw.decided(), draw.answers())
            : say(
                "  By people's measure %s of %s's answers are right: %s.",
                percent(right.rate(), right.interval()), judge.model(), correction(right)));
    Agreement preferences = draw.preferences();
    if (preferences != null) {
      lines.add(
          say(
              "  Of %,d pairs that people compared blind the judge chooses as they do in %s.",
              preferences.same().trials(), agreed(preferences)));
      CorrectedRate wins = draw.winRate();
      lines.add(
          wins == null
              ? "  " + noRate(draw.compared(), draw.pairs())
              : say(
                  "  By people's measure the win rate of %s, where the two differ, is %s: %s.",
                  judge.model(), percent(wins.rate(), wins.interval()), correction(wins)));
    }
    return lines;
  }

  private static String noRate(long decided, long drawn) {
    return say(
        "No rate by people's measure: people decided %,d of %,d that the last run drew at random. It"
            + " takes all, %,d at least, and 100 to 200 to be of use.",
        decided, drawn, CorrectedRate.LEAST_LABELLED);
  }

  private static String correction(CorrectedRate rate) {
    return say("people's words on %,d correct %,d verdicts", rate.labelled(), rate.judged());
  }

  private static String agreed(Agreement agreement) {
    return say("%,d (kappa %s)", agreement.same().successes(), number(agreement.kappa()));
  }

  private static String share(Proportion share) {
    return say("%s (%,d of %,d)", number(share.share()), share.successes(), share.trials());
  }

  private static String number(double value) {
    return Double.isNaN(value) ? "unknown" : say("%.2f", value);
  }

  private static String percent(double value, @Nullable Interval interval) {
    return interval == null
        ? say("%.1f%%", 100 * value)
        : say(
            "%.1f%% (%.1f%% to %.1f%%)", 100 * value, 100 * interval.low(), 100 * interval.high());
  }

  private static String say(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
