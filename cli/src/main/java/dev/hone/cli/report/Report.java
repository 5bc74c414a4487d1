package dev.hone.cli.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run measured. Written as {@code report.json} with snake_case keys; maps by model use
 * {@link Answerer#key()}. A null is a number that this run could not know, never a zero.
 *
 * @param format version of this shape
 * @param run the run's id
 * @param created when the report was written, ISO 8601, UTC
 * @param logs what was read
 * @param accuracy share of held-out requests answered as the known truth says, by model; null each
 *     where no truth is known
 * @param accuracyBy counts and intervals of the same, by group of requests ({@link #ALL}, {@link
 *     #SYSTEMATIC}, ...), then by model
 * @param agreement share of held-out requests answered exactly as the log did, by model
 * @param agreementBy counts and intervals of the same, by model
 * @param fields share of JSON fields equal to the truth's (the log's where no truth is known), by
 *     model; empty where no answers are JSON objects
 * @param heldoutLoss mean loss of the tuned model on the held-out logged answers' tokens, or null
 * @param tokens mean tokens of a held-out request, by model
 * @param costPer1000 USD of a thousand answers, by model ({@code logged}, {@code tuned}); null
 *     where no price is known
 * @param prices where those come from
 * @param secondsPerAnswer measured, by local model
 * @param rows where the logged calls went
 * @param unanswered held-out requests without an answer, by model, then by reason
 * @param labels how labels were made anew, or null where the logged answers are the labels
 * @param train how training went
 * @param judge the pairwise judge's verdict, or null where it did not run
 * @param verdicts all that judges said; null in reports of before it was told
 * @param seconds wall time of the whole run, stops left out
 * @param secondsByStep the same by step, in order
 * @param peakMemoryMb peak resident memory of the process in MB (2^20 bytes), or null where the
 *     system does not tell
 * @param adapter where the adapter is
 * @param settings what the run was told, by option
 * @param samples some held-out requests with everyone's answers
 */
public record Report(
    int format,
    String run,
    String created,
    Logs logs,
    Map<String, @Nullable Double> accuracy,
    Map<String, Map<String, Share>> accuracyBy,
    Map<String, @Nullable Double> agreement,
    Map<String, Share> agreementBy,
    Map<String, Share> fields,
    @Nullable Double heldoutLoss,
    Map<String, Tokens> tokens,
    @JsonProperty("cost_per_1000") Map<String, @Nullable Double> costPer1000,
    Prices prices,
    Map<String, Double> secondsPerAnswer,
    Rows rows,
    Map<String, Map<String, Long>> unanswered,
    @Nullable LabelsReport labels,
    Train train,
    @Nullable Judge judge,
    @Nullable VerdictsReport verdicts,
    double seconds,
    Map<String, Double> secondsByStep,
    @Nullable Long peakMemoryMb,
    String adapter,
    Map<String, String> settings,
    List<Sample> samples) {
  public static final int FORMAT = 1;
  public static final String ALL = "all";
  public static final String SYSTEMATIC = "systematic";
  public static final String OTHER = "other";
  public static final String SEEN_WORDING = "seen_wording";
  public static final String UNSEEN_WORDING = "unseen_wording";

  /**
   * The log.
   *
   * @param source table or file
   * @param simulated whether it is the sample that a generator wrote
   * @param model the model that most calls went to, or null
   * @param from first and
   * @param to last time of a call, ISO 8601, or null
   */
  public record Logs(
      String source,
      boolean simulated,
      @Nullable String model,
      @Nullable String from,
      @Nullable String to) {}

  /** Mean tokens of a request: read and written. */
  public record Tokens(double input, double output) {}

  /**
   * What costs were reckoned with.
   *
   * @param logged the logged model's price, or null where none is known
   * @param machine the machine that the tuned model is taken to answer on
   */
  public record Prices(@Nullable TokenPrice logged, MachinePrice machine) {}

  /**
   * Where the calls went: calls = examples + the sum of dropped, examples = train + test.
   *
   * @param calls rows of the log
   * @param unreadable those that could not be read as a call (each is dropped with its reason)
   * @param examples rows kept
   * @param dropped rows left out, by reason
   * @param stages what each stage was given and what it kept, in order; empty in reports of before
   *     there were any
   * @param personalData how many e-mail addresses, keys and so on stand in the calls, by kind
   * @param tasks examples by task: a tag's word, or the id of a prompt template
   * @param border what both sides of the split share; null in reports of before it was looked at
   * @param pruned static texts left out of all prompts, in the order they are; logged text
   */
  public record Rows(
      long calls,
      long unreadable,
      long examples,
      long train,
      long test,
      Map<String, Long> dropped,
      List<StageRows> stages,
      Map<String, Long> personalData,
      Map<String, Long> tasks,
      @Nullable Border border,
      List<PrunedText> pruned) {
    public Rows {
      stages = stages == null ? List.of() : List.copyOf(stages);
      personalData = personalData == null ? Map.of() : personalData;
      tasks = tasks == null ? Map.of() : tasks;
      pruned = pruned == null ? List.of() : List.copyOf(pruned);
    }
  }

  /**
   * A static text.
   *
   * @param calls examples that hold it
   * @param tokensSaved about how many tokens these examples save without it
   */
  public record PrunedText(String text, long calls, long tokensSaved) {}

  /**
   * What leaks over the border between train and test; all 0 where nothing does.
   *
   * @param straddlingGroups sessions or contents with examples on both sides
   * @param testLikeTrain held-out examples that are near-duplicates of one trained on
   * @param trainLikeTest examples trained on that are near-duplicates of one held out
   */
  public record Border(long straddlingGroups, long testLikeTrain, long trainLikeTest) {}

  /**
   * One stage's rows: in = kept + the sum of dropped.
   *
   * @param stage its name
   * @param dropped rows it left out, by reason
   */
  public record StageRows(String stage, long in, long kept, Map<String, Long> dropped) {}

  /**
   * Training.
   *
   * @param tokens read, padding apart
   * @param finalLoss mean over the last tenth of the steps
   * @param plannedSteps what the epochs asked for; more than were done where the time budget, or a
   *     rising loss on the validation examples, ended training
   * @param keptStep the step whose adapter was kept
   * @param curve [step, loss], thinned to a few hundred points
   * @param validation [step, loss] on the examples kept out of training; empty where none were
   * @param skipped examples that training left out, by reason
   */
  public record Train(
      double tokensPerSecond,
      double finalLoss,
      int steps,
      int plannedSteps,
      int keptStep,
      long tokens,
      double seconds,
      Map<String, Integer> skipped,
      List<List<Double>> curve,
      List<List<Double>> validation) {}

  /**
   * Tuned against logged answers, each pair judged in both orders; a judge that changes its mind
   * with the order has called a tie.
   *
   * @param model the judge's URI
   * @param scripted whether it is a fixed rule standing in for a model
   * @param winRate wins plus half the ties, of all
   * @param low and
   * @param high bootstrap interval, 95%
   */
  public record Judge(
      String model,
      boolean scripted,
      long wins,
      long losses,
      long ties,
      double winRate,
      double low,
      double high) {}

  /**
   * One held-out request.
   *
   * @param request the last user message
   * @param truth what is right, or null where unknown
   * @param note what is special about it, or null
   * @param answers by model; an error text where there was no answer
   * @param right by model: as the truth says (as the log says where no truth is known)
   */
  public record Sample(
      String request,
      @Nullable String truth,
      @Nullable String note,
      Map<String, String> answers,
      Map<String, Boolean> right) {}
}
