package dev.hone.engine.training;

import dev.hone.engine.decoder.DecoderProgram;
import dev.hone.engine.program.Scope;
import dev.hone.engine.program.Value;
import dev.hone.engine.weights.DType;
import dev.hone.engine.weights.SafetensorsWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is trained, in f32, with AdamW's moments beside it, and the parameters' moving average where
 * one is kept. Close it; shares the tensors given.
 */
final class Parameters implements AutoCloseable {
  private static final double EPSILON = 1e-8;

  private final DecoderProgram program;
  private final List<String> names;
  private final Value values;
  private final Value means;
  private final Value squares;
  private final Value steps;
  private @Nullable Value average;
  private int stepsDone;

  /** Fresh moments for a list of f32 tensors, which are changed in place. */
  Parameters(DecoderProgram program, List<String> names, Value values) {
    this.program = program;
    this.names = List.copyOf(names);
    this.values = values.share();
    this.means = program.call("zeros_like", values);
    this.squares = program.call("zeros_like", values);
    this.steps = counters(program, values, 0);
  }

  /** As saved. */
  Parameters(DecoderProgram program, Checkpoint saved) {
    this.program = program;
    this.names = saved.names();
    this.values = saved.parameters().share();
    this.means = saved.means();
    this.squares = saved.squares();
    this.steps = counters(program, values, saved.stepsDone());
    this.average = saved.average();
    this.stepsDone = saved.stepsDone();
  }

  private static Value counters(DecoderProgram program, Value values, int stepsDone) {
    try (Value at = Value.of((double) stepsDone)) {
      return program.call("counters", values, at);
    }
  }

  /** Clips and steps; returns the gradients' norm before clipping. */
  double step(Value gradients, double rate, TrainerOptions options) {
    try (Scope scope = new Scope()) {
      double norm =
          scope
              .add(
                  program.call(
                      "adamw",
                      values,
                      gradients,
                      means,
                      squares,
                      steps,
                      scope.of(rate),
                      scope.of(options.beta1()),
                      scope.of(options.beta2()),
                      scope.of(options.weightDecay()),
                      scope.of(EPSILON),
                      scope.of(options.clipNorm())))
              .toDouble();
      stepsDone++;
      return norm;
    }
  }

  /** Moves the average a share of the way to the values; it starts at them. */
  void average(double share) {
    try (Scope scope = new Scope()) {
      if (average == null) {
        average = program.copies(values, DType.F32);
      } else {
        scope.add(program.call("average", average, values, scope.of(share)));
      }
    }
  }

  /** What is worth keeping: the average where there is one, else the values. */
  Value kept() {
    return average == null ? values : average;
  }

  int stepsDone() {
    return stepsDone;
  }

  /** Writes what is worth keeping, alone. */
  void write(Path file, DType type) {
    List<SafetensorsWriter.Entry> entries = new ArrayList<>();
    List<Value> tensors = kept().tensors();
    try {
      addEntries(entries, "", tensors, type);
      SafetensorsWriter.write(file, entries, Map.of("format", "pt"));
    } finally {
      tensors.forEach(Value::close);
    }
  }

  /** Writes parameters, moments, step count and notes as one file, so that they never disagree. */
  void save(Path checkpoint, Map<String, String> notes) {
    try (Scope scope = new Scope()) {
      List<SafetensorsWriter.Entry> entries = new ArrayList<>();
      addEntries(entries, "", scope.addAll(values.tensors()), DType.F32);
      addEntries(entries, Checkpoint.MEAN, scope.addAll(means.tensors()), DType.F32);
      addEntries(entries, Checkpoint.SQUARE, scope.addAll(squares.tensors()), DType.F32);
      if (average != null) {
        addEntries(entries, Checkpoint.AVERAGE, scope.addAll(average.tensors()), DType.F32);
      }
      Map<String, String> metadata = new TreeMap<>(notes);
      metadata.put(Checkpoint.STEPS, Integer.toString(stepsDone));
      SafetensorsWriter.write(checkpoint.resolve(Checkpoint.FILE), entries, metadata);
    }
  }

  private void addEntries(
      List<SafetensorsWriter.Entry> entries, String prefix, List<Value> tensors, DType type) {
    for (int i = 0; i < names.size(); i++) {
      Value tensor = tensors.get(i);
      entries.add(
          new SafetensorsWriter.Entry(
              prefix + names.get(i), type, tensor.shape(), tensor::toFloats));
    }
  }

  @Override
  public void close() {
    values.close();
    means.close();
    squares.close();
    steps.close();
    if (average != null) {
      average.close();
    }
  }
}
