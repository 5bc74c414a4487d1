package dev.hone.engine.training;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * The loop's body: gradients over token batches, clip, AdamW in place. Trains all parameters, or an
 * adapter on a frozen base. Native memory is held until {@link #close}. For one thread at a time.
 */
public final class Trainer implements AutoCloseable {
  private Trainer() {}

  /**
   * All parameters, from random ones: normal with deviation 0.02, projections back into the
   * residual stream scaled by 1/sqrt(2 layers), norms 1, biases 0.
   *
   * @param configJson the model's config.json, as Hugging Face writes it
   */
  public static Trainer fromScratch(String configJson, TrainerOptions options, long seed) {
    throw new UnsupportedOperationException("fromScratch");
  }

  /** All parameters, from those of a model folder. */
  public static Trainer allParameters(Path modelFolder, TrainerOptions options) {
    throw new UnsupportedOperationException("allParameters");
  }

  /** Goes on from a folder that {@link #save} wrote; the options may differ from those it had. */
  public static Trainer resume(Path checkpoint, TrainerOptions options) {
    throw new UnsupportedOperationException("resume");
  }

  /**
   * One step of the optimizer over all the batches together: their losses are summed and divided by
   * the weight of all learned tokens, so that cutting a batch in pieces changes nothing.
   *
   * @throws IllegalArgumentException if no token is to be learned, or an id is outside the
   *     vocabulary
   */
  public StepResult step(List<TokenBatch> batches) {
    throw new UnsupportedOperationException("step");
  }

  /** The weighted mean loss over the learned tokens of all batches. */
  public double loss(List<TokenBatch> batches) {
    throw new UnsupportedOperationException("loss");
  }

  /** Steps of the optimizer done so far. */
  public int stepsDone() {
    throw new UnsupportedOperationException("stepsDone");
  }

  /**
   * Continues prompts greedily, all in one batch.
   *
   * @param prompts token ids, of any lengths
   * @param stopIds tokens that end a row and are not part of it
   * @return the new tokens, [row][...]
   */
  public int[][] generate(List<int[]> prompts, int maxNewTokens, Set<Integer> stopIds) {
    throw new UnsupportedOperationException("generate");
  }

  /**
   * Writes parameters, moments and the step count, so that {@link #resume} goes on the same way.
   */
  public void save(Path checkpoint) {
    throw new UnsupportedOperationException("save");
  }

  /**
   * Writes the model as Hugging Face reads it: config.json and model.safetensors in bf16. Tokenizer
   * files are the caller's to add.
   */
  public void export(Path modelFolder) {
    throw new UnsupportedOperationException("export");
  }

  @Override
  public void close() {}
}
