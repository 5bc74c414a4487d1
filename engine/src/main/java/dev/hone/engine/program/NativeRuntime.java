package dev.hone.engine.program;

/** The one place where DJL's process-wide switches are set, before anything of DJL loads. */
public final class NativeRuntime {
  private NativeRuntime() {}

  /** Threads a native operation may use: system property hone.threads, else all cores. */
  public static int threads() {
    return Integer.getInteger("hone.threads", Runtime.getRuntime().availableProcessors());
  }

  /** Sets what is not set: no downloads, no telemetry, thread counts. Cheap, and safe to repeat. */
  public static void prepare() {
    setDefault("ai.djl.offline", "true");
    setDefault("OPT_OUT_TRACKING", "true");
    setDefault("ai.djl.pytorch.num_interop_threads", "1");
    setDefault("ai.djl.pytorch.num_threads", Integer.toString(threads()));
  }

  private static void setDefault(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }
}
