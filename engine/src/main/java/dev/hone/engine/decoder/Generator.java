package dev.hone.engine.decoder;

import dev.hone.engine.program.Scope;
import dev.hone.engine.program.Value;
import dev.hone.engine.weights.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Continues token sequences with a key-value cache: prompts padded on the left to one length, then
 * one call a token. For one thread at a time. Close it; weights and adapter stay the caller's.
 */
public final class Generator implements AutoCloseable {
  private final DecoderProgram program;
  private final Value weights;
  private final Value adapter;
  private final DType type;
  private final RopeTable rope;

  /**
   * A generator over weights that stay the caller's.
   *
   * @param weights the program's weights
   * @param adapter (A, B) per projection with the scale multiplied into B, or an empty list
   * @param type the type computed in
   */
  public Generator(DecoderProgram program, Value weights, Value adapter, DType type) {
    this.program = program;
    this.weights = weights;
    this.adapter = adapter;
    this.type = type;
    this.rope = new RopeTable(program, type);
  }

  /**
   * Greedy continuations.
   *
   * @param prompts token ids, of any lengths, none empty
   * @param stopIds tokens that end a row and are not part of it
   * @return the new tokens, [row][...]
   */
  public int[][] greedy(List<int[]> prompts, int maxNewTokens, Set<Integer> stopIds) {
    List<Row> rows = new ArrayList<>();
    for (int[] prompt : prompts) {
      rows.add(new GreedyRow(prompt, maxNewTokens, stopIds));
    }
    run(rows);
    int[][] tokens = new int[rows.size()][];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = ((GreedyRow) rows.get(i)).tokens();
    }
    return tokens;
  }

  /** Continues all rows together until every one is done. */
  public void run(List<? extends Row> rows) {
    List<Row> alive = new ArrayList<>(rows);
    int longest = 0;
    int room = 0;
    for (Row row : rows) {
      if (row.prompt().length == 0) {
        throw new IllegalArgumentException("Cannot continue an empty prompt.");
      }
      longest = Math.max(longest, row.prompt().length);
      room = Math.max(room, row.maxNewTokens());
    }
    rope.reach(longest + room);
    Batch batch = new Batch(alive, longest, room);
    try (batch) {
      int at = 0;
      long[] ids = batch.paddedPrompts();
      int width = longest;
      while (!alive.isEmpty()) {
        try (Value logits = batch.decode(ids, width, at)) {
          ids = choose(alive, logits);
        }
        at += width;
        width = 1;
        ids = batch.dropDone(ids);
      }
    }
  }

  /** Lets every row take its next token. */
  private long[] choose(List<Row> alive, Value logits) {
    long[] chosen;
    try (Value best = program.call("greedy", logits)) {
      chosen = best.toLongs();
    }
    boolean anySampled = false;
    for (Row row : alive) {
      anySampled |= row.needsLogits();
    }
    float[] all = null;
    if (anySampled) {
      try (Value code = Value.of((long) DType.F32.code());
          Value wide = program.call("to_type", logits, code)) {
        all = wide.toFloats();
      }
    }
    int vocabulary = program.config().vocabulary();
    for (int i = 0; i < chosen.length; i++) {
      Row row = alive.get(i);
      if (row.needsLogits() && all != null) {
        chosen[i] = row.choose(all, i * vocabulary, vocabulary);
      }
      row.take((int) chosen[i]);
    }
    return chosen;
  }

  /** The rows that are decoded together, with their cache. */
  private final class Batch implements AutoCloseable {
    private final List<Row> alive;
    private final int longest;
    private long[] pad;
    private @Nullable Value keys;
    private @Nullable Value values;

    Batch(List<Row> alive, int longest, int room) {
      this.alive = alive;
      this.longest = longest;
      this.pad = alive.stream().mapToLong(row -> longest - row.prompt().length).toArray();
      try (Scope scope = new Scope();
          Value cache =
              program.call(
                  "cache",
                  scope.of((long) alive.size()),
                  scope.of((long) longest + room),
                  scope.of((long) type.code()),
                  weights)) {
        List<Value> parts = cache.parts();
        keys = parts.get(0);
        values = parts.get(1);
      }
    }

    long[] paddedPrompts() {
      long[] ids = new long[alive.size() * longest];
      for (int row = 0; row < alive.size(); row++) {
        int[] prompt = alive.get(row).prompt();
        for (int t = 0; t < prompt.length; t++) {
          ids[row * longest + longest - prompt.length + t] = prompt[t];
        }
      }
      return ids;
    }

    Value decode(long[] ids, int width, int at) {
      boolean padded = false;
      for (long by : pad) {
        padded |= by > 0;
      }
      try (Scope scope = new Scope()) {
        return program.call(
            "decode",
            scope.add(Value.longs(ids, alive.size(), width)),
            scope.of((long) at),
            scope.add(Value.longs(pad, pad.length)),
            scope.of(padded),
            keys,
            values,
            rope.cosines(),
            rope.sines(),
            weights,
            adapter,
            scope.of(1.0),
            scope.of((long) type.code()));
      }
    }

    /** Takes finished rows out of the batch once they are a quarter of it; keeps the order. */
    long[] dropDone(long[] ids) {
      int done = 0;
      for (Row row : alive) {
        done += row.done() ? 1 : 0;
      }
      if (done == alive.size()) {
        alive.clear();
        return ids;
      }
      if (done * 4 < alive.size() || done == 0) {
        return ids;
      }
      long[] kept = new long[alive.size() - done];
      long[] keptIds = new long[kept.length];
      long[] keptPad = new long[kept.length];
      List<Row> left = new ArrayList<>();
      for (int i = 0; i < alive.size(); i++) {
        if (!alive.get(i).done()) {
          kept[left.size()] = i;
          keptIds[left.size()] = ids[i];
          keptPad[left.size()] = pad[i];
          left.add(alive.get(i));
        }
      }
      try (Value which = Value.longs(kept, kept.length);
          Value dim = Value.of(1L)) {
        keys = replaced(keys, which, dim);
        values = replaced(values, which, dim);
      }
      alive.clear();
      alive.addAll(left);
      pad = keptPad;
      return keptIds;
    }

    private Value replaced(@Nullable Value old, Value which, Value dim) {
      try (Value before = java.util.Objects.requireNonNull(old)) {
        return program.call("keep_rows", before, which, dim);
      }
    }

    @Override
    public void close() {
      if (keys != null) {
        keys.close();
      }
      if (values != null) {
        values.close();
      }
    }
  }

  @Override
  public void close() {
    rope.close();
  }
}
