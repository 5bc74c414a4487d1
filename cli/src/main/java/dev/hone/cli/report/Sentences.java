package dev.hone.cli.report;

import java.util.Locale;

/** What the report says in words, the same on the screen and on the page. */
final class Sentences {
  static final String SIMULATED =
      "The sample log is simulated: a seeded generator wrote its tickets and its logged model's"
          + " slips.";

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
        judge.scripted() ? rule : "",
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
      return "No list price is known for the logged model; give --price-in and --price-out. Tuned: "
          + Figures.usd(tuned)
          + " per 1,000 answers"
          + measured
          + ".";
    }
    return String.format(
        Locale.ROOT,
        "Logged tokens at list price against the tuned model's machine time%s: %s against %s per"
            + " 1,000 answers, %s. Each model counts tokens with its own tokenizer.",
        measured,
        Figures.usd(logged),
        Figures.usd(tuned),
        Figures.times(logged, tuned));
  }
}
