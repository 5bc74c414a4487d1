package dev.hone.engine.training;

import dev.hone.engine.program.Scope;
import dev.hone.engine.program.Value;

/**
 * A batch as the program takes it: padded ids [B, T], and of the positions that are learned the
 * flat index of the one before, the target and the weight, [N] each.
 *
 * <p>T and N are rounded up, with rows of weight 0 to fill: libtorch compiles kernels for every new
 * size and keeps about a thousand, so that a run over rows of all lengths would go on compiling.
 */
record PackedBatch(Value ids, Value rows, Value targets, Value weights, int width) {
  private static final int WIDTH_STEP = 32;
  private static final int LEARNED_STEP = 64;

  /** Native values, closed with the scope. */
  static PackedBatch of(TokenBatch batch, Scope scope) {
    int width = width(batch);
    long[] ids = new long[batch.rows() * width];
    int trained = roundUp(batch.trainedTokens(), LEARNED_STEP);
    long[] rows = new long[trained];
    long[] targets = new long[trained];
    float[] weights = new float[trained];
    int at = 0;
    for (int row = 0; row < batch.rows(); row++) {
      int[] tokens = batch.ids()[row];
      int[] labels = batch.labels()[row];
      for (int t = 0; t < tokens.length; t++) {
        ids[row * width + t] = tokens[t];
        if (t > 0 && labels[t] != TokenBatch.NOT_TRAINED) {
          rows[at] = (long) row * width + t - 1;
          targets[at] = labels[t];
          weights[at] = (float) batch.weights()[row];
          at++;
        }
      }
    }
    return new PackedBatch(
        scope.add(Value.longs(ids, batch.rows(), width)),
        scope.add(Value.longs(rows, trained)),
        scope.add(Value.longs(targets, trained)),
        scope.add(Value.floats(weights, trained)),
        width);
  }

  /** T of a batch. */
  static int width(TokenBatch batch) {
    return roundUp(batch.width(), WIDTH_STEP);
  }

  private static int roundUp(int count, int step) {
    return (count + step - 1) / step * step;
  }
}
