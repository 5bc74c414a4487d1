package dev.hone.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.adapters.AdapterConfig;
import dev.hone.chat.ChatJson;
import dev.hone.engine.training.StepResult;
import dev.hone.engine.training.TokenBatch;
import dev.hone.engine.training.Trainer;
import dev.hone.engine.training.TrainerOptions;
import dev.hone.engine.weights.ModelFolder;
import dev.hone.engine.weights.SafetensorsFile;
import dev.hone.engine.weights.TensorLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hone computes what transformers and peft compute. */
class ParityTest {
  private static final String LLAMA_TIED = "llama-tied";
  private static final String LLAMA3_ROPE = "llama3-rope";
  private static final String QWEN2_UNTIED = "qwen2-untied";
  private static final String QWEN2_TIED_BF16 = "qwen2-tied-bf16";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {LLAMA_TIED, LLAMA3_ROPE, QWEN2_UNTIED, QWEN2_TIED_BF16})
  void logitsAgree(String name) {
    Parity parity = Parity.of(name);
    try (Logits model = Logits.of(parity.folder(), null)) {
      assertClose(model.of(parity.idRows("probe")), parity.logits("base"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {LLAMA_TIED, LLAMA3_ROPE, QWEN2_UNTIED, QWEN2_TIED_BF16})
  void adapterWrittenByPeftAgrees(String name) {
    Parity parity = Parity.of(name);
    try (Logits model = Logits.of(parity.folder(), parity.folder().resolve("adapter-after"))) {
      assertClose(model.of(parity.idRows("probe")), parity.logits("tuned"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {LLAMA_TIED, LLAMA3_ROPE, QWEN2_UNTIED, QWEN2_TIED_BF16})
  void twentyLoraStepsAgree(String name) {
    Parity parity = Parity.of(name);
    JsonNode recorded = parity.fixture();
    for (boolean checkpointing : new boolean[] {false, true}) {
      try (Trainer trainer =
          Trainer.loraFrom(
              parity.folder(),
              parity.folder().resolve("adapter-before"),
              options(recorded.path("steps")).withCheckpointing(checkpointing))) {
        double rate = recorded.path("steps").path("rate").asDouble();
        for (int i = 0; i < recorded.path("batches").size(); i++) {
          StepResult step = trainer.step(List.of(batch(recorded.path("batches").path(i))), rate);
          double loss = recorded.path("losses").path(i).asDouble();
          double norm = recorded.path("norms").path(i).asDouble();
          assertThat(step.loss()).as("loss of step %s", i).isCloseTo(loss, within(1e-4 * loss));
          assertThat(step.gradientNorm())
              .as("gradient norm of step %s", i)
              .isPositive()
              .isCloseTo(norm, within(1e-4 * norm));
        }
        trainer.writeAdapter(folder.resolve(name + checkpointing));
      }
      try (Logits model = Logits.of(parity.folder(), folder.resolve(name + checkpointing))) {
        float[] tuned = model.of(parity.idRows("probe"));
        assertClose(tuned, parity.logits("tuned"), 1e-3);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {LLAMA_TIED, LLAMA3_ROPE, QWEN2_UNTIED, QWEN2_TIED_BF16})
  void greedyTokensAgreeAloneAndInAPaddedBatch(String name) {
    Parity parity = Parity.of(name);
    int[][] prompts = parity.idRows("prompts");
    int[][] expected = parity.idRows("greedy");
    try (Trainer trainer =
        Trainer.allParameters(
            parity.folder(), TrainerOptions.of(1e-3, 0, 1).withPrecision(Precision.F32))) {
      assertThat(trainer.generate(List.of(prompts), 64, Set.of())).isDeepEqualTo(expected);
      for (int i = 0; i < prompts.length; i++) {
        assertThat(trainer.generate(List.of(prompts[i]), 64, Set.of())[0]).isEqualTo(expected[i]);
      }
    }
  }

  @Test
  void bf16StaysClose() {
    Parity parity = Parity.of(QWEN2_TIED_BF16);
    List<TokenBatch> batch = List.of(batch(parity.fixture().path("batches").path(0)));
    double loss = parity.fixture().path("losses").path(0).asDouble();
    try (Trainer trainer =
        Trainer.loraFrom(
            parity.folder(),
            parity.folder().resolve("adapter-before"),
            options(parity.fixture().path("steps")).withPrecision(Precision.BF16))) {
      assertThat(trainer.step(batch).loss()).isCloseTo(loss, within(0.02 * loss));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {LLAMA_TIED, QWEN2_UNTIED})
  void textsAndChatsBecomeTheSameTokens(String name) {
    Parity parity = Parity.of(name);
    JsonNode recorded = parity.fixture();
    try (Tokenizer tokenizer = Tokenizer.open(parity.folder())) {
      for (int i = 0; i < recorded.path("texts").size(); i++) {
        String text = recorded.path("texts").path(i).asText();
        int[] ids = Parity.ids(recorded.path("ids").path(i));
        assertThat(tokenizer.encode(text)).as(text).isEqualTo(ids);
        assertThat(tokenizer.decode(ids)).isEqualTo(text);
      }
      ChatEncoder encoder = ChatEncoder.open(ModelFolder.open(parity.folder()), tokenizer);
      int[] prompt = encoder.prompt(ChatJson.messages(recorded.path("chat")), null);
      assertThat(prompt).isEqualTo(parity.ids("chat_ids"));
      ChatEncoder.Encoded example =
          encoder.example(
              ChatJson.messages(recorded.path("chat")),
              null,
              ChatJson.message(recorded.path("answer")));
      assertThat(example.ids()).startsWith(prompt);
      assertThat(example.promptLength()).isEqualTo(prompt.length);
      String answered = recorded.path("answered_text").asText().stripTrailing();
      assertThat(tokenizer.decode(example.ids())).isEqualTo(answered);
      // The token that ends the turn is learned, and ends an answer.
      assertThat(encoder.stopIds()).contains(example.ids()[example.ids().length - 1]);
    }
  }

  /** The adapter under parity/hone-adapter was written by Hone, its logits by peft. */
  @Test
  void adapterWrittenByHoneAgreesInPeft() throws IOException {
    Path written = Parity.of(LLAMA_TIED).folder().resolveSibling("hone-adapter");
    Parity parity = Parity.of(Files.readString(written.resolve("base.txt")).strip());
    float[] peft =
        TensorLoader.read(
            SafetensorsFile.read(written.resolve("peft_logits.safetensors")), "tuned");
    try (Logits model = Logits.of(parity.folder(), written)) {
      assertClose(model.of(parity.idRows("probe")), peft);
    }
    // What Hone writes today is laid out as that was.
    Path today = folder.resolve("today");
    writeAdapter(parity, today);
    assertThat(today.resolve(AdapterConfig.FILE))
        .hasSameTextualContentAs(written.resolve(AdapterConfig.FILE));
    SafetensorsFile was = SafetensorsFile.read(written.resolve(AdapterConfig.WEIGHTS));
    SafetensorsFile is = SafetensorsFile.read(today.resolve(AdapterConfig.WEIGHTS));
    assertThat(is.tensors().keySet()).containsExactlyElementsOf(was.tensors().keySet());
  }

  /** Writes the adapter that parity.py --check reads: see CONTRIBUTING. */
  public static void main(String[] args) throws IOException {
    Path out = Path.of(args[0]);
    Parity parity = Parity.of(QWEN2_UNTIED);
    writeAdapter(parity, out);
    Files.writeString(out.resolve("base.txt"), QWEN2_UNTIED + "\n");
  }

  private static void writeAdapter(Parity parity, Path out) {
    TrainerOptions options = options(parity.fixture().path("steps"));
    try (Trainer trainer =
        Trainer.lora(parity.folder(), AdapterConfig.of(2, 8, QWEN2_UNTIED), options, 5)) {
      for (JsonNode rows : parity.fixture().path("batches")) {
        trainer.step(List.of(batch(rows)), 2e-2);
      }
      trainer.writeAdapter(out);
    }
  }

  private static TrainerOptions options(JsonNode steps) {
    return new TrainerOptions(
        steps.path("rate").asDouble(),
        0,
        20,
        1,
        steps.path("clip").asDouble(),
        steps.path("decay").asDouble(),
        0.9,
        0.999,
        Precision.F32,
        false);
  }

  private static TokenBatch batch(JsonNode rows) {
    List<int[]> ids = new ArrayList<>();
    List<int[]> labels = new ArrayList<>();
    for (JsonNode row : rows) {
      ids.add(Parity.ids(row.path(0)));
      labels.add(Parity.ids(row.path(1)));
    }
    return new TokenBatch(ids.toArray(new int[0][]), labels.toArray(new int[0][]));
  }

  private static void assertClose(float[] actual, float[] expected) {
    assertClose(actual, expected, 1e-4);
  }

  /** Every number within a share of the largest. */
  private static void assertClose(float[] actual, float[] expected, double share) {
    assertThat(actual).hasSameSizeAs(expected);
    float largest = 0;
    float worst = 0;
    for (int i = 0; i < actual.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
    }
    assertThat((double) worst).as("largest difference").isLessThan(share * largest);
  }
}
