package dev.hone.labels;

import static java.util.Objects.requireNonNull;

import dev.hone.chat.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One step on the way to a label, as a row that can be read.
 *
 * @param exampleId the example it worked on
 * @param step its place in the example's steps, from 0
 * @param kind {@link #DRAFT}, {@link #CRITIQUE}, ...
 * @param round 0, or the rewrite it belongs to, from 1; of drafts, the sampling index
 * @param agent the model that was asked, or null where none was
 * @param said what the model said, or null; of a verdict and a decision, the answer it is about
 * @param outcome one word or a few: {@code valid}, {@code passed}, {@code failed}, the reason a
 *     draft does not count, the decision
 * @param failed ids of the criteria that the answer breaks; of checks
 * @param reason more on the outcome in the model's words or ours; empty where there is none
 * @param spent what it took
 */
public record LabelStep(
    String exampleId,
    int step,
    String kind,
    int round,
    @Nullable String agent,
    @Nullable Message said,
    String outcome,
    List<String> failed,
    String reason,
    Spent spent) {
  /** An answer sampled anew. */
  public static final String DRAFT = "draft";

  /** A review of the drafts. */
  public static final String CRITIQUE = "critique";

  /** The answer written from drafts and review. */
  public static final String SYNTHESIS = "synthesis";

  /** The choice of one draft. */
  public static final String PICK = "pick";

  /** The drafts' votes, where these decide. */
  public static final String VOTE = "vote";

  /** The answer held against the criteria. */
  public static final String CHECK = "check";

  /** The answer written anew, with the criteria named that it broke. */
  public static final String REWRITE = "rewrite";

  /** The answer against the original, in both orders. */
  public static final String VERDICT = "verdict";

  /** What became of the label. */
  public static final String DECISION = "decision";

  /** The outcome of a step whose model gave no answer; the reason says why. */
  public static final String NO_ANSWER = "no answer";

  public LabelStep {
    requireNonNull(exampleId, "exampleId");
    requireNonNull(kind, "kind");
    requireNonNull(outcome, "outcome");
    failed = List.copyOf(failed);
    requireNonNull(reason, "reason");
    requireNonNull(spent, "spent");
  }
}
