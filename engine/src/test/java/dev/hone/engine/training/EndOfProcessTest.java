package dev.hone.engine.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.adapters.PromptEdits;
import dev.hone.chat.Message;
import dev.hone.engine.Parity;
import dev.hone.engine.Precision;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a signal (Ctrl-C, or a scheduler that stops a job) does to a training at work. */
class EndOfProcessTest {
  @TempDir Path folder;

  /** Trains without an end, and says which step it is at. */
  static final class EndlessTraining {
    private EndlessTraining() {}

    public static void main(String[] args) {
      List<TrainingExample> examples = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        examples.add(
            new TrainingExample(
                List.of(Message.user("ticket " + "very ".repeat(i) + i)),
                null,
                Message.assistant("refund"),
                1));
      }
      LoraTraining.run(
          Path.of(args[0]),
          examples,
          List.of(),
          TrainingConfig.defaults()
              .withEpochs(1_000_000)
              .withBatchSize(8)
              .withPrecision(Precision.valueOf(args[2])),
          PromptEdits.none(),
          Map.of(),
          Path.of(args[1]),
          step -> System.out.println(step.step()));
    }
  }

  @Test
  void trainingIsSavedAtItsLastStepAndTheProcessEndsInOrder() throws Exception {
    Path adapter = folder.resolve("adapter");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:ErrorFile=" + folder.resolve("crash.log"),
                "-cp",
                System.getProperty("java.class.path"),
                EndlessTraining.class.getName(),
                Parity.of("qwen2-tied-bf16").folder().toString(),
                adapter.toString(),
                Precision.BF16.name())
            .redirectError(folder.resolve("errors.txt").toFile())
            .start();
    int last = 0;
    try (BufferedReader steps = process.inputReader()) {
      for (String line = steps.readLine(); line != null; line = steps.readLine()) {
        last = Integer.parseInt(line);
        if (last == 20) {
          process.toHandle().destroy(); // SIGTERM: the same way out as Ctrl-C
        }
      }
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    assertThat(last).as(Files.readString(folder.resolve("errors.txt"))).isGreaterThanOrEqualTo(20);
    assertThat(process.exitValue()).as("128 + SIGTERM, not a crash").isEqualTo(143);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("adapter.partial", "errors.txt");
    }
    assertThat(LoraTraining.stepsIn(LoraTraining.checkpoint(adapter))).isEqualTo(last);
  }
}
