package dev.hone.ledger;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One process's part in a ledger: where it reads and writes, and who shares out the calls. All
 * models of the process share it, so that what is in flight when a task dies is still kept. Whoever
 * opens one closes it.
 */
public final class LedgerSession implements AutoCloseable {
  /** How long the first line of a segment waits for others; short beside a model's answer. */
  public static final long LINGER_MILLIS = 10;

  private final SegmentStore store;
  private final Coordinator coordinator;
  private final String name;
  private final SegmentWriter writer;
  private final ExecutorService threads;
  private final AtomicLong calls = new AtomicLong();

  /** Answers used again since they were last written down. Guarded by itself. */
  private final Map<HitsOf, Hits> hits = new HashMap<>();

  /** By what they are for, a model or its batches. Guarded by itself. */
  private final IdentityHashMap<Object, Permits> permits = new IdentityHashMap<>();

  private record HitsOf(String provider, String model, String stage) {}

  private record Hits(long count, double savedUsd) {}

  /**
   * Opens a session; closing it closes the coordinator too.
   *
   * @param name one that no other session has, ever: {@link #newName}
   */
  public LedgerSession(SegmentStore store, Coordinator coordinator, String name) {
    this.store = store;
    this.coordinator = coordinator;
    this.name = name;
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "hone-ledger-answers");
              thread.setDaemon(true);
              return thread;
            });
    this.writer = new SegmentWriter(store, name, LINGER_MILLIS, threads);
  }

  /** A name for a session: when it began, and something nobody else has. */
  public static String newName() {
    return Long.toString(System.currentTimeMillis(), 36)
        + UUID.randomUUID().toString().substring(0, 8);
  }

  public String name() {
    return name;
  }

  public SegmentStore store() {
    return store;
  }

  public Coordinator coordinator() {
    return coordinator;
  }

  /** So many at once, for all of the process that ask the same. */
  Permits permits(Object asked, int most) {
    synchronized (permits) {
      return permits.computeIfAbsent(asked, missing -> new Permits(Math.max(1, most)));
    }
  }

  SegmentWriter writer() {
    return writer;
  }

  ExecutorService threads() {
    return threads;
  }

  String newId() {
    return name + "." + calls.incrementAndGet();
  }

  void hit(LedgerRow row, String stage) {
    double saved = row.costUsd() == null ? 0 : row.costUsd() / Math.max(1, row.bought());
    synchronized (hits) {
      hits.merge(
          new HitsOf(row.provider(), row.model(), stage),
          new Hits(1, saved),
          (one, other) -> new Hits(one.count() + other.count(), one.savedUsd() + other.savedUsd()));
    }
  }

  /**
   * Writes down how often answers were used again. What is not written yet when a process dies is
   * not counted.
   */
  public void writeHits() {
    Map<HitsOf, Hits> written;
    synchronized (hits) {
      written = Map.copyOf(hits);
      hits.clear();
    }
    written.forEach(
        (of, count) -> {
          var unused =
              writer.append(
                  new LedgerRow(
                          LedgerRow.Kind.HITS,
                          "",
                          newId(),
                          of.provider(),
                          of.model(),
                          0,
                          of.stage(),
                          null,
                          null,
                          null,
                          0,
                          count.savedUsd(),
                          count.count(),
                          System.currentTimeMillis())
                      .toLine());
        });
  }

  /** Writes what is left, and gives up the claims. */
  @Override
  public void close() {
    writeHits();
    writer.close();
    coordinator.close();
    threads.shutdown();
  }
}
