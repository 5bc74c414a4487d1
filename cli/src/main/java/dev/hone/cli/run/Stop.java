package dev.hone.cli.run;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A wish to stop (Ctrl-C), looked at between pieces of work so that each ends whole. */
final class Stop {
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean wished;

  void wish() {
    wished = true;
  }

  boolean wished() {
    return wished;
  }

  /**
   * @throws CancellationException if a stop is wished for
   */
  void check() {
    if (wished) {
      throw new CancellationException("Stopped.");
    }
  }

  /** The work has ended, one way or the other. */
  void end() {
    ended.countDown();
  }

  /** Waits for the work to end. */
  boolean awaitEnd(long seconds) {
    try {
      return ended.await(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
