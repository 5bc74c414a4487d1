package dev.hone.engine;

import dev.hone.engine.decoder.DecoderConfig;
import dev.hone.engine.decoder.DecoderProgram;
import dev.hone.engine.decoder.DecoderWeights;
import dev.hone.engine.decoder.LoraAdapter;
import dev.hone.engine.decoder.RopeTable;
import dev.hone.engine.program.Scope;
import dev.hone.engine.program.Value;
import dev.hone.engine.weights.DType;
import dev.hone.engine.weights.ModelFolder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** All logits of a model in f32, as tests want to see them. */
record Logits(DecoderProgram program, DecoderWeights weights, @Nullable LoraAdapter adapter)
    implements AutoCloseable {
  static Logits of(Path base, @Nullable Path adapter) {
    ModelFolder folder = ModelFolder.open(base);
    DecoderProgram program = DecoderProgram.compile(DecoderConfig.from(folder.json("config.json")));
    return new Logits(
        program,
        DecoderWeights.load(folder, program, DType.F32),
        adapter == null ? null : LoraAdapter.load(adapter, program));
  }

  /** [rows, positions, vocabulary], flat. */
  float[] of(int[][] ids) {
    long[] flat = new long[ids.length * ids[0].length];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = ids[i / ids[0].length][i % ids[0].length];
    }
    try (Scope scope = new Scope();
        RopeTable rope = new RopeTable(program, DType.F32)) {
      rope.reach(ids[0].length);
      Value empty = scope.add(Value.list(java.util.List.of()));
      return scope
          .add(
              program.call(
                  "logits",
                  scope.add(Value.longs(flat, ids.length, ids[0].length)),
                  rope.cosines(),
                  rope.sines(),
                  weights.list(),
                  adapter == null ? empty : adapter.list(),
                  scope.of(adapter == null ? 1.0 : adapter.config().scale()),
                  scope.of((long) DType.F32.code())))
          .toFloats();
    }
  }

  @Override
  public void close() {
    weights.close();
    if (adapter != null) {
      adapter.close();
    }
    program.close();
  }
}
