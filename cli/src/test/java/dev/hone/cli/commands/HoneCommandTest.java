package dev.hone.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.HoneException;
import dev.hone.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wrong arguments, each with its word and no stack trace; none of these starts Spark. */
class HoneCommandTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void refusesUnknownCommands() {
    assertThat(hone("rnu").exitCode()).isEqualTo(Outcome.REFUSED);
    assertThat(err.toString()).contains("rnu").contains("See: hone --help").doesNotContain("\tat ");
  }

  @Test
  void refusesUnknownOptions() {
    assertThat(hone("run", "--lgos", "x").exitCode()).isEqualTo(Outcome.REFUSED);
    assertThat(err.toString()).contains("--lgos").contains("See: hone run --help");
  }

  @Test
  void refusesNumbersThatAreNone() {
    assertThat(hone("run", "--seed", "one").exitCode()).isEqualTo(Outcome.REFUSED);
    assertThat(err.toString()).contains("--seed").contains("one");
  }

  @Test
  void refusesValuesOutOfRangeBeforeAnythingStarts() {
    assertThat(hone("run", "--base-model", "x", "--test-share", "1.5").problem())
        .isEqualTo("Invalid --test-share: 1.5. Use a share in (0, 1).");
    assertThat(hone("run", "--base-model", "x", "--time-budget", "-1").problem())
        .contains("Invalid --time-budget: -1.0");
    assertThat(hone("run", "--base-model", "x", "--price-in", "2").problem())
        .contains("--price-in and --price-out together");
    assertThat(hone("run", "--base-model", "x", "--machine", "m7a").problem())
        .contains("Give --machine-price with --machine");
  }

  @Test
  void saysWhatIsWrongWithAnAdapter() throws IOException {
    assertThat(hone("ask", folder.resolve("none").toString(), "hi").problem())
        .contains("no such folder");
    assertThat(hone("ask", folder.toString(), "hi").problem())
        .contains("the folder has no adapter_config.json");
    Files.writeString(
        folder.resolve("adapter_config.json"), "{\"base_model_name_or_path\": \"gone\"}");
    Outcome outcome = hone("ask", folder.toString(), "hi");
    assertThat(outcome.exitCode()).isEqualTo(Outcome.REFUSED);
    assertThat(outcome.problem()).contains("it names 'gone', which is not here", "--base-model");
  }

  @Test
  void helpGoesToStandardOutput() {
    assertThat(hone("run", "--help").exitCode()).isEqualTo(Outcome.DONE);
    assertThat(out.toString()).contains("--time-budget").contains("Usage: hone run");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void jobsFailByThrowing() {
    assertThatThrownBy(() -> Main.main(new String[] {"ask", folder.toString(), "hi"}))
        .isInstanceOf(HoneException.class)
        .hasMessageContaining("adapter_config.json");
  }

  private Outcome hone(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return HoneCommand.execute(
        new Console(new PrintWriter(out, true), new PrintWriter(err, true), false, 100), args);
  }
}
