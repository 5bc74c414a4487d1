package dev.hone.cli.report;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What making the labels of the train examples anew came to. Counts are of those examples, and rows
 * = the sum of outcomes; held-out examples are no part of it.
 *
 * @param way {@code mixture}, {@code single}, ... as {@code --relabel-mode} names it
 * @param model URI of the model that wrote, or null where none was asked
 * @param judge URI of the one that checked and compared, or null
 * @param simulated whether a program stood in for a model: then every price here is hypothetical
 * @param samples drafts a row; 0 where no model was asked
 * @param accuracyBefore share of logged answers that are right, or null where no truth is known
 * @param accuracyAfter the same of the labels
 * @param accuracyBy counts and intervals of both ({@code before}, {@code after}), by group of
 *     requests as {@link Report#accuracyBy()} names them; empty where no truth is known
 * @param kept share of rows whose logged answer stayed the label
 * @param cost USD of all calls that the labels rest on, whoever bought them, those that found the
 *     criteria included; null where a price is unknown
 * @param costPerRow the same without those, of one row
 * @param criteriaCost USD of finding the criteria
 * @param price what tokens were reckoned at, or null
 * @param budget USD that relabelling was allowed, or null for no bound
 * @param rows examples that were relabelled or tried
 * @param replaced how many of them have a new label
 * @param outcomes rows by what became of their label
 * @param stopped rows by why they were not rewritten further
 * @param calls all calls that the labels rest on
 * @param inputTokens tokens they read
 * @param outputTokens tokens they wrote
 * @param paid what the home's ledger says this run bought
 * @param criteria what labels were checked against
 * @param criteriaProblems why none were found, by task
 * @param cascade how a cascade's threshold was set, or null where there is none
 * @param samplesShown some rows with their steps
 */
public record LabelsReport(
    String way,
    @Nullable String model,
    @Nullable String judge,
    boolean simulated,
    int samples,
    @Nullable Double accuracyBefore,
    @Nullable Double accuracyAfter,
    Map<String, BeforeAfter> accuracyBy,
    double kept,
    @Nullable Double cost,
    @Nullable Double costPerRow,
    @Nullable Double criteriaCost,
    @Nullable TokenPrice price,
    @Nullable Double budget,
    long rows,
    long replaced,
    Map<String, Long> outcomes,
    Map<String, Long> stopped,
    long calls,
    long inputTokens,
    long outputTokens,
    Paid paid,
    List<CheckedCriterion> criteria,
    Map<String, String> criteriaProblems,
    @Nullable Cascade cascade,
    List<RelabelledRow> samplesShown) {

  /** The same rows' logged answers and labels. */
  public record BeforeAfter(Share before, Share after) {}

  /**
   * What was bought.
   *
   * @param calls that were answered
   * @param bought answers paid for, more than calls where some broke on the way
   * @param errors calls that came to nothing
   * @param lost calls in flight when a process died
   * @param usd money, as far as prices are known
   * @param hits answers used again that some run had bought before
   * @param savedUsd what those would have cost
   */
  public record Paid(
      long calls, long bought, long errors, long lost, double usd, long hits, double savedUsd) {}

  /**
   * A criterion in force.
   *
   * @param task whose
   * @param id {@code name@v1}
   * @param found whether this run found it; else it was in the home
   * @param broken rows whose first new answer broke it
   */
  public record CheckedCriterion(String task, String id, String text, boolean found, long broken) {}

  /**
   * A cascade.
   *
   * @param threshold share of votes from which on the cheap answer is believed; above 1 never
   * @param target share of right answers wanted there
   * @param known labelled rows that set it: half chose it, on the others it was measured
   * @param accuracy of the answers it believes, measured; null where it believes none
   * @param taken rows it decides, of those measured
   */
  public record Cascade(
      double threshold,
      double target,
      int known,
      @Nullable Share accuracy,
      @Nullable Share taken) {}

  /**
   * One row.
   *
   * @param request the last user message
   * @param before the logged answer
   * @param after the label
   * @param outcome what became of it
   * @param truth what is right, or null where unknown
   * @param note what is special about it, or null
   */
  public record RelabelledRow(
      String request,
      String before,
      String after,
      String outcome,
      @Nullable String truth,
      @Nullable Boolean beforeRight,
      @Nullable Boolean afterRight,
      @Nullable String note,
      List<Step> steps) {}

  /**
   * One step on the way to a label.
   *
   * @param agent the model that was asked, or null
   * @param said what it said, or null
   * @param failed criteria that it found broken
   */
  public record Step(
      String kind,
      @Nullable String agent,
      @Nullable String said,
      String outcome,
      List<String> failed,
      String reason) {}
}
