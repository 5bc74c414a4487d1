package dev.hone.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hone.engine.Precision;
import dev.hone.engine.weights.SafetensorsFile;
import dev.hone.engine.weights.TensorLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
  private static final int VOCABULARY = 40;
  private static final String CONFIG =
      """
      {"model_type": "%s", "vocab_size": 40, "hidden_size": 32, "num_hidden_layers": 2,
       "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 48,
       "max_position_embeddings": 128, "tie_word_embeddings": %s}
      """;
  private static final String LLAMA = CONFIG.formatted("llama", "true");
  private static final String QWEN = CONFIG.formatted("qwen2", "false");

  @TempDir Path folder;

  @Test
  void learnsToCountAndContinuesUnequalPromptsTogether() {
    try (Trainer trainer = Trainer.fromScratch(LLAMA, options(), 1)) {
      double first = trainer.step(List.of(counting(1))).loss();
      for (int i = 2; i < 120; i++) {
        trainer.step(List.of(counting(i)));
      }
      assertThat(trainer.loss(List.of(counting(1000)))).isLessThan(first / 10);

      List<int[]> prompts = List.of(new int[] {5, 8, 11, 14, 17}, new int[] {30}, new int[] {1, 4});
      int[][] together = trainer.generate(prompts, 4, Set.of());
      assertThat(together[0]).containsExactly(20, 23, 26, 29);
      assertThat(together[1]).containsExactly(33, 36, 39, 2);
      assertThat(together[2]).containsExactly(7, 10, 13, 16);
      int[][] stopped = trainer.generate(prompts, 4, Set.of(26, 33));
      assertThat(stopped[0]).containsExactly(20, 23);
      assertThat(stopped[1]).isEmpty();
      assertThat(stopped[2]).containsExactly(7, 10, 13, 16);
    }
  }

  @Test
  void decayShrinksMatrices() {
    TrainerOptions decaying = TrainerOptions.of(1e-9, 0, 10).withPrecision(Precision.F32);
    TrainerOptions wholly = decaying.withWeightDecay(1e9);
    try (Trainer trainer = Trainer.fromScratch(LLAMA, wholly, 1)) {
      trainer.step(List.of(counting(1)));
      // Rate times decay is one: every matrix is nought, so every token is as likely.
      assertThat(trainer.loss(List.of(counting(1)))).isCloseTo(Math.log(VOCABULARY), within(1e-4));
    }
  }

  @Test
  void goesOnAfterResumeAsIfNeverStopped() {
    Path checkpoint = folder.resolve("checkpoint");
    double expected;
    try (Trainer trainer = Trainer.fromScratch(QWEN, options(), 1)) {
      for (int i = 0; i < 3; i++) {
        trainer.step(List.of(counting(i)));
      }
      trainer.save(checkpoint);
      trainer.step(List.of(counting(3)));
      expected = trainer.step(List.of(counting(4))).loss();
    }
    try (Trainer resumed = Trainer.resume(checkpoint, options())) {
      assertThat(resumed.stepsDone()).isEqualTo(3);
      resumed.step(List.of(counting(3)));
      StepResult last = resumed.step(List.of(counting(4)));
      assertThat(last.loss()).isEqualTo(expected);
      assertThat(last.step()).isEqualTo(5);
    }
  }

  @Test
  void averageIsTheMeanOfItsStepsAndSurvivesAResume() {
    List<Path> saved = new ArrayList<>();
    TokenBatch batch = counting(9);
    double averaged;
    try (Trainer trainer = Trainer.fromScratch(LLAMA, options(), 1)) {
      for (int i = 1; i <= 3; i++) {
        trainer.step(List.of(counting(i)));
        trainer.average(1.0 / i);
        saved.add(folder.resolve("step" + i));
        trainer.save(saved.get(i - 1));
      }
      averaged = trainer.loss(List.of(batch));
    }
    List<SafetensorsFile> files =
        saved.stream().map(at -> SafetensorsFile.read(at.resolve(Checkpoint.FILE))).toList();
    String name = "model.layers.0.mlp.up_proj.weight";
    List<float[]> steps = files.stream().map(file -> TensorLoader.read(file, name)).toList();
    float[] average = TensorLoader.read(files.get(2), Checkpoint.AVERAGE + name);
    for (int i = 0; i < average.length; i++) {
      double mean = 0;
      for (float[] step : steps) {
        mean += step[i] / 3.0;
      }
      assertThat((double) average[i]).isCloseTo(mean, within(1e-6));
    }
    try (Trainer resumed = Trainer.resume(saved.get(2), options())) {
      assertThat(resumed.loss(List.of(batch))).isEqualTo(averaged);
      assertThat(resumed.step(List.of(batch)).loss())
          .as("training goes on with the parameters")
          .isNotCloseTo(averaged, within(1e-4));
    }
  }

  @Test
  void checkpointedEqualsPlain() {
    for (String config : List.of(LLAMA, QWEN)) {
      try (Trainer plain = Trainer.fromScratch(config, options(), 1);
          Trainer checkpointed =
              Trainer.fromScratch(config, options().withCheckpointing(true), 1)) {
        for (int i = 0; i < 5; i++) {
          StepResult a = plain.step(List.of(counting(i)));
          StepResult b = checkpointed.step(List.of(counting(i)));
          assertThat(b.loss()).isCloseTo(a.loss(), within(1e-5));
          assertThat(b.gradientNorm()).isCloseTo(a.gradientNorm(), within(1e-4));
        }
      }
    }
  }

  @Test
  void cuttingABatchInPiecesChangesNothing() {
    TokenBatch whole = counting(1);
    List<TokenBatch> pieces =
        List.of(
            new TokenBatch(
                Arrays.copyOfRange(whole.ids(), 0, 3), Arrays.copyOfRange(whole.labels(), 0, 3)),
            new TokenBatch(
                Arrays.copyOfRange(whole.ids(), 3, 8), Arrays.copyOfRange(whole.labels(), 3, 8)));
    try (Trainer one = Trainer.fromScratch(LLAMA, options(), 1);
        Trainer two = Trainer.fromScratch(LLAMA, options(), 1)) {
      for (int i = 0; i < 3; i++) {
        StepResult a = one.step(List.of(whole));
        StepResult b = two.step(pieces);
        assertThat(b.loss()).isCloseTo(a.loss(), within(1e-5));
        assertThat(b.gradientNorm()).isCloseTo(a.gradientNorm(), within(1e-4));
      }
    }
  }

  @Test
  void severalThreadsLearnAsOneDoes() {
    List<StepResult> one = stepsWithThreads("1");
    List<StepResult> several = stepsWithThreads("3");
    for (int i = 0; i < one.size(); i++) {
      assertThat(several.get(i).loss()).isCloseTo(one.get(i).loss(), within(1e-5));
      assertThat(several.get(i).gradientNorm()).isCloseTo(one.get(i).gradientNorm(), within(1e-4));
    }
  }

  private static List<StepResult> stepsWithThreads(String count) {
    String before = System.getProperty("hone.threads");
    System.setProperty("hone.threads", count);
    try (Trainer trainer = Trainer.fromScratch(LLAMA, options(), 1)) {
      List<StepResult> steps = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        steps.add(trainer.step(List.of(counting(i))));
      }
      return steps;
    } finally {
      if (before == null) {
        System.clearProperty("hone.threads");
      } else {
        System.setProperty("hone.threads", before);
      }
    }
  }

  @Test
  void bf16StaysCloseToF32() {
    try (Trainer wide = Trainer.fromScratch(LLAMA, options(), 1);
        Trainer narrow = Trainer.fromScratch(LLAMA, options().withPrecision(Precision.BF16), 1)) {
      for (int i = 0; i < 30; i++) {
        double a = wide.step(List.of(counting(i))).loss();
        double b = narrow.step(List.of(counting(i))).loss();
        assertThat(b).isCloseTo(a, within(0.05 * a + 0.02));
      }
    }
  }

  @Test
  void exportedModelTrainsOn() {
    Path model = folder.resolve("model");
    TokenBatch batch = counting(1);
    try (Trainer trainer = Trainer.fromScratch(QWEN, options(), 1)) {
      trainer.step(List.of(batch));
      trainer.export(model);
      try (Trainer again = Trainer.allParameters(model, options())) {
        assertThat(again.loss(List.of(batch)))
            .isCloseTo(trainer.loss(List.of(batch)), within(0.01));
        assertThat(again.step(List.of(batch)).gradientNorm()).isPositive();
      }
    }
  }

  @Test
  void refusesABatchWithNothingToLearn() {
    try (Trainer trainer = Trainer.fromScratch(LLAMA, options(), 1)) {
      TokenBatch batch = new TokenBatch(new int[][] {{1, 2}}, new int[][] {{1, -100}});
      assertThatThrownBy(() -> trainer.step(List.of(batch)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Nothing to learn");
      TokenBatch outside = new TokenBatch(new int[][] {{1, 40}}, new int[][] {{1, 40}});
      assertThatThrownBy(() -> trainer.step(List.of(outside)))
          .hasMessageContaining("Invalid token 40 at row 0, position 1")
          .hasMessageContaining("the vocabulary has 40");
      TokenBatch target =
          new TokenBatch(new int[][] {{1, 2}, {1, 2}}, new int[][] {{1, 2}, {1, -1}});
      assertThatThrownBy(() -> trainer.step(List.of(target)))
          .hasMessageContaining("Invalid token -1 at row 1, position 1");
    }
  }

  private static TrainerOptions options() {
    return TrainerOptions.of(5e-3, 10, 200).withPrecision(Precision.F32);
  }

  /** Rows that count in threes from a random start, which cannot be known and is not learned. */
  private static TokenBatch counting(int seed) {
    Random random = new Random(seed);
    int[][] ids = new int[8][12];
    int[][] labels = new int[8][];
    for (int row = 0; row < ids.length; row++) {
      int start = random.nextInt(VOCABULARY);
      for (int t = 0; t < 12; t++) {
        ids[row][t] = (start + 3 * t) % VOCABULARY;
      }
      labels[row] = ids[row].clone();
      labels[row][3] = TokenBatch.NOT_TRAINED;
    }
    return new TokenBatch(ids, labels);
  }
}
