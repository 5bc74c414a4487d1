package dev.hone.engine.training;

import dev.hone.engine.decoder.DecoderProgram;
import dev.hone.engine.program.Scope;
import dev.hone.engine.program.Value;
import dev.hone.engine.weights.BadModelException;
import dev.hone.engine.weights.DType;
import dev.hone.engine.weights.SafetensorsFile;
import dev.hone.engine.weights.TensorLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A training's state as it was saved: lists of f32 tensors in memory of their own, owned by whoever
 * takes them.
 *
 * @param average the parameters' moving average; null where none was kept
 */
record Checkpoint(
    List<String> names,
    Value parameters,
    Value means,
    Value squares,
    @Nullable Value average,
    int stepsDone) {
  static final String FILE = "state.safetensors";
  static final String MEAN = "mean.";
  static final String SQUARE = "square.";
  static final String AVERAGE = "average.";
  static final String STEPS = "steps";

  /** Reads the state of the named parameters. */
  static Checkpoint read(Path folder, List<String> names, DecoderProgram program) {
    SafetensorsFile file = SafetensorsFile.read(folder.resolve(FILE));
    String steps = file.metadata().getOrDefault(STEPS, "");
    if (!steps.matches("\\d{1,9}")) {
      throw new BadModelException(
          "Cannot resume from " + folder + ": its step count is '" + steps + "'.");
    }
    return new Checkpoint(
        List.copyOf(names),
        list(file, "", names, program),
        list(file, MEAN, names, program),
        list(file, SQUARE, names, program),
        file.tensors().keySet().stream().anyMatch(name -> name.startsWith(AVERAGE))
            ? list(file, AVERAGE, names, program)
            : null,
        Integer.parseInt(steps));
  }

  private static Value list(
      SafetensorsFile file, String prefix, List<String> names, DecoderProgram program) {
    try (TensorLoader loader = new TensorLoader(program::call);
        Scope scope = new Scope()) {
      List<Value> tensors = new ArrayList<>();
      for (String name : names) {
        if (!file.tensors().containsKey(prefix + name)) {
          throw new BadModelException(
              "Cannot resume from " + file.file() + ": it lacks '" + prefix + name + "'.");
        }
        tensors.add(scope.add(loader.load(file, prefix + name, DType.F32)));
      }
      // Copied: the file behind a map is replaced by the next save.
      return program.copies(scope.add(Value.list(tensors)), DType.F32);
    }
  }
}
