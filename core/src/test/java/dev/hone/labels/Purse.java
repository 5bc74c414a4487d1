package dev.hone.labels;

import dev.hone.chat.Capabilities;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Completion;
import dev.hone.chat.ModelException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A model that is asked so many times; then the money is spent, as a ledger would say. */
final class Purse implements ChatModel {
  private final ChatModel model;
  private final AtomicInteger left;

  Purse(ChatModel model, int calls) {
    this.model = model;
    this.left = new AtomicInteger(calls);
  }

  @Override
  public CompletionStage<Completion> submit(ChatRequest request) {
    return left.getAndDecrement() > 0
        ? model.submit(request)
        : CompletableFuture.failedFuture(
            new ModelException(ModelException.Kind.BUDGET_SPENT, "Not asked: no money."));
  }

  @Override
  public int countTokens(ChatRequest request) {
    return model.countTokens(request);
  }

  @Override
  public Capabilities capabilities() {
    return model.capabilities();
  }

  @Override
  public void close() {}
}
