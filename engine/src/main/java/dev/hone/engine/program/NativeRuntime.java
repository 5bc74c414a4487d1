package dev.hone.engine.program;

import ai.djl.pytorch.jni.JniUtils;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;

/** The one place where DJL's process-wide switches are set, before anything of DJL loads. */
public final class NativeRuntime {
  /** Threads that wait for each other spin; for long, they starve a machine that is busy. */
  private static final String SPINS = "1000";

  private NativeRuntime() {}

  /** Threads a native operation may use: system property hone.threads, else all cores. */
  public static int threads() {
    return Integer.getInteger("hone.threads", Runtime.getRuntime().availableProcessors());
  }

  /**
   * How many threads operations take that this thread begins, and any thread that has begun none
   * yet. Matrix products in f32 go by the last number that any thread set.
   */
  public static void useThreads(int count) {
    Libtorch.enter();
    JniUtils.setNumThreads(count);
  }

  /** Sets what is not set: no downloads, no telemetry, thread counts. Cheap, and safe to repeat. */
  public static void prepare() {
    setDefault("ai.djl.offline", "true");
    setDefault("OPT_OUT_TRACKING", "true");
    setDefault("ai.djl.pytorch.num_interop_threads", "1");
    setDefault("ai.djl.pytorch.num_threads", Integer.toString(threads()));
    setEnvironment("GOMP_SPINCOUNT", SPINS);
  }

  /**
   * Where the process's environment does not say it yet; without effect once libtorch is loaded.
   */
  private static void setEnvironment(String name, String value) {
    if (System.getenv(name) != null || !Platform.isLinux()) {
      return;
    }
    try {
      int unused =
          NativeLibrary.getProcess().getFunction("setenv").invokeInt(new Object[] {name, value, 0});
    } catch (LinkageError | RuntimeException e) {
      // Slower on a busy machine, no more.
      System.getLogger(NativeRuntime.class.getName())
          .log(System.Logger.Level.DEBUG, "Cannot set " + name, e);
    }
  }

  private static void setDefault(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }
}
