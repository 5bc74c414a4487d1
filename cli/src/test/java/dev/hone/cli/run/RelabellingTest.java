package dev.hone.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RelabellingTest {
  private static Relabelling of(@Nullable String model, RelabelWay way) {
    return new Relabelling(model, null, null, way, 3, null, null, false);
  }

  @Test
  void withoutAModelTheSimulatedTeacherWorksAtAHypotheticalPrice() {
    Relabelling told = of(null, RelabelWay.MIXTURE);
    assertThat(told.modelUri()).isEqualTo("simulated:teacher");
    assertThat(told.judgeUri()).isEqualTo("simulated:teacher");
    assertThat(told.simulated()).isTrue();
    assertThat(told.price()).isEqualTo("gpt-4.1");
    assertThat(told.described())
        .containsEntry("relabel", "mixture, by simulated:teacher (simulated), 3 drafts");
    assertThat(of("openai:gpt-4.1", RelabelWay.MIXTURE).price()).isNull();
  }

  @Test
  void theSimulatedTeacherIsNotLetLooseOnALogOfOnesOwn() {
    assertThat(of(null, RelabelWay.MIXTURE).problems(true, true)).isEmpty();
    assertThat(of(null, RelabelWay.MIXTURE).problems(false, true))
        .singleElement()
        .asString()
        .contains("--relabel names no model")
        .contains("only the sample logs")
        .contains("--relabel=openai:gpt-4.1");
    assertThat(of(null, RelabelWay.CONSENSUS).problems(false, true)).isEmpty();
  }

  @Test
  void tellsAllThatIsWrongTogether() {
    Relabelling told =
        new Relabelling(
            "openai:gpt-4.1", null, "openai:gpt-4.1-nano", RelabelWay.SINGLE, 0, null, -1.0, false);
    assertThat(told.problems(false, false))
        .containsExactly(
            "Invalid --relabel-samples: 0. Use 1 or more.",
            "Invalid --relabel-budget: -1.0. Use more than 0 USD.",
            "--relabel-cheap is asked by a cascade only. Add --relabel-mode=cascade, or leave it"
                + " out.");
    assertThat(of("openai:gpt-4.1", RelabelWay.CASCADE).problems(false, false))
        .singleElement()
        .asString()
        .contains("Give some by --truth");
  }

  @Test
  void waysAreNamedAsOptionsNameThem() {
    assertThat(RelabelWay.of("best-of-n")).isEqualTo(RelabelWay.BEST_OF_N);
    assertThatThrownBy(() -> RelabelWay.of("best"))
        .hasMessage(
            "Unknown --relabel-mode 'best'. There are mixture, best-of-n, single, cascade,"
                + " consensus.");
  }
}
