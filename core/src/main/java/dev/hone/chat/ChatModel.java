package dev.hone.chat;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A model that continues conversations. Asynchronous, so that an implementation may batch what is
 * in flight. Safe for use by many threads. Whoever opens one closes it.
 */
public interface ChatModel extends AutoCloseable {
  /**
   * Asks. The stage completes with the answer, or exceptionally: {@link IllegalArgumentException}
   * for a request this model can never answer (too long, say), {@link TransientModelException} for
   * one worth asking again, {@link ModelException} where the model itself asked again as often as
   * makes sense.
   */
  CompletionStage<Completion> submit(ChatRequest request);

  /**
   * Asks several at once, each answered as by {@link #submit}; the stages are in the order asked. A
   * model that works in batches takes them as one.
   */
  default List<CompletionStage<Completion>> submitAll(List<ChatRequest> requests) {
    return requests.stream().map(this::submit).toList();
  }

  /** Tokens of the prompt as this model reads it, its chat template included. */
  int countTokens(ChatRequest request);

  Capabilities capabilities();

  @Override
  void close();
}
