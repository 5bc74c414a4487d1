package dev.hone.spark.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.spark.testing.HiddenFileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFilesTest {
  @TempDir Path disk;
  @TempDir Path cache;

  private final Configuration configuration = new Configuration();

  @BeforeEach
  void hide() throws Exception {
    HiddenFileSystem.install(configuration, disk);
    configuration.set(LocalFiles.CACHE_DIR, cache.toString());
    Files.createDirectories(disk.resolve("model/sub"));
    Files.writeString(disk.resolve("model/config.json"), "{}");
    Files.writeString(disk.resolve("model/sub/weights"), "w".repeat(100_000));
  }

  @Test
  void copiesFolderThatJavaCannotOpen() throws Exception {
    Path copy = LocalFiles.fetch("hidden:/model", configuration);
    assertThat(copy).startsWith(cache);
    assertThat(Files.readString(copy.resolve("config.json"))).isEqualTo("{}");
    assertThat(copy.resolve("sub/weights")).hasSize(100_000);
  }

  @Test
  void copiesOnceForManyThreads() throws Exception {
    var threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<Path>> copies =
          IntStream.range(0, 8)
              .mapToObj(i -> threads.submit(() -> LocalFiles.fetch("hidden:/model", configuration)))
              .toList();
      Path first = copies.get(0).get();
      for (Future<Path> copy : copies) {
        assertThat(copy.get()).isEqualTo(first);
      }
    } finally {
      threads.shutdown();
    }
    try (Stream<Path> data = Files.list(cache.resolve("data"))) {
      assertThat(data).hasSize(1);
    }
  }

  @Test
  void changedFilesAreFetchedAgain() throws Exception {
    Path before = LocalFiles.fetch("hidden:/model", configuration);
    Files.writeString(disk.resolve("model/config.json"), "{\"changed\":true}");
    Path after = LocalFiles.fetch("hidden:/model", configuration);
    assertThat(after).isNotEqualTo(before);
    assertThat(Files.readString(before.resolve("config.json"))).isEqualTo("{}");
    assertThat(Files.readString(after.resolve("config.json"))).isEqualTo("{\"changed\":true}");
  }

  @Test
  void sameContentElsewhereSharesOneCopy() throws Exception {
    Path first = LocalFiles.fetch("hidden:/model", configuration);
    Files.move(disk.resolve("model"), disk.resolve("moved"));
    assertThat(LocalFiles.fetch("hidden:/moved", configuration)).isEqualTo(first);
  }

  @Test
  void lostCopyIsFetchedAgain() throws Exception {
    Path copy = LocalFiles.fetch("hidden:/model", configuration);
    Files.delete(copy.resolve("config.json"));
    Files.delete(copy.resolve("sub/weights"));
    Files.delete(copy.resolve("sub"));
    Files.delete(copy);
    assertThat(LocalFiles.fetch("hidden:/model", configuration).resolve("config.json")).exists();
  }

  @Test
  void singleFileKeepsItsName() {
    Path copy = LocalFiles.fetch("hidden:/model/config.json", configuration);
    assertThat(copy).hasFileName("config.json").hasContent("{}");
  }

  @Test
  void localFolderIsUsedWhereItLies() {
    assertThat(LocalFiles.fetch(disk.resolve("model").toString(), configuration))
        .isEqualTo(disk.resolve("model"));
    assertThat(LocalFiles.fetch(disk.resolve("model").toUri().toString(), configuration))
        .isEqualTo(disk.resolve("model"));
  }

  @Test
  void saysWhatIsMissing() {
    assertThatThrownBy(() -> LocalFiles.fetch("hidden:/absent", configuration))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Nothing at 'hidden:/absent'");
    assertThatThrownBy(() -> LocalFiles.fetch("nosuch:/x", configuration))
        .hasMessageContaining("Cannot read 'nosuch:/x'")
        .hasMessageContaining("class path");
  }
}
