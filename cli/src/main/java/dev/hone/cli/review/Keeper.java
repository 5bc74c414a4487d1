package dev.hone.cli.review;

import dev.hone.reviews.Reviewed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Keeps decisions one write at a time: those that come while a write is going on are the next one
 * together, so that a reviewer who is faster than a table's commits waits for none. A decision that
 * is sent again is kept once.
 */
final class Keeper implements AutoCloseable {
  private final Consumer<List<Reviewed>> keep;
  private final Thread thread = new Thread(this::work, "hone-review-keeper");

  /** Decisions that came, by id, in their order. */
  private final Map<String, CompletableFuture<Void>> promises = new HashMap<>();

  private final List<Reviewed> waiting = new ArrayList<>();
  private final Set<String> keptReviews = new HashSet<>();
  private boolean closed;

  Keeper(Consumer<List<Reviewed>> keep) {
    this.keep = keep;
    thread.setDaemon(true);
    thread.start();
  }

  /** Completes when the decision is kept; fails if it could not be, and may be sent again then. */
  synchronized CompletableFuture<Void> keep(Reviewed decision) {
    CompletableFuture<Void> known = promises.get(decision.id());
    if (known != null && !known.isCompletedExceptionally()) {
      return known;
    }
    CompletableFuture<Void> promise = new CompletableFuture<>();
    if (closed) {
      promise.completeExceptionally(new IllegalStateException("the review has ended"));
      return promise;
    }
    promises.put(decision.id(), promise);
    waiting.add(decision);
    notifyAll();
    return promise;
  }

  /** Whether a decision on that review is kept. */
  synchronized boolean hasReview(String reviewId) {
    return keptReviews.contains(reviewId);
  }

  private void work() {
    for (List<Reviewed> batch = next(); !batch.isEmpty(); batch = next()) {
      try {
        keep.accept(batch);
        done(batch);
      } catch (RuntimeException e) {
        failed(batch, e);
      }
    }
  }

  /** What waits; nothing once it is closed and nothing waits. */
  private synchronized List<Reviewed> next() {
    while (waiting.isEmpty() && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        closed = true;
      }
    }
    List<Reviewed> batch = List.copyOf(waiting);
    waiting.clear();
    return batch;
  }

  private synchronized void done(List<Reviewed> batch) {
    for (Reviewed decision : batch) {
      keptReviews.add(decision.reviewId());
      promise(decision).complete(null);
    }
  }

  private synchronized void failed(List<Reviewed> batch, RuntimeException e) {
    batch.forEach(decision -> promise(decision).completeExceptionally(e));
  }

  private CompletableFuture<Void> promise(Reviewed decision) {
    return promises.computeIfAbsent(decision.id(), none -> new CompletableFuture<>());
  }

  /** Returns when all that came is kept or has failed. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
