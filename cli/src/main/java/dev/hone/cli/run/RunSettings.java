package dev.hone.cli.run;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.cli.report.MachinePrice;
import dev.hone.cli.report.TokenPrice;
import dev.hone.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run is told.
 *
 * @param logs table, Delta path or JSON Lines file; null for the sample logs
 * @param truth JSON Lines with what is right, used only to score; null where unknown
 * @param home where everything is kept
 * @param files where adapters, reports and sample logs go; null for the home's own folder
 * @param baseModel folder of the base model
 * @param judge URI of the judge
 * @param allPairs whether it judges all models against each other though that costs something
 * @param reviewSample how many tuned answers are drawn at random for people to review
 * @param seed of sample logs, split, adapter and order of examples
 * @param timeBudgetMinutes what the whole run may take; training gets what the rest leaves
 * @param testShare share of examples held out, in (0, 1)
 * @param maxTest how many of them are asked at most
 * @param shots most examples shown to the base model; as many as fit its context
 * @param rank of the adapter
 * @param learningRate peak
 * @param epochs most passes over the train examples
 * @param batchSize examples a step
 * @param maxAnswerTokens longest answer asked for; null for what the logged answers need
 * @param tokenPrice price of the logged model; null to look it up
 * @param machinePrice the machine the tuned model is reckoned to run on
 * @param relabel how labels are made anew; null to train on the logged answers
 */
public record RunSettings(
    @Nullable String logs,
    @Nullable String truth,
    String home,
    @Nullable String files,
    String baseModel,
    String judge,
    boolean allPairs,
    int reviewSample,
    long seed,
    double timeBudgetMinutes,
    double testShare,
    int maxTest,
    int shots,
    int rank,
    double learningRate,
    int epochs,
    int batchSize,
    @Nullable Integer maxAnswerTokens,
    @Nullable TokenPrice tokenPrice,
    MachinePrice machinePrice,
    @Nullable Relabelling relabel) {

  public RunSettings {
    requireNonNull(home, "home");
    requireNonNull(baseModel, "baseModel");
    requireNonNull(judge, "judge");
    requireNonNull(machinePrice, "machinePrice");
    check(timeBudgetMinutes > 0, "--time-budget", timeBudgetMinutes, "more than 0 minutes");
    check(testShare > 0 && testShare < 1, "--test-share", testShare, "a share in (0, 1)");
    check(maxTest > 0, "--max-test", maxTest, "1 or more");
    check(reviewSample >= 0, "--review-sample", reviewSample, "0 or more");
    check(shots >= 0, "--shots", shots, "0 or more");
    check(rank > 0, "--rank", rank, "1 or more");
    check(learningRate > 0, "--learning-rate", learningRate, "more than 0");
    check(epochs > 0, "--epochs", epochs, "1 or more");
    check(batchSize > 0, "--batch-size", batchSize, "1 or more");
    check(
        maxAnswerTokens == null || maxAnswerTokens > 0,
        "--max-answer-tokens",
        maxAnswerTokens == null ? 0 : maxAnswerTokens,
        "1 or more");
  }

  /** Whether the logs are the sample that is generated. */
  public boolean sample() {
    return logs == null;
  }

  /**
   * How labels are made anew.
   *
   * @throws IllegalStateException if they are not
   */
  Relabelling relabelling() {
    if (relabel == null) {
      throw new IllegalStateException("This run trains on the logged answers.");
    }
    return relabel;
  }

  /** Whether a second adapter is fitted to the logged answers, to compare with. */
  boolean compares() {
    return relabel != null && relabel.compare();
  }

  /** Everything, by option, for people to read. */
  public Map<String, String> described() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("logs", logs == null ? "sample" : logs);
    settings.put("truth", truth == null ? (logs == null ? "sample" : "none") : truth);
    settings.put("base model", baseModel);
    settings.put("judge", judge + (allPairs ? ", all pairs" : ""));
    settings.put("review sample", Integer.toString(reviewSample));
    settings.put("seed", Long.toString(seed));
    settings.put("time budget", timeBudgetMinutes + " min");
    settings.put("test share", testShare + ", at most " + maxTest);
    settings.put("shots", "at most " + shots);
    settings.put("rank", Integer.toString(rank));
    settings.put("learning rate", Double.toString(learningRate));
    settings.put("epochs", "at most " + epochs);
    settings.put("batch size", Integer.toString(batchSize));
    if (relabel != null) {
      settings.putAll(relabel.described());
    }
    return settings;
  }

  /**
   * Two runs with the same fingerprint were told the same: one can go on where the other stopped.
   */
  public String fingerprint() {
    ObjectNode all = Json.object();
    described().forEach(all::put);
    all.put("maxAnswerTokens", maxAnswerTokens);
    all.put("tokenPrice", tokenPrice == null ? "" : tokenPrice.toString());
    all.put("machinePrice", machinePrice.toString());
    return Json.sha256(Json.canonical(all)).substring(0, 16);
  }

  private static void check(boolean holds, String option, Object value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Invalid " + option + ": " + value + ". Use " + allowed + ".");
    }
  }
}
