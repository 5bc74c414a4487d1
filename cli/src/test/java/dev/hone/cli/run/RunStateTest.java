package dev.hone.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.cli.report.MachinePrice;
import dev.hone.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStateTest {
  @TempDir Path home;
  private RunFolder runs;

  @BeforeEach
  void open() {
    runs = new RunFolder(home.resolve("runs").toString(), new Configuration());
  }

  @Test
  void goesOnWhereTheSameRunWasStopped() {
    RunState begun = RunState.begin(runs, settings(1), settings(1).fingerprint());
    begun.finish("calls", Json.object().put("calls", 7), 1.5);
    begun.spend(1.5);

    RunState found = RunState.unfinished(runs, settings(1).fingerprint()).orElseThrow();

    assertThat(found.id()).isEqualTo(begun.id());
    assertThat(found.done("calls")).isTrue();
    assertThat(found.done("examples")).isFalse();
    assertThat(found.facts("calls").path("calls").asInt()).isEqualTo(7);
    assertThat(found.seconds()).isEqualTo(1.5);
  }

  @Test
  void knowsWhenItBegan() {
    long before = System.currentTimeMillis() / 1000 * 1000;
    RunState begun = RunState.begin(runs, settings(1), settings(1).fingerprint());
    assertThat(begun.begunMillis()).isBetween(before, System.currentTimeMillis());
  }

  @Test
  void startsAnewWhenToldSomethingElse() {
    RunState.begin(runs, settings(1), settings(1).fingerprint());
    assertThat(RunState.unfinished(runs, settings(2).fingerprint())).isEmpty();
  }

  @Test
  void startsAnewWhenTheLastRunWasFinished() {
    RunState.begin(runs, settings(1), settings(1).fingerprint()).finishRun();
    assertThat(RunState.unfinished(runs, settings(1).fingerprint())).isEmpty();
  }

  @Test
  void isNotMisledByAStateThatWasCutOff() throws IOException {
    RunState begun = RunState.begin(runs, settings(1), settings(1).fingerprint());
    Path file = home.resolve("runs").resolve(begun.id()).resolve("state.json");
    Files.writeString(file, Files.readString(file).substring(0, 20));
    assertThat(RunState.unfinished(runs, settings(1).fingerprint())).isEmpty();
  }

  @Test
  void keepsPlansAndThePeakOfAllProcesses() {
    RunState begun = RunState.begin(runs, settings(1), settings(1).fingerprint());
    begun.note("plan", Json.object().put("seconds", 90));
    begun.notePeakMemory(500);
    begun.notePeakMemory(400);
    RunState found = RunState.unfinished(runs, settings(1).fingerprint()).orElseThrow();
    assertThat(found.noted("plan").path("seconds").asInt()).isEqualTo(90);
    assertThat(found.noted("other").isMissingNode()).isTrue();
    assertThat(found.peakMemoryMb()).isEqualTo(500);
  }

  static RunSettings settings(long seed) {
    return new RunSettings(
        null,
        null,
        "home",
        null,
        "base",
        "scripted:judge",
        false,
        20,
        seed,
        9,
        0.19,
        600,
        32,
        16,
        0.002,
        6,
        16,
        null,
        null,
        MachinePrice.LISTED,
        null);
  }
}
