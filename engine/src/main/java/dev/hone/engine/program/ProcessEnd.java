package dev.hone.engine.program;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The end of this process, by Ctrl-C or another signal. libtorch takes its kernels down on exit, so
 * that a call still running in them would crash. Hence on exit: work that is held open is let come
 * to a good end, then the calls that run, and after that none begins.
 */
public final class ProcessEnd {
  private static final int ALL = 1 << 20;

  /** Longest that the end of the process waits for each of the two. */
  private static final long LONGEST_SECONDS = 60;

  /** An open hold has one, the end of the process all; fair, so that holds do not pass it by. */
  private static final Semaphore HOLDS = new Semaphore(ALL, true);

  /** The same for calls. */
  private static final Semaphore CALLS = new Semaphore(ALL, true);

  private static volatile boolean near;

  private ProcessEnd() {}

  /** Work that the end of the process waits for, until it is closed. */
  public static final class Hold implements AutoCloseable {
    private Hold() {
      HOLDS.acquireUninterruptibly();
    }

    @Override
    public void close() {
      HOLDS.release();
    }
  }

  /**
   * Keeps the process from ending until closed, for a minute at most. For work that looks at {@link
   * #near} between two pieces of it, and then saves what it has. Never returns once the process is
   * ending.
   */
  public static Hold hold() {
    return new Hold();
  }

  /** Whether the process is ending. */
  public static boolean near() {
    return near;
  }

  /** Never returns once the process has come to its end. */
  static void beginCall() {
    CALLS.acquireUninterruptibly();
  }

  static void endCall() {
    CALLS.release();
  }

  /** Arms all this; once, before libtorch is loaded. */
  static void watch() {
    Runtime.getRuntime().addShutdownHook(new Thread(ProcessEnd::comes, "hone-process-end"));
  }

  private static void comes() {
    near = true;
    try {
      boolean unused = HOLDS.tryAcquire(ALL, LONGEST_SECONDS, TimeUnit.SECONDS);
      unused = CALLS.tryAcquire(ALL, LONGEST_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
