package dev.hone.cli.report;

import static dev.hone.cli.report.Answerer.BASE;
import static dev.hone.cli.report.Answerer.FEW_SHOT;
import static dev.hone.cli.report.Answerer.LOGGED;
import static dev.hone.cli.report.Answerer.TUNED;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Reports with made-up numbers, to try the report's forms on. */
final class SampleReports {
  private SampleReports() {}

  static Report withTruth() {
    Map<String, Map<String, Share>> by = new LinkedHashMap<>();
    by.put(Report.ALL, shares(500, 391, 6, 31, 457));
    by.put(Report.OTHER, shares(478, 389, 6, 31, 455));
    by.put(Report.SYSTEMATIC, shares(22, 2, 0, 0, 2));
    by.put(Report.SEEN_WORDING, shares(250, 196, 4, 18, 243));
    by.put(Report.UNSEEN_WORDING, shares(250, 195, 2, 13, 214));
    return report(
        true,
        fractions(by.get(Report.ALL)),
        by,
        shares(500, 500, 6, 29, 371),
        1.0e-1,
        new TokenPrice("gpt-4.1", 2, 8, "2026-04"));
  }

  static Report withoutTruth() {
    Map<String, @Nullable Double> unknown = new LinkedHashMap<>();
    for (Answerer model : Answerer.values()) {
      unknown.put(model.key(), null);
    }
    return report(false, unknown, Map.of(), shares(40, 40, 0, 1, 9), 1.712, null);
  }

  private static Report report(
      boolean simulated,
      Map<String, @Nullable Double> accuracy,
      Map<String, Map<String, Share>> by,
      Map<String, Share> agreement,
      double heldoutLoss,
      @Nullable TokenPrice price) {
    Map<String, @Nullable Double> cost = new LinkedHashMap<>();
    cost.put(LOGGED.key(), price == null ? null : 1000 * price.cost(412, 31));
    cost.put(TUNED.key(), 0.00194);
    Map<String, Long> dropped = new LinkedHashMap<>();
    dropped.put("near-duplicate of another example", 214L);
    dropped.put("no answer: status 429", 96L);
    dropped.put("response cut: JSON ends early", 41L);
    dropped.put("answer longer than <b>allowed</b>", 17L);
    return new Report(
        Report.FORMAT,
        "20261124-2214-3f2a",
        "2026-11-24T22:23:41Z",
        new Report.Logs(
            "sample logs (support desk, seed 7)",
            simulated,
            "gpt-4.1",
            "2026-10-01T00:00:00Z",
            "2026-10-28T23:59:00Z"),
        accuracy,
        by,
        fractions(agreement),
        agreement,
        shares(1810, 1602, 210, 402, 1745),
        heldoutLoss,
        Map.of(
            LOGGED.key(), new Report.Tokens(412, 31),
            BASE.key(), new Report.Tokens(441, 48),
            FEW_SHOT.key(), new Report.Tokens(902, 39),
            TUNED.key(), new Report.Tokens(96, 33)),
        cost,
        new Report.Prices(price, MachinePrice.LISTED),
        Map.of(BASE.key(), 0.09, FEW_SHOT.key(), 0.15, TUNED.key(), 0.06),
        new Report.Rows(
            3000,
            41,
            2632,
            2132,
            500,
            dropped,
            List.of(
                new Report.StageRows("make", 3000, 2700, Map.of("error response", 300L)),
                new Report.StageRows("redact", 2700, 2700, Map.of())),
            Map.of("email", 812L),
            Map.of("task-3f2a<b>", 2600L, "no task", 32L),
            new Report.Border(0, 3, 4),
            List.of(new Report.PrunedText("You sort <b>tickets</b>.", 2600, 15_600))),
        simulated
            ? Map.of()
            : Map.of(FEW_SHOT.key(), Map.of("prompt of 1,400 tokens, context 1,024", 3L)),
        simulated ? labels() : null,
        new Report.Train(
            3412.5,
            0.0713,
            400,
            500,
            300,
            812_000,
            224.2,
            Map.of(),
            curve(),
            simulated ? List.of(List.of(200.0, 0.2), List.of(300.0, 0.1)) : List.of()),
        new Report.Judge("scripted:prefers-exact", true, 96, 40, 364, 0.556, 0.532, 0.581),
        simulated ? SampleVerdicts.ofAModel() : SampleVerdicts.ofARule(),
        541.3,
        seconds(),
        2875L,
        "hone-data/adapters/20261124-2214-3f2a",
        Map.of("seed", "7", "base model", "models/hone-small", "time budget", "9.5 min"),
        List.of(
            new Report.Sample(
                "Hi, my invoice ORD-4417 was charged twice, 1,240 EUR each. I am on the gold"
                    + " plan.\n"
                    + "<script>alert('x')</script>",
                simulated
                    ? "{\"priority\": \"high\", \"route\": \"billing-eu\", \"order\": \"ORD-4417\"}"
                    : null,
                "unseen wording",
                answers(
                    "{\"priority\": \"normal\", \"route\": \"billing-eu\", \"order\":"
                        + " \"ORD-4417\"}",
                    "The invoice is charged twice and the",
                    "{\"priority\": \"low\", \"route\": \"sales\", \"order\": \"ORD-1\"}",
                    "{\"priority\": \"high\", \"route\": \"billing-eu\", \"order\": \"ORD-4417\"}"),
                Map.of("logged", false, "base", false, "few_shot", false, "tuned", true)),
            new Report.Sample(
                "Please cancel everything. Gold customer since 2019.",
                simulated ? "CANCEL" : null,
                "systematic slip",
                answers("RETENTION", "Thank you", "RETENTION", "RETENTION"),
                Map.of("logged", false, "base", false, "few_shot", false, "tuned", false))));
  }

  private static LabelsReport labels() {
    Map<String, LabelsReport.BeforeAfter> by = new LinkedHashMap<>();
    by.put(Report.ALL, new LabelsReport.BeforeAfter(Share.of(1700, 2132), Share.of(2090, 2132)));
    by.put(Report.SYSTEMATIC, new LabelsReport.BeforeAfter(Share.of(0, 80), Share.of(77, 80)));
    Map<String, Long> outcomes = new LinkedHashMap<>();
    outcomes.put("new answer is the same", 1722L);
    outcomes.put("new answer preferred in both orders", 400L);
    outcomes.put("original preferred", 10L);
    return new LabelsReport(
        "mixture",
        "simulated:teacher",
        "simulated:teacher",
        true,
        3,
        1700 / 2132.0,
        2090 / 2132.0,
        by,
        1 - 400 / 2132.0,
        21.5,
        0.01,
        0.18,
        new TokenPrice("gpt-4.1", 2, 8, "2026-04"),
        null,
        2132,
        400,
        outcomes,
        Map.of("passed every criterion", 2132L),
        18_000,
        9_000_000,
        400_000,
        new LabelsReport.Paid(18_000, 18_000, 0, 0, 21.5, 40, 0.1),
        List.of(
            new LabelsReport.CheckedCriterion(
                "task-3f2a", "gold-cancellation@v1", "A Gold customer <b>cancels</b>.", true, 31)),
        Map.of(),
        new LabelsReport.Cascade(0.75, 0.97, 300, Share.of(98, 100), Share.of(100, 150)),
        List.of(
            new LabelsReport.RelabelledRow(
                "Cancel <i>all</i>.",
                "RETENTION",
                "CONCIERGE",
                "new answer preferred in both orders",
                "CONCIERGE",
                false,
                true,
                "systematic slip",
                List.of(
                    new LabelsReport.Step(
                        "check",
                        "simulated:teacher",
                        "<script>",
                        "failed",
                        List.of("gold-cancellation@v1"),
                        "gold")))));
  }

  private static Map<String, Share> shares(long of, long logged, long base, long few, long tuned) {
    Map<String, Share> shares = new LinkedHashMap<>();
    shares.put(LOGGED.key(), Share.of(logged, of));
    shares.put(BASE.key(), Share.of(base, of));
    shares.put(FEW_SHOT.key(), Share.of(few, of));
    shares.put(TUNED.key(), Share.of(tuned, of));
    return shares;
  }

  private static Map<String, @Nullable Double> fractions(Map<String, Share> shares) {
    Map<String, @Nullable Double> fractions = new LinkedHashMap<>();
    shares.forEach((model, share) -> fractions.put(model, share.share()));
    return fractions;
  }

  private static Map<String, String> answers(String logged, String base, String few, String tuned) {
    Map<String, String> answers = new LinkedHashMap<>();
    answers.put(LOGGED.key(), logged);
    answers.put(BASE.key(), base);
    answers.put(FEW_SHOT.key(), few);
    answers.put(TUNED.key(), tuned);
    return answers;
  }

  private static Map<String, Double> seconds() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    seconds.put("calls", 11.2);
    seconds.put("examples", 18.4);
    seconds.put("answers of the base model", 64.0);
    seconds.put("adapter", 231.0);
    return seconds;
  }

  private static List<List<Double>> curve() {
    Random random = new Random(3);
    List<List<Double>> curve = new ArrayList<>();
    for (int step = 1; step <= 400; step++) {
      double loss = 0.07 + 3.1 * Math.exp(-step / 45.0) + 0.4 * Math.exp(-step / 160.0);
      curve.add(List.of((double) step, loss * (1 + 0.12 * random.nextGaussian())));
    }
    return curve;
  }
}
