package dev.hone.labels;

import static java.util.Objects.requireNonNull;

/**
 * How rows are relabelled.
 *
 * @param mode how a new answer is made
 * @param samples drafts a row (&gt; 0); {@link RelabelMode#SINGLE} draws one, whatever stands here
 * @param temperature of the drafts (0 or more); with 0 they would all be one
 * @param maxAnswerTokens the longest answer, in tokens (&gt; 0)
 * @param budget what one row may take
 */
public record RelabelSettings(
    RelabelMode mode, int samples, double temperature, int maxAnswerTokens, RowBudget budget) {
  /** As OpenPipe draws them: three, far apart. */
  public static final int DEFAULT_SAMPLES = 3;

  public static final double DEFAULT_TEMPERATURE = 1.0;
  public static final int DEFAULT_MAX_ANSWER_TOKENS = 1_024;

  public static final RelabelSettings DEFAULT =
      new RelabelSettings(
          RelabelMode.MIXTURE,
          DEFAULT_SAMPLES,
          DEFAULT_TEMPERATURE,
          DEFAULT_MAX_ANSWER_TOKENS,
          RowBudget.DEFAULT);

  public RelabelSettings {
    requireNonNull(mode, "mode");
    requireNonNull(budget, "budget");
    if (samples <= 0 || !(temperature >= 0) || maxAnswerTokens <= 0) {
      throw new IllegalArgumentException(
          "Invalid settings of relabelling: "
              + samples
              + " samples at temperature "
              + temperature
              + ", answers of "
              + maxAnswerTokens
              + " tokens. Use 1 sample or more, 0 or more, and 1 token or more.");
    }
  }

  public RelabelSettings withMode(RelabelMode newMode) {
    return new RelabelSettings(newMode, samples, temperature, maxAnswerTokens, budget);
  }

  public RelabelSettings withBudget(RowBudget newBudget) {
    return new RelabelSettings(mode, samples, temperature, maxAnswerTokens, newBudget);
  }
}
