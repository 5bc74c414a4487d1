package dev.hone.cli.report;

import static dev.hone.cli.report.Answerer.BASE;
import static dev.hone.cli.report.Answerer.FEW_SHOT;
import static dev.hone.cli.report.Answerer.LOGGED;
import static dev.hone.cli.report.Answerer.TUNED;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Verdicts with made-up numbers. */
final class SampleVerdicts {
  private SampleVerdicts() {}

  /** Of a model that leans to the place shown first; the gate is passed. */
  static VerdictsReport ofAModel() {
    return new VerdictsReport(
        "openai:gpt-4.1",
        false,
        500,
        List.of(
            new VerdictsReport.Pair(
                "tuned", "logged", 500, 96, 40, 20, 12, 330, 2, 0, 0.556, 0.532, 0.581),
            new VerdictsReport.Pair(
                "tuned", "few_shot", 497, 460, 4, 2, 0, 31, 0, 3, 0.959, 0.941, 0.974),
            new VerdictsReport.Pair("tuned", "base", 500, 490, 0, 3, 1, 6, 0, 0, 0.99, 0.98, 1.0),
            new VerdictsReport.Pair(
                "logged", "few_shot", 497, 440, 20, 5, 1, 31, 0, 3, 0.923, 0.898, 0.945),
            new VerdictsReport.Pair(
                "few_shot", "base", 500, 120, 110, 40, 30, 200, 0, 0, 0.51, 0.48, 0.54)),
        List.of(
            new VerdictsReport.Strength("tuned", 1048.2, 0.569, 0.541, 0.597, 1497),
            new VerdictsReport.Strength("logged", 1000, 0.5, 0.5, 0.5, 997),
            new VerdictsReport.Strength("few_shot", 561.4, 0.074, 0.055, 0.099, 1494)),
        List.of("base"),
        new VerdictsReport.PositionBias(Share.of(44, 1894), 0.011, 0.006, 0.016),
        new VerdictsReport.LengthBias(168, 0.041, 0.012, 0.069, 0.667, 0.641, 0.569, 0.707),
        criteria(),
        new GateReport(
            0.02,
            GateReport.TRUTH,
            true,
            finding(500, 0.132, 0.101, 0.164, GateReport.NOT_WORSE),
            Map.of(
                "seen_wording",
                finding(250, 0.188, 0.14, 0.236, GateReport.NOT_WORSE),
                "unseen_wording",
                finding(250, 0.076, 0.036, 0.117, GateReport.NOT_WORSE))),
        List.of(
            new VerdictsReport.Disagreement(
                "Where is ORD-4417? <b>Now</b>",
                "the judge and the truth disagree",
                "{\"route\": \"delivery\", \"order\": \"ORD-4417\"}",
                "{\"route\": \"delivery\", \"order\": null}",
                "{\"route\": \"delivery\", \"order\": \"ORD-4417\"}",
                false,
                true,
                List.of(
                    "tuned shown first, logged is better: <i>both</i> name the route",
                    "logged shown first, neither is better: they say the same")),
            new VerdictsReport.Disagreement(
                "Cancel it.",
                "the judge prefers the logged answer",
                null,
                "RETENTION",
                "CONCIERGE",
                null,
                null,
                List.of("logged is better: retention comes first"))));
  }

  /** Of a fixed rule where no truth is known: it decides nothing. */
  static VerdictsReport ofARule() {
    return new VerdictsReport(
        "scripted:judge",
        true,
        40,
        List.of(
            new VerdictsReport.Pair("tuned", "logged", 40, 0, 0, 31, 0, 9, 0, 0, 0.5, 0.45, 0.55)),
        List.of(),
        List.of(),
        null,
        null,
        null,
        null,
        List.of());
  }

  /** A gate that is not passed: worse in one task, too little known of another. */
  static GateReport openGate() {
    return new GateReport(
        0.02,
        GateReport.JUDGE,
        false,
        finding(500, 0.01, -0.012, 0.031, GateReport.NOT_WORSE),
        Map.of(
            "task triage", finding(400, 0.03, 0.01, 0.05, GateReport.NOT_WORSE),
            "task <b>refunds</b>", finding(90, -0.11, -0.18, -0.05, GateReport.WORSE),
            "no task", finding(10, 0, -0.2, 0.2, GateReport.UNDECIDED)));
  }

  private static GateReport.Finding finding(
      long rows, double difference, double low, double high, String outcome) {
    return new GateReport.Finding(rows, difference, low, high, outcome, 812);
  }

  private static CriteriaReport criteria() {
    return new CriteriaReport(
        "simulated:teacher",
        true,
        100,
        500,
        400,
        3,
        "<no> verdict",
        List.of(
            new CriteriaReport.Kept(
                "task-3f2a",
                "gold-cancellation@v1",
                "A Gold customer who <b>cancels</b> goes to concierge.",
                kept(96, 60, 71, 99)),
            new CriteriaReport.Kept(
                "task-3f2a",
                "order-number@v1",
                "The order number, ORD- and four digits, is copied, or null.",
                kept(91, 3, 40, 100))));
  }

  private static Map<String, Share> kept(long logged, long base, long few, long tuned) {
    Map<String, Share> kept = new LinkedHashMap<>();
    kept.put(LOGGED.key(), Share.of(logged, 100));
    kept.put(BASE.key(), Share.of(base, 100));
    kept.put(FEW_SHOT.key(), Share.of(few, 98));
    kept.put(TUNED.key(), Share.of(tuned, 100));
    return kept;
  }
}
