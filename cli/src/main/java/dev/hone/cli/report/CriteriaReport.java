package dev.hone.cli.report;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many held-out answers of each model keep the run's criteria: the same sample of requests for
 * all models. Answers = those with a verdict + unread.
 *
 * @param judge URI of the model that checked
 * @param simulated whether a program stood in for it
 * @param requests in the sample
 * @param of held-out requests that there are criteria for
 * @param answers that were checked
 * @param unread checks that gave no verdict
 * @param problem what was wrong with the first of these, or null
 * @param criteria one by one
 */
public record CriteriaReport(
    String judge,
    boolean simulated,
    long requests,
    long of,
    long answers,
    long unread,
    @Nullable String problem,
    List<Kept> criteria) {
  public CriteriaReport {
    criteria = List.copyOf(criteria);
  }

  /**
   * A criterion.
   *
   * @param task whose; empty for examples of no task
   * @param id {@code name@v1}
   * @param kept answers that keep it, by model; models without a verdict are left out
   */
  public record Kept(String task, String id, String text, Map<String, Share> kept) {}
}
