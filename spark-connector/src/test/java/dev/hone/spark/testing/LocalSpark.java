package dev.hone.spark.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** One small Spark session with Delta, shared by all tests of a JVM and ended with it. */
public final class LocalSpark {
  private LocalSpark() {}

  public static SparkSession session() {
    return Holder.SESSION;
  }

  private static final class Holder {
    private static final SparkSession SESSION = start();

    private static SparkSession start() {
      Path scratch;
      try {
        scratch = Files.createTempDirectory(Path.of("target"), "spark");
      } catch (IOException e) {
        throw new UncheckedIOException("Cannot make a scratch folder in ./target", e);
      }
      return SparkSession.builder()
          .master("local[2]")
          .appName("hone-tests")
          .config("spark.ui.enabled", "false")
          .config("spark.sql.shuffle.partitions", "2")
          .config("spark.default.parallelism", "2")
          .config("spark.sql.session.timeZone", "UTC")
          .config("spark.driver.host", "127.0.0.1")
          .config("spark.driver.bindAddress", "127.0.0.1")
          .config("spark.local.dir", scratch.toString())
          .config(
              "spark.sql.warehouse.dir", scratch.resolve("warehouse").toAbsolutePath().toString())
          .config("spark.sql.catalogImplementation", "in-memory")
          .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
          .config(
              "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
          // Compiling a plan takes longer than running it over a test's handful of rows.
          .config("spark.sql.codegen.wholeStage", "false")
          .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
          .config("spark.sql.adaptive.enabled", "false")
          // A Delta log of a test has a handful of entries, not a cluster's.
          .config("spark.databricks.delta.snapshotPartitions", "1")
          .config("spark.databricks.delta.writeChecksumFile.enabled", "false")
          .config("spark.delta.logStore.file.impl", "io.delta.storage.LocalLogStore")
          .config("spark.hadoop.fs.file.impl", ForklessFileSystem.class.getName())
          .config(
              "spark.sql.streaming.checkpointFileManagerClass",
              "org.apache.spark.sql.execution.streaming.FileSystemBasedCheckpointFileManager")
          .getOrCreate();
    }
  }
}
