package dev.hone.spark.doctor;

import dev.hone.spark.DoctorCheck;
import dev.hone.spark.Finding;
import dev.hone.spark.models.LocalFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Java, threads, memory, native libraries and disk of the driver's machine. */
public final class MachineCheck implements DoctorCheck {
  /** A small base model, its cache and a home fit into this. */
  private static final long ENOUGH_DISK_BYTES = 2L << 30;

  private static final int MIB_SHIFT = 20;

  @Override
  public List<Finding> examine(SparkSession spark) {
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    findings.add(threads(spark));
    findings.add(memory());
    findings.add(
        resource(
            "pytorch natives",
            "native/lib/pytorch.properties",
            "Install the jar of the CPU natives beside Hone's, or name libtorch's folder in"
                + " PYTORCH_LIBRARY_PATH (its version must be 2.7.1)."));
    findings.add(
        resource(
            "tokenizers",
            "native/lib/tokenizers.properties",
            "Install Hone's one jar (dist), which carries DJL's tokenizers."));
    findings.add(offline());
    findings.add(storage(spark));
    return findings;
  }

  private static Finding java() {
    int version = Runtime.version().feature();
    return version == 17
        ? Finding.ok("java", "Java " + Runtime.version())
        : Finding.warn("java", "Java " + Runtime.version(), "Hone is built and tested on Java 17.");
  }

  private static Finding threads(SparkSession spark) {
    int cores = Runtime.getRuntime().availableProcessors();
    int tasks = Math.max(1, spark.sparkContext().defaultParallelism());
    String set = System.getProperty("ai.djl.pytorch.num_threads", "");
    String seen = cores + " cores, " + tasks + " tasks at once, ";
    if (set.isEmpty()) {
      return Finding.warn(
          "threads",
          seen + "ai.djl.pytorch.num_threads not set",
          "Set it to cores / concurrent tasks before the first model is opened"
              + " (-Dai.djl.pytorch.num_threads="
              + Math.max(1, cores / tasks)
              + "): two tasks of two threads on two cores ran several times slower.");
    }
    return Finding.ok("threads", seen + set + " threads a model");
  }

  private static Finding memory() {
    long heap = Runtime.getRuntime().maxMemory() >> MIB_SHIFT;
    return Finding.ok("memory", "heap " + heap + " MiB; models live outside of it");
  }

  private static Finding resource(String check, String name, String fix) {
    return MachineCheck.class.getClassLoader().getResource(name) != null
        ? Finding.ok(check, "on the class path")
        : check.equals("pytorch natives") && System.getenv("PYTORCH_LIBRARY_PATH") != null
            ? Finding.ok(check, "in " + System.getenv("PYTORCH_LIBRARY_PATH"))
            : Finding.fail(check, name + " is not on the class path", fix);
  }

  private static Finding offline() {
    return Boolean.getBoolean("ai.djl.offline")
            && ("true".equals(System.getProperty("OPT_OUT_TRACKING"))
                || "true".equals(System.getenv("OPT_OUT_TRACKING")))
        ? Finding.ok("network", "DJL stays offline")
        : Finding.warn(
            "network",
            "DJL may phone home and download",
            "Set -Dai.djl.offline=true and -DOPT_OUT_TRACKING=true.");
  }

  private static Finding storage(SparkSession spark) {
    Path cache = LocalFiles.cacheFolder(spark.sessionState().newHadoopConf());
    try {
      Files.createDirectories(cache);
      Files.delete(Files.createTempFile(cache, "doctor", ".probe"));
      long free = Files.getFileStore(cache).getUsableSpace();
      String seen = cache + " is writable, " + (free >> MIB_SHIFT) + " MiB free";
      return free >= ENOUGH_DISK_BYTES
          ? Finding.ok("cache", seen)
          : Finding.warn(
              "cache", seen, "Free some, or move it: spark.hadoop." + LocalFiles.CACHE_DIR);
    } catch (IOException e) {
      return Finding.fail(
          "cache",
          cache + " is not writable: " + e,
          "Set spark.hadoop." + LocalFiles.CACHE_DIR + " to a folder that is.");
    }
  }
}
