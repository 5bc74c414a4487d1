package dev.hone.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelFolderTest {
  @TempDir Path folder;

  @Test
  void findsTensorsOfAllShards() throws IOException {
    Files.writeString(folder.resolve("config.json"), "{}");
    shard("model-00001-of-00002.safetensors", "a");
    shard("model-00002-of-00002.safetensors", "b");
    index("{'a':'model-00001-of-00002.safetensors','b':'model-00002-of-00002.safetensors'}");
    Map<String, SafetensorsFile> tensors = ModelFolder.open(folder).tensors();
    assertThat(tensors.keySet()).containsExactly("a", "b");
    assertThat(tensors.get("b").file()).hasFileName("model-00002-of-00002.safetensors");
    assertThat(ModelFolder.open(folder).sha256()).matches("[0-9a-f]{64}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"../outside.safetensors", "/etc/passwd", "x/../../outside.safetensors", ""})
  void refusesAPathThatLeavesTheFolder(String name) throws IOException {
    Path inner = Files.createDirectory(folder.resolve("model"));
    Files.writeString(inner.resolve("config.json"), "{}");
    Files.writeString(folder.resolve("outside.safetensors"), "secret");
    Files.writeString(
        inner.resolve("model.safetensors.index.json"), "{\"weight_map\":{\"a\":\"" + name + "\"}}");
    assertThatThrownBy(() -> ModelFolder.open(inner).tensors())
        .isInstanceOf(BadModelException.class)
        .hasMessageContaining("'" + name + "' leads out of the folder");
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    assertThatThrownBy(() -> ModelFolder.open(folder.resolve("nowhere")))
        .hasMessageContaining("Cannot find model folder");
    assertThatThrownBy(() -> ModelFolder.open(folder))
        .hasMessageContaining("it has no config.json");
    Files.writeString(folder.resolve("config.json"), "{}");
    assertThatThrownBy(() -> ModelFolder.open(folder).tensors())
        .hasMessageContaining("neither model.safetensors nor model.safetensors.index.json")
        .hasMessageContaining("Pickled weights (.bin) are never loaded");
    index("{'a':'gone.safetensors'}");
    assertThatThrownBy(() -> ModelFolder.open(folder).tensors())
        .hasMessageContaining("gone.safetensors is missing");
    shard("gone.safetensors", "other");
    assertThatThrownBy(() -> ModelFolder.open(folder).tensors())
        .hasMessageContaining("looks for tensor 'a' in gone.safetensors, which does not hold it");
  }

  private void shard(String name, String tensor) {
    SafetensorsWriter.write(
        folder.resolve(name),
        List.of(
            new SafetensorsWriter.Entry(tensor, DType.F32, new long[] {1}, () -> new float[] {1})),
        Map.of());
  }

  private void index(String map) throws IOException {
    Files.writeString(
        folder.resolve("model.safetensors.index.json"),
        ("{'weight_map':" + map + "}").replace('\'', '"'));
  }
}
