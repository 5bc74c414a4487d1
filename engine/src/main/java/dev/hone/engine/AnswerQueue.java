package dev.hone.engine;

import dev.hone.HoneException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait for the model, taken in batches by one thread: the one that has waited longest
 * and those nearest to it in length, so that little is padded and none starves.
 */
final class AnswerQueue implements AutoCloseable {
  /** A request in the queue. */
  interface Waiting {
    int promptTokens();

    /** Tokens of cache it may fill. */
    int cacheTokens();

    void fail(RuntimeException e);
  }

  private final Consumer<List<Waiting>> work;
  private final int maxBatch;
  private final long maxCacheTokens;
  private final List<Waiting> waiting = new ArrayList<>();
  private final Thread thread;
  private boolean closed;

  /**
   * Starts the thread.
   *
   * @param work answers a batch; what it throws fails the batch
   * @param maxCacheTokens bound on rows times the longest row's cache
   */
  AnswerQueue(String name, int maxBatch, long maxCacheTokens, Consumer<List<Waiting>> work) {
    this.work = work;
    this.maxBatch = maxBatch;
    this.maxCacheTokens = maxCacheTokens;
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** Adds requests together, so that they may be answered together. */
  synchronized void add(List<? extends Waiting> requests) {
    if (closed) {
      throw new IllegalStateException("The model was closed.");
    }
    waiting.addAll(requests);
    notifyAll();
  }

  private void run() {
    for (List<Waiting> batch = next(); batch != null; batch = next()) {
      try {
        work.accept(batch);
      } catch (RuntimeException e) {
        batch.forEach(request -> request.fail(e));
      } catch (Error e) {
        batch.forEach(request -> request.fail(new HoneException("Answering failed: " + e, e)));
        throw e;
      }
    }
  }

  private synchronized @Nullable List<Waiting> next() {
    while (waiting.isEmpty()) {
      if (closed) {
        return null;
      }
      try {
        wait();
      } catch (InterruptedException e) {
        // Only close() ends this thread: wait on.
      }
    }
    Waiting oldest = waiting.get(0);
    List<Waiting> near = new ArrayList<>(waiting);
    near.sort(
        Comparator.comparingInt(
            request -> Math.abs(request.promptTokens() - oldest.promptTokens())));
    List<Waiting> batch = new ArrayList<>();
    int longest = 0;
    for (Waiting request : near) {
      longest = Math.max(longest, request.cacheTokens());
      boolean fits = (batch.size() + 1L) * longest <= maxCacheTokens;
      if (batch.size() == maxBatch || (!batch.isEmpty() && !fits)) {
        break;
      }
      batch.add(request);
    }
    waiting.removeAll(batch);
    return batch;
  }

  /** Fails what waits, lets the running batch end, and ends the thread. */
  @Override
  public void close() {
    List<Waiting> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(waiting);
      waiting.clear();
      notifyAll();
    }
    left.forEach(request -> request.fail(new HoneException("The model was closed.")));
    boolean interrupted = false;
    while (thread.isAlive() && thread != Thread.currentThread()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
