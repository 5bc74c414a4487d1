package dev.hone.cli.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the report says of verdicts in words, the same on the screen and on the page. */
final class VerdictSentences {
  private static final int MOST_SLICES = 5;

  private VerdictSentences() {}

  /** Whether the tuned model may take over, in a word. */
  static String mayTakeOver(GateReport gate) {
    boolean worse =
        gate.overall().outcome().equals(GateReport.WORSE)
            || gate.slices().values().stream()
                .anyMatch(slice -> slice.outcome().equals(GateReport.WORSE));
    return gate.passes() ? "Yes." : worse ? "No." : "Not shown.";
  }

  /** Whether the tuned model may take over, and by what. */
  static String gate(GateReport gate) {
    String asked =
        String.format(
            Locale.ROOT,
            "Tuned not worse than logged by more than %s, by the %s: ",
            points(gate.margin()),
            gate.basis().equals(GateReport.TRUTH) ? "known truth" : "judge");
    String overall = "over all requests " + finding(gate.overall());
    List<Map.Entry<String, GateReport.Finding>> open =
        gate.slices().entrySet().stream()
            .filter(slice -> !slice.getValue().outcome().equals(GateReport.NOT_WORSE))
            .sorted(Map.Entry.comparingByKey())
            .toList();
    if (gate.passes()) {
      return asked
          + "shown, "
          + overall
          + (gate.slices().isEmpty()
              ? "."
              : ", and in every slice (" + gate.slices().size() + ").");
    }
    String slices =
        open.stream()
            .sorted(
                Comparator.comparing(
                    slice -> slice.getValue().outcome().equals(GateReport.UNDECIDED)))
            .limit(MOST_SLICES)
            .map(slice -> slice.getKey().replace('_', ' ') + " " + told(slice.getValue()))
            .collect(Collectors.joining("; "));
    return asked
        + "not shown. Over all requests "
        + told(gate.overall())
        + (open.isEmpty() ? "" : ". Not in: " + slices)
        + (open.size() > MOST_SLICES ? "; and " + (open.size() - MOST_SLICES) + " more" : "")
        + ".";
  }

  private static String finding(GateReport.Finding finding) {
    return String.format(
        Locale.ROOT,
        "%s points (95%%: %s to %s, %s requests)",
        signed(finding.difference()),
        signed(finding.low()),
        signed(finding.high()),
        Figures.count(finding.rows()));
  }

  /** With what it means. */
  private static String told(GateReport.Finding finding) {
    return finding(finding)
        + switch (finding.outcome()) {
          case GateReport.NOT_WORSE -> ", shown";
          case GateReport.WORSE -> ", worse";
          default ->
              ", too few to tell: about "
                  + Figures.count(finding.rowsNeeded())
                  + " would be needed";
        };
  }

  /** How the tuned model fares against each of the others; empty where nothing was decided. */
  static String wins(VerdictsReport verdicts) {
    List<String> wins = new ArrayList<>();
    for (VerdictsReport.Pair pair : verdicts.pairs()) {
      if (pair.model().equals(Answerer.TUNED.key()) && pair.share() != null) {
        wins.add(Answerer.title(pair.other()).toLowerCase(Locale.ROOT) + " " + share(pair));
      }
    }
    return wins.isEmpty() || !decided(verdicts)
        ? ""
        : "Tuned model's wins and half the ties against each: " + String.join(", ", wins) + ".";
  }

  /** Whether the judge found any answer better than another. */
  static boolean decided(VerdictsReport verdicts) {
    return verdicts.pairs().stream().anyMatch(pair -> pair.wins() + pair.losses() > 0);
  }

  private static String share(VerdictsReport.Pair pair) {
    return pair.share() == null || pair.low() == null || pair.high() == null
        ? Figures.UNKNOWN
        : String.format(
            Locale.ROOT,
            "%s (%.1f–%.1f%%)",
            Figures.percent(pair.share()),
            100 * pair.low(),
            100 * pair.high());
  }

  /** Whether the judge goes by the place. */
  static String position(VerdictsReport.PositionBias bias) {
    Share flips = bias.flips();
    if (flips.right() == 0) {
      return String.format(
          Locale.ROOT,
          "Place: the judge said the same in both orders of all %s pairs it was asked about.",
          Figures.count(flips.of()));
    }
    String said =
        String.format(
            Locale.ROOT,
            "Place: the judge changed its mind with the order in %s of %s pairs (%s); such pairs"
                + " are ties. ",
            Figures.count(flips.right()),
            Figures.count(flips.of()),
            Figures.percent(flips));
    String interval = " (95%: " + signed(bias.low()) + " to " + signed(bias.high()) + ")";
    return bias.low() <= 0 && bias.high() >= 0
        ? said + "It leans to neither place" + interval + "."
        : said
            + String.format(
                Locale.ROOT,
                "It leans to the answer shown %s, by %s%s; asked in both orders, that cancels.",
                bias.lean() > 0 ? "first" : "second",
                points(Math.abs(bias.lean())),
                interval);
  }

  /** Whether it goes by the length. */
  static String length(VerdictsReport.LengthBias bias) {
    String effect =
        String.format(
            Locale.ROOT,
            "%s points for answers longer by one standard deviation, 95%%: %s to %s",
            signed(bias.effect()),
            signed(bias.low()),
            signed(bias.high()));
    if (bias.low() <= 0 && bias.high() >= 0) {
      return "Length: no leaning to longer or shorter answers shows (" + effect + ").";
    }
    return String.format(
        Locale.ROOT,
        "Length: %s answers are preferred more often (%s). Were both as long, the tuned model would"
            + " win %s of the %s pairs that differ (%.1f–%.1f%%) instead of %s. That is a bias only"
            + " if they are no better for it, which people's verdicts tell.",
        bias.effect() > 0 ? "longer" : "shorter",
        effect,
        Figures.percent(bias.controlledRate()),
        Figures.count(bias.pairs()),
        100 * bias.controlledLow(),
        100 * bias.controlledHigh(),
        Figures.percent(bias.rate()));
  }

  /** What the answers were held against. */
  static String criteria(CriteriaReport criteria) {
    return String.format(
        Locale.ROOT,
        "Held-out answers to %s of %s requests, the same for every model, held against the criteria"
            + " of the labels by %s%s: %s answers%s.",
        Figures.count(criteria.requests()),
        Figures.count(criteria.of()),
        criteria.judge(),
        criteria.simulated() ? " (simulated: a program, not a model)" : "",
        Figures.count(criteria.answers()),
        criteria.unread() == 0
            ? ""
            : ", of which " + Figures.count(criteria.unread()) + " got no verdict");
  }

  /** The criterion that a model keeps least; empty where it was held against none. */
  static String worst(CriteriaReport criteria, Answerer model) {
    CriteriaReport.Kept worst = worstOf(criteria, model);
    Share share = worst == null ? null : worst.kept().get(model.key());
    return worst == null || share == null
        ? ""
        : String.format(
            Locale.ROOT,
            "%s keeps every criterion on %s or more of %s held-out answers; least %s.",
            model.title(),
            Figures.percent(share),
            Figures.count(share.of()),
            worst.id());
  }

  static CriteriaReport.@Nullable Kept worstOf(CriteriaReport criteria, Answerer model) {
    CriteriaReport.Kept worst = null;
    double least = 1;
    for (CriteriaReport.Kept one : criteria.criteria()) {
      Share share = one.kept().get(model.key());
      if (share != null && (worst == null || share.share() < least)) {
        worst = one;
        least = share.share();
      }
    }
    return worst;
  }

  /** A difference of shares. */
  private static String signed(double difference) {
    return String.format(Locale.ROOT, "%+.1f", 100 * difference);
  }

  private static String points(double difference) {
    double points = 100 * difference;
    return points == Math.rint(points)
        ? String.format(Locale.ROOT, "%.0f points", points)
        : String.format(Locale.ROOT, "%.1f points", points);
  }
}
