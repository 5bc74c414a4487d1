package dev.hone.transformers.labels;

import dev.hone.chat.Message;
import dev.hone.labels.CriteriaFinder;
import dev.hone.labels.Decision;
import dev.hone.labels.KnownFailure;
import dev.hone.labels.LabelStep;
import dev.hone.labels.OriginalAnswer;
import dev.hone.labels.Relabelled;
import dev.hone.labels.Relabeller;
import dev.hone.labels.Spent;
import dev.hone.verdicts.Criteria;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Finds a task's criteria as {@link RelabelExamples} needs them: some of its rows are relabelled
 * without any, which tells where the log fails, and the writer derives criteria from the task's
 * prompt and those failures. What the rows' drafts took is bought once: the stage asks the same
 * again. Works on the driver.
 */
public final class CriteriaSearch {
  /** Rows looked at; of a failure in twenty they show ten. */
  public static final int PROBE_ROWS = 200;

  private static final int EXAMPLES = 5;
  private static final int MOST_FAILURES = 40;

  /** More would crowd the prompt out of the model's sight. */
  private static final int MOST_FAILURE_CHARS = 60_000;

  private static final int BATCH = 32;
  private static final String NO_PROMPT = "(none: the conversations below have no common prompt)";

  private final RelabelExamples stage;

  private CriteriaSearch(RelabelExamples stage) {
    this.stage = stage;
  }

  /** With the models, the mode and the budget of a stage. */
  public static CriteriaSearch by(RelabelExamples stage) {
    return new CriteriaSearch(stage);
  }

  /**
   * What was found.
   *
   * @param criteria in force from here on
   * @param problem why nothing new was found, or null
   * @param failures failures that were shown to the writer
   * @param unanswered rows looked at that no model answered
   * @param error why the first of them was not, or null
   * @param spent what finding them took beyond what relabelling these rows takes anyway
   * @param asked all calls that were asked for
   */
  public record Found(
      Criteria criteria,
      @Nullable String problem,
      int failures,
      int unanswered,
      @Nullable String error,
      Spent spent,
      long asked) {}

  /**
   * Searches.
   *
   * @param rows of one task, none dropped; at most {@link #PROBE_ROWS} are worth their money
   * @param soFar criteria in force
   * @param done told how many rows are done, now and then; what it throws ends the search
   */
  public Found find(Dataset<Row> rows, Criteria soFar, IntConsumer done) {
    List<OriginalAnswer> originals =
        rows.collectAsList().stream().map(stage.columns()::original).toList();
    try (RelabelPlan.Opened opened = stage.plan(stage.access(rows.sparkSession())).new Opened()) {
      Relabeller relabeller = opened.with(Criteria.NONE);
      List<Relabelled> relabelled = new ArrayList<>();
      for (int from = 0; from < originals.size(); from += BATCH) {
        done.accept(from);
        List<OriginalAnswer> batch =
            originals.subList(from, Math.min(originals.size(), from + BATCH));
        relabelled.addAll(relabeller.relabel(batch));
        if (from == 0 && relabelled.stream().allMatch(CriteriaSearch::isUnanswered)) {
          break; // nobody answers: more would tell nothing, and a run waits
        }
      }
      List<KnownFailure> failures = bounded(originals, relabelled);
      List<Relabelled> unanswered =
          relabelled.stream().filter(CriteriaSearch::isUnanswered).toList();
      String error = unanswered.isEmpty() ? null : firstError(unanswered.get(0));
      long asked = relabelled.stream().mapToLong(row -> row.spent().calls()).sum();
      if (!unanswered.isEmpty() && unanswered.size() == relabelled.size()) {
        return new Found(soFar, error, 0, unanswered.size(), error, Spent.NOTHING, asked);
      }
      CriteriaFinder.Found found =
          CriteriaFinder.find(
              opened.writer(),
              commonPrompt(originals),
              originals.subList(0, Math.min(EXAMPLES, originals.size())),
              failures,
              soFar);
      Spent spent = found.spent();
      for (Relabelled row : relabelled) {
        spent = spent.plus(verdicts(row));
      }
      return new Found(
          found.criteria(),
          found.error(),
          failures.size(),
          unanswered.size(),
          error,
          spent,
          asked + found.spent().calls());
    }
  }

  private static boolean isUnanswered(Relabelled row) {
    return row.decision() != Decision.UNPAID
        && row.steps().stream().noneMatch(step -> step.said() != null && step.agent() != null);
  }

  private static @Nullable String firstError(Relabelled row) {
    return row.steps().stream()
        .filter(step -> step.outcome().equals(LabelStep.NO_ANSWER))
        .map(LabelStep::reason)
        .findFirst()
        .orElse(null);
  }

  /** Without criteria the verdicts are other requests; all else the stage asks word for word. */
  private static Spent verdicts(Relabelled row) {
    Spent spent = Spent.NOTHING;
    for (LabelStep step : row.steps()) {
      if (step.kind().equals(LabelStep.VERDICT)) {
        spent = spent.plus(step.spent());
      }
    }
    return spent;
  }

  private static List<KnownFailure> bounded(
      List<OriginalAnswer> originals, List<Relabelled> relabelled) {
    List<KnownFailure> failures = new ArrayList<>();
    int chars = 0;
    for (KnownFailure failure :
        CriteriaFinder.failures(
            originals.subList(0, relabelled.size()), relabelled, MOST_FAILURES)) {
      for (Message message : failure.row().messages()) {
        chars += message.role().equals(Message.SYSTEM) ? 0 : message.text().length();
      }
      if (chars <= MOST_FAILURE_CHARS || failures.isEmpty()) {
        failures.add(failure);
      }
    }
    return failures;
  }

  /** The system prompt that most rows have. */
  private static String commonPrompt(List<OriginalAnswer> originals) {
    Map<String, Integer> counts = new HashMap<>();
    String most = NO_PROMPT;
    for (OriginalAnswer original : originals) {
      StringBuilder prompt = new StringBuilder();
      for (Message message : original.messages()) {
        if (message.role().equals(Message.SYSTEM)) {
          prompt.append(prompt.isEmpty() ? "" : "\n").append(message.text());
        }
      }
      String text = prompt.isEmpty() ? NO_PROMPT : prompt.toString();
      if (counts.merge(text, 1, Integer::sum) > counts.getOrDefault(most, 0)) {
        most = text;
      }
    }
    return most;
  }
}
