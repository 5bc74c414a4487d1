package dev.hone.engine.program;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.hone.HoneException;

/** libtorch in this process, loaded on first use. */
final class Libtorch {
  private static final ThreadLocal<Boolean> ENTERED = ThreadLocal.withInitial(() -> false);

  private Libtorch() {}

  /** Holds the root of native arrays; its own class, so that it is made once and on first use. */
  private static final class Root {
    static final PtNDManager MANAGER = load();

    private static PtNDManager load() {
      NativeRuntime.prepare();
      try {
        ProcessEnd.watch();
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
