package dev.hone.chat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Asks the first model, and the next one where it cannot be reached. A request that the first can
 * never answer is not taken to the next: it would be another request. Owns the models it is given.
 */
public final class FallbackModel implements ChatModel {
  private static final Set<ModelException.Kind> NEXT =
      EnumSet.of(
          ModelException.Kind.RATE_LIMITED,
          ModelException.Kind.UNAVAILABLE,
          ModelException.Kind.TIMEOUT,
          ModelException.Kind.CONNECTION,
          ModelException.Kind.UNREADABLE,
          ModelException.Kind.UNAUTHORIZED,
          ModelException.Kind.NOT_FOUND);

  private final List<ChatModel> models;

  /**
   * Puts models in an order of preference.
   *
   * @param models at least one, the preferred first; closed with this
   */
  public FallbackModel(List<ChatModel> models) {
    this.models = List.copyOf(models);
    if (this.models.isEmpty()) {
      throw new IllegalArgumentException("No models to fall back on: the list is empty.");
    }
  }

  @Override
  public CompletionStage<Completion> submit(ChatRequest request) {
    return submit(request, 0);
  }

  private CompletionStage<Completion> submit(ChatRequest request, int place) {
    CompletionStage<Completion> asked = models.get(place).submit(request);
    if (place + 1 == models.size()) {
      return asked;
    }
    return asked
        .handle(
            (completion, failure) -> {
              if (failure == null) {
                return CompletableFuture.completedStage(completion);
              }
              return NEXT.contains(ModelException.kindOf(failure))
                  ? submit(request, place + 1)
                  : CompletableFuture.<Completion>failedStage(ModelException.unwrapped(failure));
            })
        .thenCompose(stage -> stage);
  }

  @Override
  public int countTokens(ChatRequest request) {
    return models.get(0).countTokens(request);
  }

  @Override
  public Capabilities capabilities() {
    return models.get(0).capabilities();
  }

  @Override
  public void close() {
    models.forEach(ChatModel::close);
  }
}
