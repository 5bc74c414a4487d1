package dev.hone.verdicts;

import dev.hone.chat.Capabilities;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Completion;
import dev.hone.chat.Message;
import dev.hone.chat.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A model that says what a test tells it to, and remembers what it was asked. */
final class SayingModel implements ChatModel {
  final List<ChatRequest> asked = new ArrayList<>();
  @Nullable String logprobsJson;
  private final Function<ChatRequest, String> words;

  SayingModel(Function<ChatRequest, String> words) {
    this.words = words;
  }

  @Override
  public CompletionStage<Completion> submit(ChatRequest request) {
    asked.add(request);
    try {
      Message said = Message.assistant(words.apply(request));
      return CompletableFuture.completedFuture(
          new Completion(said, Completion.STOP, Usage.of(1, 1), logprobsJson, 1));
    } catch (IllegalStateException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public int countTokens(ChatRequest request) {
    return 1;
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(1_000, false, 1);
  }

  @Override
  public void close() {}
}
