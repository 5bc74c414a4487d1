package dev.hone.cli.report;

import dev.hone.profile.LogProfile;
import dev.hone.profile.TaskKey;
import dev.hone.profile.Worth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * For each task of a log: what is spent today, what a tuned model reaches, what getting there cost,
 * and after how many days that is paid back. A task that no run has tuned for has its spending
 * alone: nothing here is guessed.
 *
 * @param source the log
 * @param tasks most money first, those of unknown cost last
 * @param otherTasks how many tasks of the log are not listed
 */
public record Payback(String source, List<Task> tasks, long otherTasks) {
  static final double DAYS_A_MONTH = 30;
  private static final double MILLIS_A_DAY = 86_400_000;

  public Payback {
    tasks = List.copyOf(tasks);
  }

  /**
   * One task.
   *
   * @param label for people; logged text
   * @param monthlyCalls at the log's pace, in thirty days
   * @param monthlyUsd what these cost, or null where no price is known
   * @param measured what the latest run reached whose largest task this is, or null where none is
   */
  public record Task(
      String label, double monthlyCalls, @Nullable Double monthlyUsd, @Nullable Measured measured) {

    /** What the calls would cost by the tuned model, or null where unknown. */
    public @Nullable Double tunedMonthlyUsd() {
      Double each = measured == null ? null : measured.usdPerAnswer();
      return each == null ? null : each * monthlyCalls;
    }

    /** Saved in thirty days; below 0 where the tuned model is dearer, null where unknown. */
    public @Nullable Double monthlySaving() {
      Double tuned = tunedMonthlyUsd();
      return tuned == null || monthlyUsd == null ? null : monthlyUsd - tuned;
    }

    /** Days until what getting there cost is saved; empty where that is unknown or never. */
    public OptionalDouble days() {
      Double saving = monthlySaving();
      Double once = measured == null ? null : measured.onceUsd();
      return saving == null || once == null || saving <= 0
          ? OptionalDouble.empty()
          : OptionalDouble.of(once / (saving / DAYS_A_MONTH));
    }
  }

  /**
   * What a run measured.
   *
   * @param run its id
   * @param simulated whether its log or its teacher was made up by a generator
   * @param otherTasks how many other tasks are in its figures
   * @param byTruth whether answers were held against a known truth; else against the logged ones
   * @param reached share of held-out requests that the tuned model answered so
   * @param logged the same of the logged answers; null where these are what is held against
   * @param usdPerAnswer of the tuned model on the run's machine, or null where unknown
   * @param machineUsd what the run's hours cost on that machine
   * @param labelsUsd what new labels cost, 0 where none were made; null where unknown
   */
  public record Measured(
      String run,
      boolean simulated,
      long otherTasks,
      boolean byTruth,
      Share reached,
      @Nullable Share logged,
      @Nullable Double usdPerAnswer,
      double machineUsd,
      @Nullable Double labelsUsd) {
    /** What getting there cost, or null where a part is unknown. */
    public @Nullable Double onceUsd() {
      return labelsUsd == null ? null : machineUsd + labelsUsd;
    }
  }

  /**
   * Joins a log's profile with what runs measured.
   *
   * @param reports of runs, in any order
   */
  public static Payback of(LogProfile profile, List<Report> reports) {
    List<Report> latest =
        reports.stream().sorted(Comparator.comparing(Report::created).reversed()).toList();
    List<Task> tasks = new ArrayList<>();
    for (LogProfile.Task task : profile.tasks()) {
      Measured measured =
          latest.stream()
              .filter(report -> isLargest(task, report))
              .map(Payback::measured)
              .flatMap(Optional::stream)
              .findFirst()
              .orElse(null);
      tasks.add(
          new Task(
              task.label(),
              task.sum().calls() * DAYS_A_MONTH / days(profile),
              task.worth().monthlyUsd(),
              measured));
    }
    tasks.sort(
        Comparator.comparing(
            Task::monthlyUsd, Comparator.nullsLast(Comparator.<Double>reverseOrder())));
    return new Payback(profile.source(), tasks, profile.otherTasks());
  }

  /** The log's span as {@link Worth} takes it: one day at least. */
  private static double days(LogProfile profile) {
    Long from = profile.from();
    Long to = profile.to();
    return from == null || to == null ? 1 : Math.max(1, (to - from) / MILLIS_A_DAY);
  }

  private static boolean isLargest(LogProfile.Task task, Report report) {
    String name =
        task.key().startsWith(TaskKey.TAG_PREFIX)
            ? task.key().substring(TaskKey.TAG_PREFIX.length())
            : task.key();
    return report.rows().tasks().entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .filter(largest -> largest.getKey().equals(name))
        .isPresent();
  }

  /** None where the run asked its tuned model nothing. */
  private static Optional<Measured> measured(Report report) {
    Map<String, Share> byTruth = report.accuracyBy().getOrDefault(Report.ALL, Map.of());
    Map<String, Share> shares = byTruth.isEmpty() ? report.agreementBy() : byTruth;
    Share reached = shares.get(Answerer.TUNED.key());
    if (reached == null) {
      return Optional.empty();
    }
    LabelsReport labels = report.labels();
    Double each = report.costPer1000().get(Answerer.TUNED.key());
    return Optional.of(
        new Measured(
            report.run(),
            report.logs().simulated() || (labels != null && labels.simulated()),
            report.rows().tasks().size() - 1L,
            !byTruth.isEmpty(),
            reached,
            byTruth.get(Answerer.LOGGED.key()),
            each == null ? null : each / 1000,
            report.prices().machine().cost(report.seconds()),
            labels == null ? (Double) 0.0 : labels.cost()));
  }
}
