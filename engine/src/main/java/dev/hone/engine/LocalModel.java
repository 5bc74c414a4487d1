package dev.hone.engine;

import dev.hone.chat.Answer;
import dev.hone.chat.Capabilities;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Completion;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A model folder, with or without an adapter, as a chat model. Requests submitted while others run
 * are answered together. The adapter's prune rules are applied to every request. Safe for use by
 * many threads; close it.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class LocalModel implements ChatModel {
  private LocalModel() {}

  /**
   * Opens a model; the caller closes it.
   *
   * @param base a folder with config.json, safetensors, tokenizer.json and a chat template
   * @param adapter a PEFT folder, with or without Hone's manifest, or null
   */
  public static LocalModel open(Path base, @Nullable Path adapter, EngineOptions options) {
    throw new UnsupportedOperationException("open");
  }

  /**
   * Answers all, in the order asked. A request that cannot be answered gets an error of its own.
   */
  public List<Answer> answer(List<ChatRequest> requests) {
    throw new UnsupportedOperationException("answer");
  }

  @Override
  public CompletionStage<Completion> submit(ChatRequest request) {
    throw new UnsupportedOperationException("submit");
  }

  @Override
  public int countTokens(ChatRequest request) {
    throw new UnsupportedOperationException("countTokens");
  }

  @Override
  public Capabilities capabilities() {
    throw new UnsupportedOperationException("capabilities");
  }

  @Override
  public void close() {}
}
