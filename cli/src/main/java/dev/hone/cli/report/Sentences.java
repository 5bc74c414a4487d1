package dev.hone.cli.report;

import java.util.Locale;
import java.util.stream.Collectors;

/** What the report says in words, the same on the screen and on the page. */
final class Sentences {
  static final String SIMULATED =
      "The sample log is simulated: a seeded generator wrote its tickets and its logged model's"
          + " slips.";

  private static final String SIMULATED_TEACHER =
      " (simulated: a program that knows the sample's policy and errs as strong models do, not a"
          + " model)";

  private static final String A_PROGRAM = ", simulated: a program, not a model";

  private Sentences() {}

  static String border(Report.Border border, long test) {
    return String.format(
        Locale.ROOT,
        "Border between train and held out: %s of %s held-out examples are near-duplicates of one"
            + " trained on, %s sessions or contents are on both sides.",
        Figures.count(border.testLikeTrain()),
        Figures.count(test),
        Figures.count(border.straddlingGroups()));
  }

  /** Empty where training went on to its planned end, or chose its end by itself. */
  static String cutShort(Report.Train train) {
    return train.steps() >= train.plannedSteps() || !train.validation().isEmpty()
        ? ""
        : String.format(
            Locale.ROOT,
            "The time budget ended training after %s of %s planned steps: more may be learnt with"
                + " a larger --time-budget.",
            Figures.count(train.steps()),
            Figures.count(train.plannedSteps()));
  }

  static String judge(Report.Judge judge) {
    String rule =
        judge.wins() + judge.losses() == 0
            ? ", a fixed rule standing in for a model, which can only say tie where no truth is"
                + " known"
            : ", a fixed rule standing in for a model";
    return String.format(
        Locale.ROOT,
        "Judge (%s%s): tuned against logged, %d wins, %d losses, %d ties; win rate %.1f%%"
            + " (%.1f–%.1f%%).",
        judge.model(),
        judge.scripted() ? rule : judge.model().startsWith("simulated:") ? A_PROGRAM : "",
        judge.wins(),
        judge.losses(),
        judge.ties(),
        100 * judge.winRate(),
        100 * judge.low(),
        100 * judge.high());
  }

  static String prices(Report.Prices prices) {
    MachinePrice machine = prices.machine();
    String tuned =
        String.format(
            Locale.ROOT,
            "%s at %s an hour, %s",
            machine.name(),
            Figures.usd(machine.usdPerHour()),
            machine.asOf());
    TokenPrice logged = prices.logged();
    return logged == null
        ? tuned
        : String.format(
            Locale.ROOT,
            "%s at %s in and %s out per million tokens, %s; %s",
            logged.model(),
            Figures.usd(logged.inputPerMillion()),
            Figures.usd(logged.outputPerMillion()),
            logged.asOf(),
            tuned);
  }

  static String costs(Report report) {
    Double logged = report.costPer1000().get(Answerer.LOGGED.key());
    Double tuned = report.costPer1000().get(Answerer.TUNED.key());
    if (tuned == null) {
      return "No answer of the tuned model was timed.";
    }
    Double seconds = report.secondsPerAnswer().get(Answerer.TUNED.key());
    String measured =
        seconds == null ? "" : String.format(Locale.ROOT, " (%.3f s an answer, measured)", seconds);
    if (logged == null) {
      return "No price is known for the logged model; give --price-in and --price-out. Tuned: "
          + Figures.usd(tuned)
          + " per 1,000 answers"
          + measured
          + ".";
    }
    return String.format(
        Locale.ROOT,
        "Logged tokens at their price against the tuned model's machine time%s: %s against %s per"
            + " 1,000 answers, %s. Each model counts tokens with its own tokenizer.",
        measured,
        Figures.usd(logged),
        Figures.usd(tuned),
        Figures.times(logged, tuned));
  }

  /** Who relabelled what. */
  static String relabelled(LabelsReport labels) {
    if (labels.model() == null) {
      return String.format(
          Locale.ROOT,
          "Labels: what most logged answers to the same request say, where most agree (%s); no"
              + " model was asked. %s of %s train labels are new.",
          labels.way(),
          Figures.count(labels.replaced()),
          Figures.count(labels.rows()));
    }
    return String.format(
        Locale.ROOT,
        "Labels: %s by %s%s%s, %d drafts a row. %s of %s train labels are new, %s kept the logged"
            + " answer.",
        labels.way(),
        labels.model(),
        labels.simulated() ? SIMULATED_TEACHER : "",
        labels.judge() == null || labels.judge().equals(labels.model())
            ? ""
            : ", checked by " + labels.judge(),
        labels.samples(),
        Figures.count(labels.replaced()),
        Figures.count(labels.rows()),
        Figures.percent(labels.kept()));
  }

  /** What became of all rows. */
  static String outcomes(LabelsReport labels) {
    return "Labels, by outcome: "
        + labels.outcomes().entrySet().stream()
            .map(outcome -> Figures.count(outcome.getValue()) + " " + outcome.getKey())
            .collect(Collectors.joining("; "))
        + ".";
  }

  /** What it cost, and that it did not where nobody was paid. */
  static String labelCosts(LabelsReport labels) {
    if (labels.model() == null) {
      return "Cost of the labels: nothing.";
    }
    String tokens =
        String.format(
            Locale.ROOT,
            "%s calls, %s tokens read, %s written",
            Figures.count(labels.calls()),
            Figures.count(labels.inputTokens()),
            Figures.count(labels.outputTokens()));
    if (labels.cost() == null) {
      return "Cost of the labels: unknown, for no price is known of "
          + labels.model()
          + " ("
          + tokens
          + "); name a listed model of its price by --relabel-priced-as.";
    }
    return String.format(
        Locale.ROOT,
        "Cost of the labels%s: %s, %s a row%s (%s%s).%s",
        labels.simulated() ? ", hypothetical" : "",
        Figures.usd(labels.cost()),
        Figures.usd(labels.costPerRow()),
        labels.criteriaCost() == null || labels.criteriaCost() == 0
            ? ""
            : " and " + Figures.usd(labels.criteriaCost()) + " for the criteria",
        tokens,
        labels.price() == null
            ? ""
            : String.format(
                Locale.ROOT,
                "; %s at %s in and %s out per million, %s",
                labels.price().model(),
                Figures.usd(labels.price().inputPerMillion()),
                Figures.usd(labels.price().outputPerMillion()),
                labels.price().asOf()),
        labels.simulated() ? " Nobody was paid: the teacher is simulated." : paid(labels));
  }

  private static String paid(LabelsReport labels) {
    LabelsReport.Paid paid = labels.paid();
    return String.format(
        Locale.ROOT,
        " This run bought %s answers for %s; %s came from the ledger.",
        Figures.count(paid.bought()),
        Figures.usd(paid.usd()),
        Figures.count(paid.hits()));
  }

  static String cascade(LabelsReport.Cascade cascade) {
    Share accuracy = cascade.accuracy();
    Share taken = cascade.taken();
    return accuracy == null || taken == null
        ? String.format(
            Locale.ROOT,
            "Cascade: on %d labelled rows no share of votes reached %s; every row went the dear"
                + " way.",
            cascade.known(),
            Figures.percent(cascade.target()))
        : String.format(
            Locale.ROOT,
            "Cascade: the cheap model is believed from %s of votes on, set on %d labelled rows for"
                + " %s right; measured on the half that did not choose it, %s (%s) of what it"
                + " decides is right, and it decides %s.",
            Figures.percent(cascade.threshold()),
            cascade.known(),
            Figures.percent(cascade.target()),
            Figures.percent(accuracy),
            Figures.interval(accuracy),
            Figures.percent(taken));
  }
}
