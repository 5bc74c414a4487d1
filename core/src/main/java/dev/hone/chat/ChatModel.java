package dev.hone.chat;

import java.util.concurrent.CompletionStage;

/**
 * A model that continues conversations. Asynchronous, so that an implementation may batch what is
 * in flight. Safe for use by many threads. Whoever opens one closes it.
 */
public interface ChatModel extends AutoCloseable {
  /**
   * Asks. The stage completes with the answer, or exceptionally: {@link IllegalArgumentException}
   * for a request this model can never answer (too long, say), {@link TransientModelException} for
   * one worth asking again.
   */
  CompletionStage<Completion> submit(ChatRequest request);

  /** Tokens of the prompt as this model reads it, its chat template included. */
  int countTokens(ChatRequest request);

  Capabilities capabilities();

  @Override
  void close();
}
