package dev.hone.engine.decoder;

import dev.hone.adapters.AdapterConfig;
import dev.hone.engine.program.Scope;
import dev.hone.engine.program.Value;
import dev.hone.engine.weights.BadModelException;
import dev.hone.engine.weights.DType;
import dev.hone.engine.weights.SafetensorsFile;
import dev.hone.engine.weights.TensorLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A LoRA adapter in native memory, f32: A [rank, in] and B [out, rank] for each projection of each
 * layer, in the program's order. Close it.
 */
public final class LoraAdapter implements AutoCloseable {
  /** Keys carry the module's path, and no adapter name. */
  private static final String PREFIX = "base_model.model.";

  private final AdapterConfig config;
  private final Value list;

  private LoraAdapter(AdapterConfig config, Value list) {
    this.config = config;
    this.list = list;
  }

  /** Takes over a list that is already in the program's order. */
  public static LoraAdapter of(AdapterConfig config, Value list) {
    return new LoraAdapter(config, list);
  }

  /** No adapter: an empty list, which the program takes for none. */
  public static LoraAdapter none() {
    return new LoraAdapter(AdapterConfig.of(1, 1, ""), Value.list(List.of()));
  }

  /** As PEFT starts one: A uniform within 1/sqrt(in), B nought, so that nothing changes yet. */
  public static LoraAdapter fresh(AdapterConfig config, DecoderConfig decoder, long seed) {
    Random random = new Random(seed);
    try (Scope scope = new Scope()) {
      List<Value> tensors = new ArrayList<>();
      for (Matrix matrix : matrices(decoder, config)) {
        float[] values = new float[Math.toIntExact(matrix.rows() * matrix.columns())];
        if (matrix.isA()) {
          double bound = 1 / Math.sqrt((double) matrix.columns());
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
          }
        }
        tensors.add(scope.add(Value.floats(values, matrix.rows(), matrix.columns())));
      }
      return new LoraAdapter(config, Value.list(tensors));
    }
  }

  /**
   * Loads an adapter folder.
   *
   * @throws BadModelException if it is broken, does something plain LoRA does not, or does not fit
   *     the decoder
   */
  public static LoraAdapter load(Path folder, DecoderProgram program) {
    AdapterConfig config = config(folder);
    SafetensorsFile file = SafetensorsFile.read(folder.resolve(AdapterConfig.WEIGHTS));
    Set<String> left = new HashSet<>(file.tensors().keySet());
    try (TensorLoader loader = new TensorLoader(program::call);
        Scope scope = new Scope()) {
      List<Value> tensors = new ArrayList<>();
      for (Matrix matrix : matrices(program.config(), config)) {
        if (matrix.absent()) {
          tensors.add(scope.add(Value.floats(new float[0], matrix.rows(), matrix.columns())));
          continue;
        }
        left.remove(matrix.name());
        tensors.add(scope.add(checked(file, matrix, folder, loader)));
      }
      if (!left.isEmpty()) {
        throw new BadModelException(
            "Cannot use adapter "
                + folder
                + ": it holds '"
                + left.stream().sorted().findFirst().orElseThrow()
                + "', which the base model has no place for. Is it the base it was fitted to?");
      }
      // Copied, so that an adapter folder may be replaced while its adapter answers.
      return new LoraAdapter(config, program.copies(scope.add(Value.list(tensors)), DType.F32));
    }
  }

  /** Reads an adapter folder's config. */
  public static AdapterConfig config(Path folder) {
    Path file = folder.resolve(AdapterConfig.FILE);
    if (!Files.isRegularFile(file)) {
      throw new BadModelException(
          "Cannot use " + folder + " as an adapter: it has no " + AdapterConfig.FILE + ".");
    }
    try {
      return AdapterConfig.fromJson(Files.readString(file));
    } catch (IOException | IllegalArgumentException e) {
      throw new BadModelException("Cannot use " + file + ": " + e.getMessage(), e);
    }
  }

  private static Value checked(
      SafetensorsFile file, Matrix matrix, Path folder, TensorLoader loader) {
    SafetensorsFile.Tensor tensor = file.tensors().get(matrix.name());
    if (tensor == null) {
      throw new BadModelException(
          "Cannot use adapter " + folder + ": it lacks '" + matrix.name() + "'.");
    }
    long[] shape = {matrix.rows(), matrix.columns()};
    if (!Arrays.equals(tensor.shape(), shape)) {
      throw new BadModelException(
          "Cannot use adapter "
              + folder
              + ": '"
              + matrix.name()
              + "' has shape "
              + Arrays.toString(tensor.shape())
              + "; rank and base model ask for "
              + Arrays.toString(shape)
              + ". Is it the base it was fitted to?");
    }
    return loader.load(file, matrix.name(), DType.F32);
  }

  public AdapterConfig config() {
    return config;
  }

  /** The list that the program takes; owned by this. */
  public Value list() {
    return list;
  }

  /** A list for decoding: in another type, the scale multiplied into B. The caller closes it. */
  public Value forDecoding(DecoderProgram program, DType type) {
    try (Value code = Value.of((long) type.code());
        Value scale = Value.of(config.scale())) {
      return program.call("casts", list, code, scale);
    }
  }

  /** The names of the list's tensors, as PEFT writes them. */
  public static List<String> names(DecoderConfig decoder, AdapterConfig config) {
    return matrices(decoder, config).stream().map(Matrix::name).toList();
  }

  private record Matrix(String name, boolean isA, long rows, long columns, boolean absent) {}

  /** All matrices in the program's order; of projections that are not adapted, of rank 0. */
  private static List<Matrix> matrices(DecoderConfig decoder, AdapterConfig config) {
    long query = (long) decoder.heads() * decoder.headDim();
    long keys = (long) decoder.kvHeads() * decoder.headDim();
    long hidden = decoder.hidden();
    long wide = decoder.feedForward();
    List<Matrix> matrices = new ArrayList<>();
    for (int layer = 0; layer < decoder.layers(); layer++) {
      String prefix = PREFIX + "model.layers." + layer + ".";
      add(matrices, config, prefix + "self_attn.", "q_proj", hidden, query);
      add(matrices, config, prefix + "self_attn.", "k_proj", hidden, keys);
      add(matrices, config, prefix + "self_attn.", "v_proj", hidden, keys);
      add(matrices, config, prefix + "self_attn.", "o_proj", query, hidden);
      add(matrices, config, prefix + "mlp.", "gate_proj", hidden, wide);
      add(matrices, config, prefix + "mlp.", "up_proj", hidden, wide);
      add(matrices, config, prefix + "mlp.", "down_proj", wide, hidden);
    }
    return matrices;
  }

  private static void add(
      List<Matrix> matrices,
      AdapterConfig config,
      String prefix,
      String projection,
      long in,
      long out) {
    boolean absent = !config.targetModules().contains(projection);
    long rank = absent ? 0 : config.rank();
    String name = prefix + projection;
    matrices.add(new Matrix(name + ".lora_A.weight", true, rank, in, absent));
    matrices.add(new Matrix(name + ".lora_B.weight", false, out, rank, absent));
  }

  @Override
  public void close() {
    list.close();
  }
}
