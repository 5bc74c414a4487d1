package dev.hone.engine.decoder;

import dev.hone.engine.program.Scope;
import dev.hone.engine.program.Value;
import dev.hone.engine.weights.BadModelException;
import dev.hone.engine.weights.DType;
import dev.hone.engine.weights.ModelFolder;
import dev.hone.engine.weights.SafetensorsFile;
import dev.hone.engine.weights.TensorLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A decoder's parameters, in the order of {@link DecoderConfig#parameters}, as one list in native
 * memory. Never changed except by a trainer of all parameters. Close it.
 */
public final class DecoderWeights implements AutoCloseable {
  private final Value list;
  private final DType type;

  private DecoderWeights(Value list, DType type) {
    this.list = list;
    this.type = type;
  }

  /** The list that the program takes; owned by this. */
  public Value list() {
    return list;
  }

  public DType type() {
    return type;
  }

  /** Takes a list over that is already in the order of the parameters. */
  public static DecoderWeights of(Value list, DType type) {
    return new DecoderWeights(list, type);
  }

  /**
   * Loads a folder's weights: memory-mapped where the file holds them in the wanted type, else
   * converted.
   *
   * @throws BadModelException if a parameter is missing, left over, or of another shape
   */
  public static DecoderWeights load(ModelFolder folder, DecoderProgram program, DType type) {
    DecoderConfig config = program.config();
    Map<String, SafetensorsFile> files = folder.tensors();
    List<DecoderConfig.Parameter> parameters = config.parameters();
    refuseLeftOver(folder, files.keySet(), parameters, config);
    try (TensorLoader loader = new TensorLoader(program::call);
        Scope scope = new Scope()) {
      List<Value> tensors = new ArrayList<>();
      for (DecoderConfig.Parameter parameter : parameters) {
        SafetensorsFile file = files.get(parameter.name());
        if (file == null) {
          throw new BadModelException(
              "Cannot load "
                  + folder.path()
                  + ": tensor '"
                  + parameter.name()
                  + "' is missing from its safetensors. Does config.json belong to these weights?");
        }
        SafetensorsFile.Tensor tensor = file.tensors().get(parameter.name());
        if (!Arrays.equals(tensor.shape(), parameter.shape())) {
          throw new BadModelException(
              "Cannot load "
                  + folder.path()
                  + ": tensor '"
                  + parameter.name()
                  + "' has shape "
                  + Arrays.toString(tensor.shape())
                  + "; config.json asks for "
                  + Arrays.toString(parameter.shape())
                  + ".");
        }
        tensors.add(scope.add(loader.load(file, parameter.name(), type)));
      }
      return new DecoderWeights(Value.list(tensors), type);
    }
  }

  /**
   * Random weights in f32: normal with the config's deviation, projections back into the residual
   * stream scaled by 1/sqrt(2 layers), norms 1, biases 0.
   */
  public static DecoderWeights random(DecoderConfig config, long seed) {
    Random random = new Random(seed);
    double back = 1 / Math.sqrt(2.0 * config.layers());
    try (Scope scope = new Scope()) {
      List<Value> tensors = new ArrayList<>();
      for (DecoderConfig.Parameter parameter : config.parameters()) {
        String name = parameter.name();
        long elements = Arrays.stream(parameter.shape()).reduce(1, Math::multiplyExact);
        float[] values = new float[Math.toIntExact(elements)];
        if (name.endsWith("norm.weight")) {
          Arrays.fill(values, 1);
        } else if (!name.endsWith(".bias")) {
          boolean residual = name.endsWith("o_proj.weight") || name.endsWith("down_proj.weight");
          double deviation = config.initializerRange() * (residual ? back : 1);
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() * deviation);
          }
        }
        tensors.add(scope.add(Value.floats(values, parameter.shape())));
      }
      return new DecoderWeights(Value.list(tensors), DType.F32);
    }
  }

  /** Copies in f32 and memory of their own, to be trained. */
  public DecoderWeights trainable(DecoderProgram program) {
    return new DecoderWeights(program.copies(list, DType.F32), DType.F32);
  }

  /** Copies in another type. */
  public DecoderWeights in(DecoderProgram program, DType newType) {
    return new DecoderWeights(program.copies(list, newType), newType);
  }

  private static void refuseLeftOver(
      ModelFolder folder,
      Set<String> names,
      List<DecoderConfig.Parameter> parameters,
      DecoderConfig config) {
    Set<String> left = new HashSet<>(names);
    parameters.forEach(parameter -> left.remove(parameter.name()));
    if (config.tied()) {
      left.remove("lm_head.weight");
    }
    // Old Llama files carry the rotary frequencies, which the config gives too.
    left.removeIf(name -> name.endsWith("rotary_emb.inv_freq"));
    if (!left.isEmpty()) {
      throw new BadModelException(
          "Cannot load "
              + folder.path()
              + ": its safetensors hold '"
              + left.stream().sorted().findFirst().orElseThrow()
              + "' ("
              + left.size()
              + " such), which a "
              + config.modelType()
              + " of this config.json does not have.");
    }
  }

  @Override
  public void close() {
    list.close();
  }
}
