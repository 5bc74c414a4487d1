package dev.hone.engine.training;

import dev.hone.engine.decoder.DecoderConfig;
import dev.hone.engine.program.NativeRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Threads that each work on a piece of a batch, while libtorch's operations take one thread each:
 * those of a small model are too short to be worth sharing. A large model's operations fill all
 * cores by themselves, and its gradients are too large to be held several times; there is one
 * thread then, the caller's. Close it.
 */
final class BatchThreads implements AutoCloseable {
  /** Gradients of all parameters, in f32, are at most 400 MB a thread. */
  private static final long SMALL_MODEL_PARAMETERS = 100_000_000;

  private final int threads;
  private final ExecutorService pool;

  private BatchThreads(int threads) {
    this.threads = threads;
    this.pool = Executors.newFixedThreadPool(threads, BatchThreads::thread);
  }

  static BatchThreads of(DecoderConfig config) {
    boolean small = config.parameterCount() <= SMALL_MODEL_PARAMETERS;
    return new BatchThreads(small ? NativeRuntime.threads() : 1);
  }

  private static Thread thread(Runnable work) {
    Thread thread =
        new Thread(
            () -> {
              NativeRuntime.useThreads(1);
              work.run();
            },
            "hone-training");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * The batches' rows in as many pieces as there are threads, or more; those with nothing to learn
   * are left out.
   */
  List<TokenBatch> pieces(List<TokenBatch> batches) {
    List<TokenBatch> pieces = new ArrayList<>();
    int each = (threads + batches.size() - 1) / batches.size();
    for (TokenBatch batch : batches) {
      for (TokenBatch piece : batch.deal(each)) {
        if (piece.trainedTokens() > 0) {
          pieces.add(piece);
        }
      }
    }
    return pieces;
  }

  /**
   * Works on all pieces, whatever interrupts the caller, and gives the results in their order.
   *
   * @param discard closes the results of others where the work on one has failed
   */
  <T> List<T> each(List<TokenBatch> pieces, Function<TokenBatch, T> work, Consumer<T> discard) {
    if (threads == 1) {
      return pieces.stream().map(work).toList();
    }
    List<CompletableFuture<T>> results = new ArrayList<>();
    for (TokenBatch piece : pieces) {
      results.add(CompletableFuture.supplyAsync(() -> work.apply(piece), pool));
    }
    try {
      CompletableFuture.allOf(results.toArray(CompletableFuture<?>[]::new)).join();
    } catch (CompletionException e) {
      results.stream()
          .filter(result -> !result.isCompletedExceptionally())
          .forEach(result -> discard.accept(result.join()));
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
    return results.stream().map(CompletableFuture::join).toList();
  }

  @Override
  public void close() {
    pool.shutdown();
    if (threads > 1) {
      NativeRuntime.useThreads(NativeRuntime.threads());
    }
  }
}
