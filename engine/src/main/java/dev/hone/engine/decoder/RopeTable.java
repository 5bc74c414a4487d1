package dev.hone.engine.decoder;

import dev.hone.engine.program.Value;
import dev.hone.engine.weights.DType;
import java.util.List;

/** Cosines and sines of positions, made once and longer when needed. For one thread. Close it. */
public final class RopeTable implements AutoCloseable {
  private static final int FIRST = 512;

  private final DecoderProgram program;
  private final DType type;
  private int positions;
  private List<Value> table = List.of();

  public RopeTable(DecoderProgram program, DType type) {
    this.program = program;
    this.type = type;
  }

  /** Makes sure that this many positions are there. */
  public void reach(int needed) {
    if (needed <= positions) {
      return;
    }
    close();
    positions = Math.max(FIRST, Integer.highestOneBit(Math.max(1, needed - 1)) * 2);
    try (Value both = program.rope(positions, type)) {
      table = both.parts();
    }
  }

  /** [positions, headDim]; owned by this table. */
  public Value cosines() {
    return table.get(0);
  }

  /** [positions, headDim]; owned by this table. */
  public Value sines() {
    return table.get(1);
  }

  @Override
  public void close() {
    table.forEach(Value::close);
    table = List.of();
    positions = 0;
  }
}
