package dev.hone.spark.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.chat.Capabilities;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Completion;
import dev.hone.chat.ModelUri;
import dev.hone.spark.testing.HiddenFileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelPoolTest {
  @TempDir Path disk;
  @TempDir Path cache;

  private final Configuration configuration = new Configuration();
  private final List<FakeModel> opened = new ArrayList<>();
  private final ModelPool pool =
      new ModelPool(
          uri -> {
            FakeModel model = new FakeModel(uri);
            opened.add(model);
            return model;
          });

  @Test
  void twoLeasesShareOneModel() {
    try (var one = lease("fake:a");
        var two = lease("fake:a")) {
      assertThat(one.model()).isSameAs(two.model());
    }
    assertThat(opened).hasSize(1);
    assertThat(opened.get(0).closed).as("idle models stay open for the next task").isFalse();
    pool.closeIdle();
    assertThat(opened.get(0).closed).isTrue();
    assertThat(pool.size()).isZero();
  }

  @Test
  void leasedModelIsNeverClosed() {
    var leased = lease("fake:a");
    for (String name : List.of("fake:b", "fake:c", "fake:d", "fake:e")) {
      lease(name).close();
    }
    pool.closeIdle();
    assertThat(((FakeModel) leased.model()).closed).isFalse();
    assertThat(opened.stream().filter(model -> !model.closed)).hasSize(1);
    leased.close();
    leased.close();
    assertThatThrownBy(leased::model).hasMessageContaining("closed");
  }

  @Test
  void keepsFewIdleModels() {
    for (String name : List.of("fake:a", "fake:b", "fake:c", "fake:d")) {
      lease(name).close();
    }
    assertThat(opened.stream().filter(model -> !model.closed)).hasSize(ModelPool.IDLE_MODELS);
    assertThat(opened.get(3).closed).isFalse();
  }

  @Test
  void localModelSeesOnlyLocalFolders() throws Exception {
    HiddenFileSystem.install(configuration, disk);
    configuration.set(LocalFiles.CACHE_DIR, cache.toString());
    Files.createDirectories(disk.resolve("base"));
    Files.createDirectories(disk.resolve("adapter"));
    Files.writeString(disk.resolve("base/config.json"), "base");
    Files.writeString(disk.resolve("adapter/hone.json"), "one");
    lease("local:hidden:/base?adapter=hidden:/adapter").close();
    ModelUri uri = opened.get(0).uri;
    assertThat(Path.of(uri.name(), "config.json")).hasContent("base");
    assertThat(Path.of(uri.options().get("adapter"), "hone.json")).hasContent("one");
    Files.writeString(disk.resolve("adapter/hone.json"), "trained again");
    lease("local:hidden:/base?adapter=hidden:/adapter").close();
    assertThat(Path.of(opened.get(1).uri.options().get("adapter"), "hone.json"))
        .hasContent("trained again");
  }

  @Test
  void failedOpenLeavesNothingBehind() {
    ModelPool failing =
        new ModelPool(
            uri -> {
              throw new IllegalArgumentException("no such model " + uri);
            });
    assertThatThrownBy(() -> failing.leaseModel(ModelUri.parse("fake:x"), configuration))
        .hasMessageContaining("no such model fake:x");
    assertThat(failing.size()).isZero();
  }

  private ModelPool.Lease lease(String uri) {
    return pool.leaseModel(ModelUri.parse(uri), configuration);
  }

  private static final class FakeModel implements ChatModel {
    private final ModelUri uri;
    private boolean closed;

    FakeModel(ModelUri uri) {
      this.uri = uri;
    }

    @Override
    public CompletionStage<Completion> submit(ChatRequest request) {
      return CompletableFuture.failedFuture(new IllegalArgumentException("says nothing"));
    }

    @Override
    public int countTokens(ChatRequest request) {
      return 1;
    }

    @Override
    public Capabilities capabilities() {
      return new Capabilities(10, false, 1);
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
