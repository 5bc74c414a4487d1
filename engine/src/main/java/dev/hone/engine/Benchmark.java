package dev.hone.engine;

import dev.hone.engine.program.NativeRuntime;
import dev.hone.engine.training.TokenBatch;
import dev.hone.engine.training.Trainer;
import dev.hone.engine.training.TrainerOptions;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Prints this machine's training speed for a model of hone-small's size, f32 against bf16. Threads
 * by system property hone.threads.
 */
public final class Benchmark {
  private static final int ROWS = 8;
  private static final int WIDTH = 256;
  private static final int VOCABULARY = 4096;
  private static final int WARM_UP = 2;
  private static final String CONFIG =
      """
      {"model_type": "llama", "vocab_size": 4096, "hidden_size": 256, "num_hidden_layers": 6,
       "num_attention_heads": 8, "num_key_value_heads": 4, "intermediate_size": 768,
       "max_position_embeddings": 1024, "tie_word_embeddings": true}
      """;

  private Benchmark() {}

  public static void main(String[] args) {
    int steps = args.length > 0 ? Integer.parseInt(args[0]) : 8;
    for (Precision precision : List.of(Precision.F32, Precision.BF16)) {
      for (double share : new double[] {1, 0.15}) {
        System.out.printf(
            Locale.ROOT,
            "all parameters, %s, batch %d x %d, %.0f%% of tokens learned, %d threads: %.0f"
                + " tokens/s%n",
            precision,
            ROWS,
            WIDTH,
            share * 100,
            NativeRuntime.threads(),
            tokensPerSecond(precision, share, steps));
      }
    }
  }

  private static double tokensPerSecond(Precision precision, double learnedShare, int steps) {
    TrainerOptions options = TrainerOptions.of(1e-3, 1, 100).withPrecision(precision);
    try (Trainer trainer = Trainer.fromScratch(CONFIG, options, 1)) {
      List<TokenBatch> batch = List.of(batch(learnedShare));
      for (int i = 0; i < WARM_UP; i++) {
        trainer.step(batch);
      }
      long start = System.nanoTime();
      for (int i = 0; i < steps; i++) {
        trainer.step(batch);
      }
      return (double) steps * ROWS * WIDTH / ((System.nanoTime() - start) / 1e9);
    }
  }

  private static TokenBatch batch(double learnedShare) {
    Random random = new Random(1);
    int[][] ids = new int[ROWS][WIDTH];
    int[][] labels = new int[ROWS][WIDTH];
    for (int row = 0; row < ROWS; row++) {
      for (int t = 0; t < WIDTH; t++) {
        ids[row][t] = random.nextInt(VOCABULARY);
        labels[row][t] = random.nextDouble() < learnedShare ? ids[row][t] : TokenBatch.NOT_TRAINED;
      }
    }
    return new TokenBatch(ids, labels);
  }
}
