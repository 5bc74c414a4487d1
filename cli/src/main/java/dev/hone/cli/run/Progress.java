package dev.hone.cli.run;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Tells how a run goes: on a terminal one line that is written over, else a plain line now and
 * then. Safe for use by many threads; close it.
 */
public final class Progress implements AutoCloseable {
  private static final long PLAIN_EVERY_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final String CLEAR = "\r\u001b[K";

  private final PrintWriter out;
  private final boolean terminal;
  private final int columns;
  private final ScheduledExecutorService ticker;
  private final ScheduledFuture<?> ticking;
  private String head = "";
  private String detail = "";
  private long stepStart = System.nanoTime();
  private long lastPlain = System.nanoTime();

  public Progress(PrintWriter out, boolean terminal, int columns) {
    this.out = out;
    this.terminal = terminal;
    this.columns = columns;
    this.ticker =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "hone-progress");
              thread.setDaemon(true);
              return thread;
            });
    this.ticking = ticker.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
  }

  /** A step begins. */
  public synchronized void begin(int number, int of, String name) {
    head = String.format(Locale.ROOT, "[%d/%d] %s", number, of, name);
    detail = "";
    stepStart = System.nanoTime();
    lastPlain = stepStart;
    if (terminal) {
      draw();
    } else {
      out.println(head);
    }
  }

  /** Where the step stands now. */
  public synchronized void at(String newDetail) {
    detail = newDetail;
  }

  /** A line that stays. */
  public synchronized void note(String line) {
    out.println((terminal ? CLEAR : "") + line);
    if (terminal) {
      draw();
    }
  }

  /** The step is done. */
  public synchronized void done(String summary) {
    String line =
        String.format(
            Locale.ROOT, "%s  %s%s", head, elapsed(), summary.isEmpty() ? "" : "  " + summary);
    out.println((terminal ? CLEAR : "") + line);
    out.flush();
    head = "";
    detail = "";
  }

  @Override
  public synchronized void close() {
    ticking.cancel(false);
    ticker.shutdownNow();
    if (terminal && !head.isEmpty()) {
      out.println();
    }
    head = "";
    out.flush();
  }

  private synchronized void tick() {
    if (head.isEmpty()) {
      return;
    }
    if (terminal) {
      draw();
    } else if (System.nanoTime() - lastPlain >= PLAIN_EVERY_NANOS) {
      lastPlain = System.nanoTime();
      out.println(line());
    }
  }

  private void draw() {
    if (head.isEmpty()) {
      return;
    }
    String line = line();
    out.print(CLEAR + (line.length() < columns ? line : line.substring(0, columns - 1)));
    out.flush();
  }

  private String line() {
    return head + "  " + elapsed() + (detail.isEmpty() ? "" : "  " + detail);
  }

  private String elapsed() {
    return clock((System.nanoTime() - stepStart) / 1e9);
  }

  /** Minutes and seconds. */
  static String clock(double seconds) {
    long whole = Math.round(Math.max(0, seconds));
    return String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
  }
}
