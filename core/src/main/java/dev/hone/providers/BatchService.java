package dev.hone.providers;

import dev.hone.chat.ChatRequest;
import dev.hone.chat.Completion;
import dev.hone.chat.ModelException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A provider's batch API: many requests handed in as one, answered within a day at half the price.
 * Its methods block and throw {@link ModelException}, after what may pass was tried again.
 */
public interface BatchService {
  /** How far a provider's clock may be off. */
  Duration CLOCKS = Duration.ofMinutes(10);

  /** Whether what was handed in may be there although that kind of failure came back. */
  static boolean mayHaveArrived(ModelException.Kind kind) {
    return switch (kind) {
      case CONNECTION, TIMEOUT, UNAVAILABLE, UNREADABLE, STOPPED, PENDING -> true;
      default -> false;
    };
  }

  /**
   * One request of a batch.
   *
   * @param id comes back with its answer; 1 to 64 letters, digits, {@code _} and {@code -}
   */
  record Item(String id, ChatRequest request) {}

  /**
   * What became of one request.
   *
   * @param completion the answer, or null
   * @param errorKind why there is none, or null
   * @param error the same in a sentence
   * @param bought how many answers were given for money for it: 0 or 1
   */
  record Outcome(
      @Nullable Completion completion,
      ModelException.@Nullable Kind errorKind,
      @Nullable String error,
      int bought) {
    static Outcome failed(ModelException.Kind kind, String error, int bought) {
      return new Outcome(null, kind, error, bought);
    }
  }

  /**
   * What became of a batch.
   *
   * @param outcomes by the requests' ids
   * @param missing what became of a request that has no outcome
   */
  record Results(Map<String, Outcome> outcomes, Outcome missing) {
    public Outcome of(String id) {
      return outcomes.getOrDefault(id, missing);
    }
  }

  /**
   * How far a batch is.
   *
   * @param ended whether its {@link #results} are there
   * @param answered how many of its requests are answered
   */
  record Progress(boolean ended, long answered) {}

  /**
   * Hands in a batch, never twice: where it is not known whether one arrived, it is looked for.
   *
   * @param name tells it from all other batches, ever
   * @return the provider's id for it
   * @throws ModelException of a kind that {@link #mayHaveArrived} if only {@link #find} can tell;
   *     of any other if it did not arrive
   */
  String create(String name, List<Item> items);

  /**
   * Looks for a batch that was handed in, perhaps, by a process that died before it heard the id.
   *
   * @param since when it began to be handed in
   * @param ids of its requests
   * @throws ModelException of kind {@code PENDING} if the provider cannot tell yet
   */
  Optional<String> find(String name, Instant since, List<String> ids);

  Progress progress(String id);

  /** What became of the requests of a batch that has ended. */
  Results results(String id);

  /** Has the provider delete what it holds of a batch whose results are safe elsewhere. */
  void discard(String id);
}
