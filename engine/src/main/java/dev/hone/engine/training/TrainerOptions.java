package dev.hone.engine.training;

import static java.util.Objects.requireNonNull;

import dev.hone.engine.Precision;

/**
 * The optimizer's settings: AdamW with a linear warm-up and a cosine down.
 *
 * @param learningRate the peak rate
 * @param warmupSteps steps in which the rate rises to the peak
 * @param totalSteps steps after which the rate has reached its end
 * @param finalRateShare the share of the peak that the rate ends at, in [0, 1]
 * @param clipNorm gradients are scaled down to this global norm (&gt; 0)
 * @param weightDecay decay of matrices; vectors (norms, biases) never decay
 * @param beta1 decay of the gradient's mean
 * @param beta2 decay of the gradient's square
 * @param precision the arithmetic's number format; parameters, gradients and moments are f32
 * @param checkpointing recompute activations in the backward pass, layer by layer
 */
public record TrainerOptions(
    double learningRate,
    int warmupSteps,
    int totalSteps,
    double finalRateShare,
    double clipNorm,
    double weightDecay,
    double beta1,
    double beta2,
    Precision precision,
    boolean checkpointing) {

  public TrainerOptions {
    requireNonNull(precision, "precision");
    if (!(learningRate > 0)) {
      throw new IllegalArgumentException(
          "Invalid learningRate: " + learningRate + ". Use more than 0.");
    }
    if (warmupSteps < 0 || totalSteps < 1 || warmupSteps > totalSteps) {
      throw new IllegalArgumentException(
          "Invalid steps: "
              + warmupSteps
              + " of warm-up in "
              + totalSteps
              + ". Use at least one step, and no more of warm-up than there are.");
    }
    if (!(finalRateShare >= 0 && finalRateShare <= 1)) {
      throw new IllegalArgumentException(
          "Invalid finalRateShare: " + finalRateShare + ". Use a share in [0, 1].");
    }
    if (!(clipNorm > 0)) {
      throw new IllegalArgumentException("Invalid clipNorm: " + clipNorm + ". Use more than 0.");
    }
  }

  /** The usual settings for training all parameters of a small model. */
  public static TrainerOptions of(double learningRate, int warmupSteps, int totalSteps) {
    return new TrainerOptions(
        learningRate, warmupSteps, totalSteps, 0.1, 1.0, 0.1, 0.9, 0.95, Precision.AUTO, false);
  }

  public TrainerOptions withPrecision(Precision value) {
    return new TrainerOptions(
        learningRate,
        warmupSteps,
        totalSteps,
        finalRateShare,
        clipNorm,
        weightDecay,
        beta1,
        beta2,
        value,
        checkpointing);
  }

  public TrainerOptions withCheckpointing(boolean value) {
    return new TrainerOptions(
        learningRate,
        warmupSteps,
        totalSteps,
        finalRateShare,
        clipNorm,
        weightDecay,
        beta1,
        beta2,
        precision,
        value);
  }

  public TrainerOptions withFinalRateShare(double value) {
    return new TrainerOptions(
        learningRate,
        warmupSteps,
        totalSteps,
        value,
        clipNorm,
        weightDecay,
        beta1,
        beta2,
        precision,
        checkpointing);
  }

  public TrainerOptions withWeightDecay(double value) {
    return new TrainerOptions(
        learningRate,
        warmupSteps,
        totalSteps,
        finalRateShare,
        clipNorm,
        value,
        beta1,
        beta2,
        precision,
        checkpointing);
  }

  /** The rate of a step, counted from 0. */
  public double rateAt(int step) {
    if (step < warmupSteps) {
      return learningRate * (step + 1) / warmupSteps;
    }
    double done =
        Math.min(1, (double) (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps));
    double cosine = 0.5 * (1 + Math.cos(Math.PI * done));
    return learningRate * (finalRateShare + (1 - finalRateShare) * cosine);
  }
}
