package dev.hone.spark.ledger;

import dev.hone.chat.Capabilities;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Completion;
import dev.hone.spark.models.ModelPool;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** A model of the pool, given back when it is closed. */
record LeasedModel(ModelPool.Lease lease) implements ChatModel {
  @Override
  public CompletionStage<Completion> submit(ChatRequest request) {
    return lease.model().submit(request);
  }

  @Override
  public List<CompletionStage<Completion>> submitAll(List<ChatRequest> requests) {
    return lease.model().submitAll(requests);
  }

  @Override
  public int countTokens(ChatRequest request) {
    return lease.model().countTokens(request);
  }

  @Override
  public Capabilities capabilities() {
    return lease.model().capabilities();
  }

  @Override
  public void close() {
    lease.close();
  }
}
