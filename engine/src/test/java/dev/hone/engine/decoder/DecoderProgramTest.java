package dev.hone.engine.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.HoneException;
import dev.hone.engine.Parity;
import dev.hone.engine.program.Scope;
import dev.hone.engine.program.Value;
import dev.hone.engine.weights.BadModelException;
import dev.hone.engine.weights.DType;
import dev.hone.engine.weights.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecoderProgramTest {
  private static final ModelFolder FOLDER = ModelFolder.open(Parity.of("qwen2-untied").folder());

  @TempDir Path folder;

  @Test
  void lossInChunksEqualsLossAtOnce() {
    try (DecoderProgram program = compile();
        DecoderWeights weights = DecoderWeights.load(FOLDER, program, DType.F32)) {
      List<float[]> whole = gradients(program, weights, 1000, false);
      for (boolean checkpoint : new boolean[] {false, true}) {
        List<float[]> chunked = gradients(program, weights, 3, checkpoint);
        assertThat(chunked).hasSameSizeAs(whole);
        for (int i = 0; i < whole.size(); i++) {
          for (int j = 0; j < whole.get(i).length; j++) {
            assertThat(chunked.get(i)[j])
                .isCloseTo(whole.get(i)[j], org.assertj.core.api.Assertions.within(2e-5f));
          }
        }
      }
    }
  }

  /** Of all weights, so that those of the head are summed over chunks too. */
  private static List<float[]> gradients(
      DecoderProgram program, DecoderWeights weights, long chunk, boolean checkpoint) {
    try (Scope scope = new Scope();
        RopeTable rope = new RopeTable(program, DType.F32)) {
      rope.reach(6);
      List<Value> result =
          scope.parts(
              scope.add(
                  program.call(
                      "gradients",
                      scope.add(Value.longs(new long[] {9, 8, 7, 6, 5, 4, 9, 9, 8, 8, 7, 7}, 2, 6)),
                      scope.add(Value.longs(new long[] {0, 1, 2, 3, 4, 7, 8, 9}, 8)),
                      scope.add(Value.longs(new long[] {8, 7, 6, 5, 4, 8, 8, 7}, 8)),
                      scope.add(Value.floats(new float[] {1, 1, 1, 1, 1, 2, 2, 2}, 8)),
                      scope.of(11.0),
                      rope.cosines(),
                      rope.sines(),
                      weights.list(),
                      scope.add(Value.list(List.of())),
                      scope.of(1.0),
                      scope.of((long) DType.F32.code()),
                      scope.of(chunk),
                      scope.of(checkpoint))));
      return scope.addAll(result.get(1).tensors()).stream().map(Value::toFloats).toList();
    }
  }

  @Test
  void failureInLibtorchIsAJavaException() {
    try (DecoderProgram program = compile();
        Value number = Value.of(1L)) {
      assertThatThrownBy(() -> program.call("greedy", number))
          .isInstanceOf(HoneException.class)
          .hasMessageContaining("libtorch failed in 'greedy'");
    }
  }

  @Test
  void refusesWeightsThatDoNotFitTheConfig() throws IOException {
    for (String file : List.of("config.json", "model.safetensors")) {
      Files.copy(FOLDER.path().resolve(file), folder.resolve(file));
    }
    assertThatThrownBy(() -> load("\"intermediate_size\": 48", "\"intermediate_size\": 64"))
        .isInstanceOf(BadModelException.class)
        .hasMessageContaining(
            "mlp.gate_proj.weight' has shape [48, 32]; config.json asks for [64, 32]");
    assertThatThrownBy(() -> load("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3"))
        .isInstanceOf(BadModelException.class)
        .hasMessageContaining("tensor 'model.layers.2.input_layernorm.weight' is missing");
    assertThatThrownBy(() -> load("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1"))
        .isInstanceOf(BadModelException.class)
        .hasMessageContaining("hold 'model.layers.1.input_layernorm.weight' (12 such)");
    assertThatThrownBy(() -> load("\"model_type\": \"qwen2\"", "\"model_type\": \"llama\""))
        .isInstanceOf(BadModelException.class)
        .hasMessageContaining("bias");
  }

  private void load(String was, String is) throws IOException {
    String config = Files.readString(FOLDER.path().resolve("config.json"));
    assertThat(config).contains(was);
    Files.writeString(folder.resolve("config.json"), config.replace(was, is));
    ModelFolder changed = ModelFolder.open(folder);
    try (DecoderProgram program =
        DecoderProgram.compile(DecoderConfig.from(changed.json("config.json")))) {
      DecoderWeights.load(changed, program, DType.F32).close();
    }
  }

  @Test
  void misalignedTensorsAreCopied() throws IOException {
    // One blank more in the header moves every tensor off its place.
    byte[] file = Files.readAllBytes(FOLDER.path().resolve("model.safetensors"));
    java.nio.ByteBuffer in = java.nio.ByteBuffer.wrap(file).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    int header = (int) in.getLong(0);
    java.nio.ByteBuffer out =
        java.nio.ByteBuffer.allocate(file.length + 1).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    out.putLong(header + 1L).put(file, 8, header).put((byte) ' ');
    out.put(file, 8 + header, file.length - 8 - header);
    Files.write(folder.resolve("model.safetensors"), out.array());
    Files.copy(FOLDER.path().resolve("config.json"), folder.resolve("config.json"));
    try (DecoderProgram program = compile();
        DecoderWeights moved = DecoderWeights.load(ModelFolder.open(folder), program, DType.F32);
        DecoderWeights straight = DecoderWeights.load(FOLDER, program, DType.F32);
        Scope scope = new Scope()) {
      List<Value> a = scope.addAll(moved.list().tensors());
      List<Value> b = scope.addAll(straight.list().tensors());
      for (int i = 0; i < a.size(); i++) {
        assertThat(a.get(i).toFloats()).containsExactly(b.get(i).toFloats());
      }
    }
  }

  private static DecoderProgram compile() {
    return DecoderProgram.compile(DecoderConfig.from(FOLDER.json("config.json")));
  }
}
