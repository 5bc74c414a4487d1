package dev.hone.chat;

import dev.hone.HoneException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What became of one request: a completion or the reason there is none, never both.
 *
 * @param completion what the model said, or null where there is an error
 * @param error why there is no answer, or null
 * @param kind of that error, or null
 * @param seconds this request's share of the wall time of the batch it was asked in; the whole wall
 *     time of one that was asked by itself
 */
public record Answer(
    @Nullable Completion completion,
    @Nullable String error,
    ModelException.@Nullable Kind kind,
    double seconds) {
  /** A transient failure is asked again this often before it becomes an error. */
  static final int ATTEMPTS = 3;

  private static final long FIRST_PAUSE_MILLIS = 250;

  public Answer {
    if ((completion == null) == (error == null) || (error == null) != (kind == null)) {
      throw new IllegalArgumentException(
          "An answer is a completion or an error of some kind, not both or neither.");
    }
  }

  /** As the other, with an error of no certain kind. */
  public Answer(@Nullable Completion completion, @Nullable String error, double seconds) {
    this(completion, error, error == null ? null : ModelException.Kind.OTHER, seconds);
  }

  /** Whether nobody was asked, because the money of the job is spent. */
  public boolean unpaid() {
    return kind == ModelException.Kind.BUDGET_SPENT;
  }

  /** The text of the answer; null where there is an error or the model only called tools. */
  public @Nullable String text() {
    return completion == null ? null : completion.message().content();
  }

  /** The tokens it took; none where there is an error. */
  public Usage usage() {
    return completion == null ? Usage.NONE : completion.usage();
  }

  /**
   * Asks all the requests as one batch and waits. One answer a request, in the order asked: a
   * request that fails has an error of its own and spoils no other. Transient failures are asked
   * again, up to three times.
   *
   * @throws HoneException if the waiting thread is interrupted, which stays interrupted
   */
  public static List<Answer> all(ChatModel model, List<ChatRequest> requests) {
    if (requests.isEmpty()) {
      return List.of();
    }
    long start = System.nanoTime();
    Outcome[] outcomes = new Outcome[requests.size()];
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < outcomes.length; i++) {
      open.add(i);
    }
    for (int attempt = 1; !open.isEmpty(); attempt++) {
      List<CompletionStage<Completion>> asked =
          model.submitAll(open.stream().map(requests::get).toList());
      List<Integer> again = new ArrayList<>();
      for (int k = 0; k < asked.size(); k++) {
        Outcome outcome = await(asked.get(k));
        outcomes[open.get(k)] = outcome;
        if (outcome.transientFailure() && attempt < ATTEMPTS) {
          again.add(open.get(k));
        }
      }
      open = again;
      if (!open.isEmpty()) {
        pause(FIRST_PAUSE_MILLIS << (attempt - 1));
      }
    }
    double seconds = (System.nanoTime() - start) / 1e9 / requests.size();
    List<Answer> answers = new ArrayList<>(outcomes.length);
    for (Outcome outcome : outcomes) {
      answers.add(new Answer(outcome.completion(), outcome.error(), outcome.kind(), seconds));
    }
    return answers;
  }

  /**
   * Waits for one answer of a model that asks again by itself. A failure becomes the answer's
   * error.
   *
   * @param startNanos when it was asked, by {@link System#nanoTime}
   * @throws HoneException if the waiting thread is interrupted, which stays interrupted
   */
  public static Answer await(CompletionStage<Completion> asked, long startNanos) {
    Outcome outcome = await(asked);
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    return new Answer(outcome.completion(), outcome.error(), outcome.kind(), seconds);
  }

  private record Outcome(
      @Nullable Completion completion,
      @Nullable String error,
      ModelException.@Nullable Kind kind,
      boolean transientFailure) {}

  private static Outcome await(CompletionStage<Completion> stage) {
    try {
      return new Outcome(stage.toCompletableFuture().get(), null, null, false);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      Throwable cause = ModelException.unwrapped(e);
      if (cause instanceof Error fatal) {
        throw fatal;
      }
      String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
      return new Outcome(
          null, message, ModelException.kindOf(cause), cause instanceof TransientModelException);
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static HoneException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    return new HoneException("Interrupted while waiting for a model's answer.", cause);
  }
}
