package dev.hone.engine.program;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.hone.HoneException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** libtorch in this process, loaded on first use. */
final class Libtorch {
  private static final ThreadLocal<Boolean> ENTERED = ThreadLocal.withInitial(() -> false);

  private static final int ALL = 1 << 20;

  /** A call holds one, the end of the process all; fair, so that calls do not pass it by. */
  private static final Semaphore CALLS = new Semaphore(ALL, true);

  /** Longest that the end of the process waits for a call. */
  private static final long LONGEST_CALL_SECONDS = 60;

  private Libtorch() {}

  /** Waits for ever once the process is ending. */
  static void beginCall() {
    CALLS.acquireUninterruptibly();
  }

  static void endCall() {
    CALLS.release();
  }

  /**
   * Lets calls end before the process does, and lets none begin: libtorch takes its kernels down on
   * exit, and a call still running in them (Ctrl-C during training) would crash.
   */
  private static void holdCallsAtExit() {
    Thread hold =
        new Thread(
            () -> {
              try {
                boolean unused = CALLS.tryAcquire(ALL, LONGEST_CALL_SECONDS, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "hone-end-of-libtorch");
    Runtime.getRuntime().addShutdownHook(hold);
  }

  /** Holds the root of native arrays; its own class, so that it is made once and on first use. */
  private static final class Root {
    static final PtNDManager MANAGER = load();

    private static PtNDManager load() {
      NativeRuntime.prepare();
      try {
        holdCallsAtExit();
        return (PtNDManager) Engine.getEngine("PyTorch").newBaseManager(Device.cpu());
      } catch (RuntimeException | LinkageError e) {
        throw new HoneException(
            "Cannot load libtorch: "
                + e.getMessage()
                + ". Put pytorch-native-cpu with this system's classifier on the class path.",
            e);
      }
    }
  }

  /** A scope for native arrays, to be closed. */
  static PtNDManager manager() {
    return (PtNDManager) Root.MANAGER.newSubManager();
  }

  /** Sets what libtorch keeps per thread; before any call on this thread. */
  static void enter() {
    PtNDManager unused = Root.MANAGER;
    if (!ENTERED.get()) {
      // Profiling runs would compile again on the first calls, for no measured gain.
      JniUtils.setGraphExecutorOptimize(false);
      ENTERED.set(true);
    }
    JniUtils.setGradMode(false);
  }
}
