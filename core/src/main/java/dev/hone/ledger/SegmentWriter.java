package dev.hone.ledger;

import dev.hone.HoneException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Writes lines that must outlive the process: whatever came in within a few milliseconds becomes
 * one segment, and a line's stage completes when its segment is safe. One thread a writer. Whoever
 * opens one closes it.
 */
public final class SegmentWriter implements AutoCloseable {
  /** What segments' names begin with. */
  public static final String PREFIX = "s-";

  /** Lines of one segment at most, so that none gets too large for one read. */
  private static final int MOST_LINES = 4_096;

  private static final int TRIES = 5;
  private static final long PAUSE_MILLIS = 200;

  private record Pending(String line, CompletableFuture<Place> safe) {}

  private final SegmentStore store;
  private final String session;
  private final long lingerMillis;
  private final Executor answering;
  private final LinkedBlockingQueue<Pending> queue = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile boolean closed;
  private long segments;

  /**
   * Starts a writer.
   *
   * @param session a name that no other writer has, ever
   * @param lingerMillis how long the first line of a segment waits for others
   * @param answering runs what waits for lines
   */
  public SegmentWriter(SegmentStore store, String session, long lingerMillis, Executor answering) {
    this.store = store;
    this.session = session;
    this.lingerMillis = lingerMillis;
    this.answering = answering;
    this.thread = new Thread(this::run, "hone-ledger-" + session);
    thread.setDaemon(true);
    thread.start();
  }

  /** Adds a line. */
  public CompletionStage<Place> append(String line) {
    Pending pending = new Pending(line, new CompletableFuture<>());
    if (closed) {
      pending.safe().completeExceptionally(new HoneException("This ledger was closed."));
    } else {
      queue.add(pending);
    }
    return pending.safe();
  }

  private void run() {
    List<Pending> batch = new ArrayList<>();
    while (!closed || !queue.isEmpty()) {
      try {
        Pending first = queue.poll(100, TimeUnit.MILLISECONDS);
        if (first == null) {
          continue;
        }
        batch.add(first);
        if (lingerMillis > 0 && !closed) {
          Thread.sleep(lingerMillis);
        }
        queue.drainTo(batch, MOST_LINES - 1);
        write(batch);
      } catch (InterruptedException e) {
        closed = true; // writes what is left, then ends
      } finally {
        batch.clear();
      }
    }
  }

  private void write(List<Pending> batch) {
    List<Pending> lines = List.copyOf(batch);
    String name = PREFIX + session + "-" + String.format("%08d", segments++) + ".jsonl";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    List<Place> places = new ArrayList<>(lines.size());
    for (Pending pending : lines) {
      byte[] line = pending.line().getBytes(StandardCharsets.UTF_8);
      places.add(new Place(name, bytes.size(), line.length));
      bytes.writeBytes(line);
      bytes.write('\n');
    }
    try {
      writeSurely(store, name, bytes.toByteArray());
    } catch (IOException | RuntimeException e) {
      HoneException failure =
          new HoneException(
              "Cannot write to the ledger: "
                  + e.getMessage()
                  + ". Nothing more is bought; mend the ledger's folder and run again.",
              e);
      answering.execute(() -> lines.forEach(line -> line.safe().completeExceptionally(failure)));
      return;
    }
    answering.execute(
        () -> {
          for (int i = 0; i < lines.size(); i++) {
            lines.get(i).safe().complete(places.get(i));
          }
        });
  }

  /** Writes what was paid for by now: a file system that hiccups is tried again. */
  static void writeSurely(SegmentStore store, String name, byte[] content) throws IOException {
    boolean interrupted = false;
    try {
      for (int attempt = 1; ; attempt++) {
        try {
          store.write(name, content);
          return;
        } catch (IOException e) {
          if (attempt == TRIES) {
            throw e;
          }
          try {
            Thread.sleep(PAUSE_MILLIS << attempt);
          } catch (InterruptedException interruption) {
            interrupted = true;
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Writes what is left and ends. */
  @Override
  public void close() {
    closed = true;
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
