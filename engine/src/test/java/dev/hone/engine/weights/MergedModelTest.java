package dev.hone.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.chat.ChatRequest;
import dev.hone.chat.Message;
import dev.hone.chat.Sampling;
import dev.hone.engine.EngineOptions;
import dev.hone.engine.LocalModel;
import dev.hone.engine.Parity;
import dev.hone.engine.Precision;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergedModelTest {
  private static final EngineOptions F32 = EngineOptions.defaults().withPrecision(Precision.F32);

  @TempDir Path folder;

  @Test
  void mergedWeightsAnswerLikeTheAdapter() {
    for (String name : List.of("llama-tied", "qwen2-untied")) {
      Path base = Parity.of(name).folder();
      Path adapter = base.resolve("adapter-after");
      Path merged = folder.resolve(name);
      assertThat(MergedModel.write(base, adapter, merged)).isEqualTo(14);
      assertThat(answer(merged, null))
          .isEqualTo(answer(base, adapter))
          .isNotEqualTo(answer(base, null));
    }
  }

  @Test
  void keepsTheHeadTiedAndStatesTheFormat() {
    Path base = Parity.of("qwen2-tied-bf16").folder();
    Path merged = folder.resolve("merged");
    MergedModel.write(base, base.resolve("adapter-after"), merged);
    ModelFolder model = ModelFolder.open(merged);
    assertThat(model.tensors()).doesNotContainKey("lm_head.weight");
    assertThat(model.json("config.json").path("torch_dtype").asText()).isEqualTo("bfloat16");
    assertThat(model.json("config.json").path("tie_word_embeddings").asBoolean()).isTrue();
  }

  @Test
  void refusesAnAdapterOfAnotherBase() {
    Path base = Parity.of("qwen2-tied-bf16").folder();
    Path foreign = Parity.of("llama3-rope").folder().resolve("adapter-after");
    Path merged = folder.resolve("merged");
    assertThatThrownBy(() -> MergedModel.write(base, foreign, merged))
        .isInstanceOf(BadModelException.class)
        .hasMessageContaining("Is it the base model that the adapter was fitted to?");
    assertThat(merged).doesNotExist();
  }

  private static String answer(Path base, @org.jspecify.annotations.Nullable Path adapter) {
    try (LocalModel model = LocalModel.open(base, adapter, F32)) {
      ChatRequest request =
          ChatRequest.of(List.of(Message.user("Where is my order?")), Sampling.greedy(24));
      return String.valueOf(model.answer(List.of(request)).get(0).text());
    }
  }
}
