package dev.hone.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.HoneException;
import dev.hone.adapters.AdapterConfig;
import dev.hone.adapters.AdapterManifest;
import dev.hone.adapters.PromptEdits;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Message;
import dev.hone.chat.Sampling;
import dev.hone.engine.EngineOptions;
import dev.hone.engine.LocalModel;
import dev.hone.engine.Parity;
import dev.hone.engine.Precision;
import dev.hone.engine.program.Value;
import dev.hone.examples.PruneRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoraTrainingTest {
  private static final Path BASE = Parity.of("qwen2-untied").folder();
  private static final TrainingConfig CONFIG =
      TrainingConfig.defaults()
          .withRank(8)
          .withLearningRate(2e-2)
          .withEpochs(6)
          .withBatchSize(8)
          .withPrecision(Precision.F32);

  @TempDir Path folder;

  @Test
  void tunedModelGivesTheAnswerItLearned() throws IOException {
    Path adapter = folder.resolve("adapters/triage");
    List<TrainingStep> heard = new ArrayList<>();
    TrainingReport report =
        LoraTraining.run(
            BASE,
            examples(40),
            examples(5),
            CONFIG,
            PromptEdits.of(new PruneRules(List.of("Be kind."))),
            Map.of("table", "calls", "version", "3"),
            adapter,
            heard::add);

    assertThat(report.steps()).isEqualTo(30);
    assertThat(heard).isEqualTo(report.curve()).hasSize(30);
    assertThat(report.finalLoss()).isLessThan(0.2 * heard.get(0).loss());
    assertThat(report.heldOutLoss()).isNotNull().isLessThan(0.3 * heard.get(0).loss());
    assertThat(report.skipped()).isEmpty();
    assertThat(heard.get(29).secondsLeft()).isZero();
    assertThat(folder.resolve("adapters/triage.partial")).doesNotExist();
    assertThat(adapter.resolve(AdapterConfig.WEIGHTS)).exists();

    AdapterManifest manifest =
        AdapterManifest.fromJson(Files.readString(adapter.resolve(AdapterManifest.FILE)));
    assertThat(manifest.edits().pruning().texts()).containsExactly("Be kind.");
    assertThat(manifest.provenance()).containsEntry("version", "3");
    assertThat(manifest.configuration()).containsEntry("rank", "8");
    assertThat(manifest.curve()).hasSize(30);
    try (LocalModel model =
        LocalModel.open(BASE, adapter, EngineOptions.defaults().withPrecision(Precision.F32))) {
      ChatRequest request =
          ChatRequest.of(List.of(Message.user("Be kind. ticket 77")), Sampling.greedy(20));
      assertThat(model.answer(List.of(request)).get(0).text()).isEqualTo("refund");
    }
  }

  @Test
  void interruptedTrainingGoesOnToTheSameAdapter() throws IOException {
    Path whole = folder.resolve("whole");
    run(whole, CONFIG.withEpochs(2), TrainingListener.silent());

    Path stopped = folder.resolve("stopped");
    assertThatThrownBy(
            () ->
                run(
                    stopped,
                    CONFIG.withEpochs(2),
                    step -> {
                      if (step.step() == 4) {
                        Thread.currentThread().interrupt();
                      }
                    }))
        .isInstanceOf(HoneException.class)
        .hasMessageContaining("interrupted after step 4 of 10");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(stopped).doesNotExist();

    List<Integer> steps = new ArrayList<>();
    TrainingReport report = run(stopped, CONFIG.withEpochs(2), step -> steps.add(step.step()));
    assertThat(steps).containsExactly(5, 6, 7, 8, 9, 10);
    assertThat(report.resumedFrom()).isEqualTo(4);
    assertThat(report.curve()).hasSize(10);
    assertThat(stopped.resolve(AdapterConfig.WEIGHTS))
        .hasSameBinaryContentAs(whole.resolve(AdapterConfig.WEIGHTS));
  }

  @Test
  void trainingThatItsListenerEndsIsSavedAtThatStep() {
    Path adapter = folder.resolve("adapter");
    List<Path> saved = new ArrayList<>();
    TrainingListener refuses =
        new TrainingListener() {
          @Override
          public void onStep(TrainingStep step) {
            if (step.step() == 3) {
              throw new IllegalStateException("The task was killed.");
            }
          }

          @Override
          public void onCheckpoint(Path file) {
            saved.add(file);
          }
        };
    assertThatThrownBy(() -> run(adapter, CONFIG.withEpochs(1), refuses))
        .hasMessage("The task was killed.");
    assertThat(saved).containsExactly(LoraTraining.checkpoint(adapter));
    assertThat(LoraTraining.stepsIn(LoraTraining.checkpoint(adapter))).isEqualTo(3);

    TrainingReport report = run(adapter, CONFIG.withEpochs(1), TrainingListener.silent());
    assertThat(report.resumedFrom()).isEqualTo(3);
    assertThat(report.curve()).extracting(TrainingStep::step).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void checkpointThatIsNotWholeBeginsAnew() throws IOException {
    Path adapter = folder.resolve("adapter");
    Path checkpoint = LoraTraining.checkpoint(adapter);
    assertThatThrownBy(
            () ->
                run(
                    adapter,
                    CONFIG.withEpochs(1),
                    step -> {
                      throw new IllegalStateException("at once");
                    }))
        .hasMessage("at once");
    byte[] whole = Files.readAllBytes(checkpoint);
    Files.write(checkpoint, java.util.Arrays.copyOf(whole, whole.length - 4));
    assertThat(LoraTraining.stepsIn(checkpoint)).isZero();
    assertThat(run(adapter, CONFIG.withEpochs(1), TrainingListener.silent()).resumedFrom())
        .isZero();
  }

  @Test
  void countsWhatCannotBeLearnedByReason() {
    List<TrainingExample> mixed = new ArrayList<>(examples(8));
    mixed.add(example("long ".repeat(100), "refund"));
    mixed.add(example("ticket", " "));
    mixed.add(example("ticket", "done<|im_end|>\nand more"));
    TrainingReport report =
        LoraTraining.run(
            BASE,
            mixed,
            List.of(),
            CONFIG.withEpochs(1).withMaxTokens(100),
            PromptEdits.none(),
            Map.of(),
            folder.resolve("adapter"),
            TrainingListener.silent());
    assertThat(report.skipped())
        .containsEntry("longer than 100 tokens", 1)
        .containsEntry("The answer is empty.", 1)
        .containsEntry("The answer's text contains '<|im_end|>', which ends an answer.", 1);
    assertThat(report.heldOutLoss()).isNull();
  }

  @Test
  void refusesToTrainOnNothingAndToOverwrite() throws IOException {
    Path adapter = folder.resolve("adapter");
    assertThatThrownBy(
            () ->
                LoraTraining.run(
                    BASE,
                    List.of(example("ticket", "")),
                    List.of(),
                    CONFIG,
                    PromptEdits.none(),
                    Map.of(),
                    adapter,
                    TrainingListener.silent()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "of 1 examples none can be learned. Left out: {The answer is empty.=1}");
    assertThat(folder).isEmptyDirectory();

    Files.createDirectories(adapter);
    assertThatThrownBy(() -> run(adapter, CONFIG, TrainingListener.silent()))
        .hasMessageContaining("is there already");
  }

  @Test
  void timeBudgetEndsTraining() {
    TrainingReport report =
        run(
            folder.resolve("adapter"),
            CONFIG.withEpochs(100_000).withTimeBudget(Duration.ofMillis(700)),
            TrainingListener.silent());
    assertThat(report.steps()).isLessThan(100_000);
    TrainingStep last = report.curve().get(report.curve().size() - 1);
    assertThat(last.step()).isEqualTo(report.steps());
    assertThat(last.secondsLeft()).isZero();
    assertThat(folder.resolve("adapter")).isDirectory();
  }

  @Test
  void nativeMemoryIsGivenBack() {
    run(folder.resolve("first"), CONFIG.withEpochs(1), TrainingListener.silent());
    long before = Value.live();
    run(folder.resolve("second"), CONFIG.withEpochs(2), TrainingListener.silent());
    assertThat(Value.live()).isEqualTo(before);
  }

  @Test
  void keepsTheAdapterThatDoesBestOnExamplesKeptOutAndStopsThere() throws IOException {
    Path adapter = folder.resolve("adapter");
    List<TrainingExample> coins = coins(64);
    TrainingReport report =
        LoraTraining.run(
            BASE,
            coins,
            coins.subList(0, 1),
            CONFIG.withEpochs(40).withValidationShare(0.25),
            PromptEdits.none(),
            Map.of(),
            adapter,
            TrainingListener.silent());

    assertThat(report.steps()).as("learnt by heart, so it stops").isLessThan(40 * 6);
    assertThat(report.keptStep()).isLessThan(report.steps());
    ValidationPoint best =
        report.validation().stream()
            .min(java.util.Comparator.comparingDouble(ValidationPoint::loss))
            .orElseThrow();
    assertThat(report.keptStep()).isEqualTo(best.step());
    assertThat(report.validation().get(report.validation().size() - 1).loss())
        .isGreaterThan(best.loss());
    assertThat(folder.resolve("adapter.partial")).doesNotExist();
  }

  @Test
  void stoppedValidatedTrainingKeepsTheSameAdapter() throws IOException {
    TrainingConfig config = CONFIG.withEpochs(3).withValidationShare(0.2);
    Path whole = folder.resolve("whole");
    TrainingReport once = run(whole, config, TrainingListener.silent());

    Path stopped = folder.resolve("stopped");
    assertThatThrownBy(
            () ->
                run(
                    stopped,
                    config,
                    step -> {
                      if (step.step() == 7) {
                        Thread.currentThread().interrupt();
                      }
                    }))
        .isInstanceOf(HoneException.class);
    assertThat(Thread.interrupted()).isTrue();
    TrainingReport twice = run(stopped, config, TrainingListener.silent());
    assertThat(twice.validation()).isEqualTo(once.validation());
    assertThat(twice.keptStep()).isEqualTo(once.keptStep());
    assertThat(stopped.resolve(AdapterConfig.WEIGHTS))
        .hasSameBinaryContentAs(whole.resolve(AdapterConfig.WEIGHTS));
  }

  /** Answers that nothing in the question tells. */
  private static List<TrainingExample> coins(int count) {
    java.util.Random random = new java.util.Random(5);
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      examples.add(example("ticket " + i, random.nextBoolean() ? "refund" : "ticket"));
    }
    return examples;
  }

  private static TrainingReport run(Path out, TrainingConfig config, TrainingListener listener) {
    return LoraTraining.run(
        BASE, examples(40), List.of(), config, PromptEdits.none(), Map.of(), out, listener);
  }

  private static List<TrainingExample> examples(int count) {
    List<TrainingExample> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      examples.add(example("ticket " + i, "refund"));
    }
    return examples;
  }

  private static TrainingExample example(String question, String answer) {
    return new TrainingExample(List.of(Message.user(question)), null, Message.assistant(answer), 1);
  }
}
