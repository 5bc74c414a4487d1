package dev.hone.engine.training;

import static java.util.Objects.requireNonNull;

import dev.hone.engine.Precision;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How an adapter is fitted.
 *
 * @param rank inner dimension of the adapter's matrices
 * @param alpha the adapter's output is scaled by alpha / rank
 * @param learningRate the peak rate, after warm-up
 * @param epochs passes over the examples
 * @param batchSize examples a step of the optimizer
 * @param maxTokens longest example, prompt and answer; longer ones are skipped and counted
 * @param warmupShare share of the steps in which the rate rises to its peak, in [0, 1)
 * @param clipNorm gradients are scaled down to this global norm (&gt; 0)
 * @param weightDecay AdamW's decay of the adapter's matrices
 * @param seed of the adapter's start and of the order of examples
 * @param precision of the base model's arithmetic; the adapter is f32 always
 * @param checkpointing recompute activations in the backward pass: about a third slower, several
 *     times less memory
 * @param logEvery steps between two calls of the listener
 * @param finalRateShare share of the peak that the rate ends at, down a cosine, in [0, 1]; 1 keeps
 *     it at its peak
 * @param averagingShare share of the steps that the adapter's moving average looks back over, in
 *     [0, 1): the average is what is kept, since single steps follow single wrong answers; 0 keeps
 *     the last step's adapter
 * @param validationShare share of the examples kept out of training, by whose loss the best adapter
 *     is chosen and training ends early, in [0, 0.5]; 0 for none
 * @param timeBudget stop after this much training time, learning rate run down to its end; null for
 *     none
 */
public record TrainingConfig(
    int rank,
    double alpha,
    double learningRate,
    int epochs,
    int batchSize,
    int maxTokens,
    double warmupShare,
    double clipNorm,
    double weightDecay,
    long seed,
    Precision precision,
    boolean checkpointing,
    int logEvery,
    double finalRateShare,
    double averagingShare,
    double validationShare,
    @Nullable Duration timeBudget)
    implements java.io.Serializable {

  public TrainingConfig {
    positive("rank", rank);
    positive("alpha", alpha);
    positive("learningRate", learningRate);
    positive("epochs", epochs);
    positive("batchSize", batchSize);
    positive("maxTokens", maxTokens);
    positive("clipNorm", clipNorm);
    positive("logEvery", logEvery);
    if (!(warmupShare >= 0 && warmupShare < 1)) {
      throw new IllegalArgumentException(
          "Invalid warmupShare: " + warmupShare + ". Use a share in [0, 1).");
    }
    if (!(finalRateShare >= 0 && finalRateShare <= 1)) {
      throw new IllegalArgumentException(
          "Invalid finalRateShare: " + finalRateShare + ". Use a share in [0, 1].");
    }
    if (!(averagingShare >= 0 && averagingShare < 1)) {
      throw new IllegalArgumentException(
          "Invalid averagingShare: " + averagingShare + ". Use a share in [0, 1).");
    }
    if (!(weightDecay >= 0)) {
      throw new IllegalArgumentException(
          "Invalid weightDecay: " + weightDecay + ". Use 0 or more.");
    }
    if (!(validationShare >= 0 && validationShare <= 0.5)) {
      throw new IllegalArgumentException(
          "Invalid validationShare: " + validationShare + ". Use a share in [0, 0.5].");
    }
    requireNonNull(precision, "precision");
    if (timeBudget != null && (timeBudget.isNegative() || timeBudget.isZero())) {
      throw new IllegalArgumentException(
          "Invalid timeBudget: " + timeBudget + ". Use more than 0, or null for none.");
    }
  }

  public static TrainingConfig defaults() {
    return new TrainingConfig(
        16,
        32,
        1e-3,
        3,
        16,
        1024,
        0.05,
        1.0,
        0.0,
        1L,
        Precision.AUTO,
        false,
        1,
        0.0,
        0.15,
        0.0,
        null);
  }

  public TrainingConfig withRank(int value) {
    return with(draft -> draft.rank = value);
  }

  public TrainingConfig withAlpha(double value) {
    return with(draft -> draft.alpha = value);
  }

  public TrainingConfig withLearningRate(double value) {
    return with(draft -> draft.learningRate = value);
  }

  public TrainingConfig withEpochs(int value) {
    return with(draft -> draft.epochs = value);
  }

  public TrainingConfig withBatchSize(int value) {
    return with(draft -> draft.batchSize = value);
  }

  public TrainingConfig withMaxTokens(int value) {
    return with(draft -> draft.maxTokens = value);
  }

  public TrainingConfig withWarmupShare(double value) {
    return with(draft -> draft.warmupShare = value);
  }

  public TrainingConfig withClipNorm(double value) {
    return with(draft -> draft.clipNorm = value);
  }

  public TrainingConfig withWeightDecay(double value) {
    return with(draft -> draft.weightDecay = value);
  }

  public TrainingConfig withSeed(long value) {
    return with(draft -> draft.seed = value);
  }

  public TrainingConfig withPrecision(Precision value) {
    return with(draft -> draft.precision = value);
  }

  public TrainingConfig withCheckpointing(boolean value) {
    return with(draft -> draft.checkpointing = value);
  }

  public TrainingConfig withLogEvery(int value) {
    return with(draft -> draft.logEvery = value);
  }

  public TrainingConfig withFinalRateShare(double value) {
    return with(draft -> draft.finalRateShare = value);
  }

  public TrainingConfig withAveragingShare(double value) {
    return with(draft -> draft.averagingShare = value);
  }

  public TrainingConfig withValidationShare(double value) {
    return with(draft -> draft.validationShare = value);
  }

  public TrainingConfig withTimeBudget(@Nullable Duration value) {
    return with(draft -> draft.timeBudget = value);
  }

  private TrainingConfig with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.config();
  }

  /** A copy that can still be changed. */
  private static final class Draft {
    private int rank;
    private double alpha;
    private double learningRate;
    private int epochs;
    private int batchSize;
    private int maxTokens;
    private double warmupShare;
    private double clipNorm;
    private double weightDecay;
    private long seed;
    private Precision precision;
    private boolean checkpointing;
    private int logEvery;
    private double finalRateShare;
    private double averagingShare;
    private double validationShare;
    private @Nullable Duration timeBudget;

    Draft(TrainingConfig from) {
      rank = from.rank;
      alpha = from.alpha;
      learningRate = from.learningRate;
      epochs = from.epochs;
      batchSize = from.batchSize;
      maxTokens = from.maxTokens;
      warmupShare = from.warmupShare;
      clipNorm = from.clipNorm;
      weightDecay = from.weightDecay;
      seed = from.seed;
      precision = from.precision;
      checkpointing = from.checkpointing;
      logEvery = from.logEvery;
      finalRateShare = from.finalRateShare;
      averagingShare = from.averagingShare;
      validationShare = from.validationShare;
      timeBudget = from.timeBudget;
    }

    TrainingConfig config() {
      return new TrainingConfig(
          rank,
          alpha,
          learningRate,
          epochs,
          batchSize,
          maxTokens,
          warmupShare,
          clipNorm,
          weightDecay,
          seed,
          precision,
          checkpointing,
          logEvery,
          finalRateShare,
          averagingShare,
          validationShare,
          timeBudget);
    }
  }

  private static void positive(String name, double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException("Invalid " + name + ": " + value + ". Use more than 0.");
    }
  }
}
