package dev.hone.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.adapters.AdapterManifest;
import dev.hone.adapters.PromptEdits;
import dev.hone.chat.Answer;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatModels;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Completion;
import dev.hone.chat.Message;
import dev.hone.chat.ModelUri;
import dev.hone.chat.Sampling;
import dev.hone.engine.program.Value;
import dev.hone.engine.weights.BadModelException;
import dev.hone.engine.weights.ModelFolder;
import dev.hone.examples.PruneRules;
import dev.hone.redaction.Mode;
import dev.hone.redaction.Redaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalModelTest {
  private static final Path BASE = Parity.of("qwen2-untied").folder();
  private static final EngineOptions F32 =
      EngineOptions.defaults().withPrecision(Precision.F32).withMaxBatch(4);

  @TempDir Path folder;

  @Test
  void answersTogetherAsAloneInTheOrderAsked() {
    List<ChatRequest> requests = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      requests.add(ask("word ".repeat(1 + i * 5 % 13), Sampling.greedy(4 + i)));
    }
    try (LocalModel model = LocalModel.open(BASE, null, F32)) {
      List<Answer> together = model.answer(requests);
      for (int i = 0; i < requests.size(); i++) {
        Completion alone = model.submit(requests.get(i)).toCompletableFuture().join();
        assertThat(together.get(i).completion()).isEqualTo(alone);
        assertThat(alone.usage().input()).isEqualTo(model.countTokens(requests.get(i)));
        assertThat(alone.usage().output()).isLessThanOrEqualTo(4 + i);
        assertThat(together.get(i).seconds()).isPositive();
      }
    }
  }

  @Test
  void drawnAnswerDependsOnItsSeedAlone() {
    ChatRequest drawn = ask("Where is it?", new Sampling(0.8, 0.9, 24, 7L, List.of()));
    try (LocalModel model = LocalModel.open(BASE, null, F32)) {
      String alone = text(model.answer(List.of(drawn)).get(0));
      List<Answer> beside =
          model.answer(
              List.of(
                  ask("Another, longer question beside it", Sampling.greedy(12)),
                  drawn,
                  ask("x", new Sampling(1.5, 1, 24, 8L, List.of()))));
      assertThat(text(beside.get(1))).isEqualTo(alone);
      ChatRequest other = drawn.withSampling(new Sampling(0.8, 0.9, 24, 8L, List.of()));
      assertThat(text(model.answer(List.of(other)).get(0))).isNotEqualTo(alone);
    }
  }

  @Test
  void stopTextEndsTheAnswerAndIsNotPartOfIt() {
    try (LocalModel model = LocalModel.open(BASE, null, F32)) {
      String whole = text(model.answer(List.of(ask("Tell", Sampling.greedy(40)))).get(0));
      String stop = whole.substring(5, 7);
      Sampling stopping = new Sampling(0, 1, 40, null, List.of(stop));
      Completion cut = model.submit(ask("Tell", stopping)).toCompletableFuture().join();
      assertThat(cut.message().text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
      assertThat(cut.finishReason()).isEqualTo(Completion.STOP);
    }
  }

  @Test
  void refusesWhatDoesNotFitTheContextAndAnswersTheRest() {
    try (LocalModel model = LocalModel.open(BASE, null, F32)) {
      List<Answer> answers =
          model.answer(
              List.of(
                  ask("too long ".repeat(200), Sampling.greedy(4)),
                  ask("short", Sampling.greedy(4))));
      assertThat(answers.get(0).error())
          .matches("The prompt is too long: it has \\d{3,4} tokens, and this model reads 256 .*");
      assertThat(answers.get(1).error()).isNull();
      Completion endless =
          model.submit(ask("x", Sampling.greedy(10_000))).toCompletableFuture().join();
      assertThat(endless.usage().total()).isLessThanOrEqualTo(256);
    }
  }

  @Test
  void refusesContentThatIsNotText() {
    Message picture =
        new Message("user", null, "[{\"type\":\"image_url\"}]", null, List.of(), null, null, null);
    try (LocalModel model = LocalModel.open(BASE, null, F32)) {
      ChatRequest request = ChatRequest.of(List.of(picture), Sampling.greedy(4));
      assertThat(model.answer(List.of(request)).get(0).error())
          .contains("holds more than text, and this model reads text only");
    }
  }

  @Test
  void manyThreadsAskAtOnce() {
    try (ChatModel model =
        ChatModels.open(ModelUri.parse("local:" + BASE + "?precision=f32&batch=8"))) {
      List<CompletionStage<Completion>> stages = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        stages.add(model.submit(ask("question " + i % 3, Sampling.greedy(6))));
      }
      for (int i = 3; i < 20; i++) {
        assertThat(stages.get(i).toCompletableFuture().join().message())
            .isEqualTo(stages.get(i % 3).toCompletableFuture().join().message());
      }
      assertThat(model.capabilities().contextTokens()).isEqualTo(256);
      assertThat(model.capabilities().batchSize()).isEqualTo(8);
    }
  }

  @Test
  void adapterAnswersPrunedPromptsAndOnlyOverItsBase() throws IOException {
    Path adapter = adapterWithRules(ModelFolder.open(BASE).sha256(), templateSha256());
    try (LocalModel plain = LocalModel.open(BASE, null, F32);
        LocalModel tuned = LocalModel.open(BASE, adapter, F32)) {
      ChatRequest request = ask("Be kind. Where is it?", Sampling.greedy(8));
      assertThat(tuned.countTokens(request))
          .isEqualTo(plain.countTokens(ask("Where is it?", Sampling.greedy(8))))
          .isLessThan(plain.countTokens(request));
      assertThat(text(tuned.answer(List.of(request)).get(0)))
          .isNotEqualTo(text(plain.answer(List.of(request)).get(0)));
    }
    Path foreign = adapterWithRules("0".repeat(64), templateSha256());
    assertThatThrownBy(() -> LocalModel.open(BASE, foreign, F32))
        .isInstanceOf(BadModelException.class)
        .hasMessageContaining("was fitted to a base model of hash 000")
        .hasMessageContaining("Open it with the base it was fitted to");
    assertThatThrownBy(() -> LocalModel.open(Parity.of("llama-tied").folder(), foreign, F32))
        .isInstanceOf(BadModelException.class);
  }

  @Test
  void nativeMemoryIsGivenBack() {
    try (LocalModel model = LocalModel.open(BASE, null, F32)) {
      model.answer(List.of(ask("warm up", Sampling.greedy(3))));
      long before = Value.live();
      for (int i = 0; i < 5; i++) {
        model.answer(List.of(ask("once more", new Sampling(1, 0.9, 9, 1L, List.of()))));
        LocalModel.open(BASE, Parity.of("qwen2-untied").folder().resolve("adapter-after"), F32)
            .close();
      }
      assertThat(Value.live()).isEqualTo(before);
    }
  }

  @Test
  void whatWasMaskedInTrainingIsMaskedInRequests() throws IOException {
    String base = ModelFolder.open(BASE).sha256();
    Path adapter = adapter("masked", base, new Redaction(Map.of("email", Mode.MASK)));
    Path plain = adapter("plain", base, Redaction.none());
    try (LocalModel masked = LocalModel.open(BASE, adapter, F32);
        LocalModel unmasked = LocalModel.open(BASE, plain, F32)) {
      ChatRequest asked = ask("I am ann@example.com", Sampling.greedy(12));
      ChatRequest read = ask("I am [EMAIL_1]", Sampling.greedy(12));
      assertThat(masked.countTokens(asked)).isEqualTo(unmasked.countTokens(read));
      assertThat(text(masked.answer(List.of(asked)).get(0)))
          .isEqualTo(
              text(unmasked.answer(List.of(read)).get(0)).replace("[EMAIL_1]", "ann@example.com"))
          .isNotEqualTo(text(unmasked.answer(List.of(asked)).get(0)));
    }
    assertThatThrownBy(
            () ->
                LocalModel.open(
                    BASE, adapter("odd", base, new Redaction(Map.of("odd", Mode.MASK))), F32))
        .isInstanceOf(BadModelException.class)
        .hasMessageContaining("no recognizer finds it here");
  }

  private Path adapterWithRules(String baseSha256, String templateSha256) throws IOException {
    PruneRules rules = new PruneRules(List.of("Be kind. "));
    return adapter(baseSha256, baseSha256, templateSha256, PromptEdits.of(rules));
  }

  private Path adapter(String name, String baseSha256, Redaction redaction) throws IOException {
    PromptEdits edits = new PromptEdits(redaction, PruneRules.none());
    return adapter(name, baseSha256, templateSha256(), edits);
  }

  private Path adapter(String name, String baseSha256, String templateSha256, PromptEdits edits)
      throws IOException {
    Path adapter = folder.resolve(name);
    Files.createDirectories(adapter);
    for (String file : List.of("adapter_config.json", "adapter_model.safetensors")) {
      Files.copy(BASE.resolve("adapter-after").resolve(file), adapter.resolve(file));
    }
    AdapterManifest manifest =
        new AdapterManifest(
            baseSha256,
            templateSha256,
            edits,
            List.of(),
            Map.of(),
            Map.of(),
            List.of(),
            Instant.EPOCH);
    Files.writeString(adapter.resolve(AdapterManifest.FILE), manifest.toJson());
    return adapter;
  }

  private static String templateSha256() {
    try (Tokenizer tokenizer = Tokenizer.open(BASE)) {
      return ChatEncoder.open(ModelFolder.open(BASE), tokenizer).templateSha256();
    }
  }

  private static ChatRequest ask(String text, Sampling sampling) {
    return ChatRequest.of(List.of(Message.user(text)), sampling);
  }

  private static String text(Answer answer) {
    assertThat(answer.error()).isNull();
    return String.valueOf(answer.text());
  }
}
