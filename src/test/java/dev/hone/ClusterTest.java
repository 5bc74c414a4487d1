package dev.hone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.cli.samples.SupportDesk;
import dev.hone.spark.models.LocalFiles;
import dev.hone.spark.testing.HiddenFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole loop on a {@link LocalCluster}, files on a Hadoop file system java.io cannot read. */
class ClusterTest {
  private static final long MINUTES = 5;

  @TempDir Path folder;

  @Test
  void theLoopRunsFromTheShadedJarOnALocalCluster() throws Exception {
    LocalCluster cluster = new LocalCluster("loop", folder, HiddenFileSystem.class);
    Path model = Paths.get(System.getProperty("hone.root"), "models", "hone-small");
    Map<String, String> conf =
        Map.of(
            "spark.hadoop.fs.hidden.impl",
            HiddenFileSystem.class.getName(),
            "spark.hadoop." + HiddenFileSystem.ROOT,
            Files.createDirectory(folder.resolve("hidden")).toString(),
            // Delta must be told how to commit on a file system it does not know
            "spark.delta.logStore.hidden.impl",
            "io.delta.storage.LocalLogStore",
            // what an executor keeps on its disk must not be anyone else's
            "spark.hadoop." + LocalFiles.CACHE_DIR,
            folder.resolve("cache").toString(),
            "spark.executor.heartbeatInterval",
            "1s",
            "spark.databricks.delta.snapshotPartitions",
            "1");
    String printed =
        cluster
            .submit(
                "cluster",
                "local-cluster[2,1,1024]",
                conf,
                ClusterLoop.class,
                List.of(natives(cluster.hone().getParent())),
                model.toString(),
                log().toString())
            .printed(MINUTES);
    assertThat(printed).contains(ClusterLoop.DONE);
  }

  /** The first part of the sample logs: what matters here is where things run, not how well. */
  private Path log() throws IOException {
    SupportDesk.write(folder.resolve("sample"), 1);
    Path log = folder.resolve("calls.jsonl");
    try (Stream<String> lines = Files.lines(folder.resolve("sample").resolve("calls.jsonl"))) {
      Files.write(log, lines.limit(150).toList());
    }
    return log;
  }

  private static Path natives(Path target) throws IOException {
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("pytorch-native-cpu"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no pytorch-native-cpu jar in " + target));
    }
  }
}
