package dev.hone.engine.weights;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.HoneException;
import dev.hone.adapters.AdapterConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A base model with an adapter's change added to its weights: a model folder that needs no adapter.
 * Plain arithmetic in f32, one tensor in memory at a time; the weights keep the base's format (F16
 * becomes BF16).
 */
public final class MergedModel {
  private static final String PREFIX = "base_model.model.";
  private static final Set<String> COPIED =
      Set.of(
          "generation_config.json",
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "chat_template.jinja",
          "LICENSE");

  private MergedModel() {}

  /**
   * Writes the merged model. {@code out} appears when it is complete.
   *
   * @param base a model folder
   * @param adapter a folder in PEFT's layout
   * @param out a folder that is not there yet
   * @return how many matrices were changed
   * @throws IllegalArgumentException if {@code out} is there
   * @throws BadModelException if base and adapter do not fit
   */
  public static int write(Path base, Path adapter, Path out) {
    if (Files.exists(out)) {
      throw new IllegalArgumentException(
          "Cannot write merged model '" + out + "': it is there already. Name a new folder.");
    }
    ModelFolder model = ModelFolder.open(base);
    double scale = adapterConfig(adapter).scale();
    SafetensorsFile changes = SafetensorsFile.read(adapter.resolve(AdapterConfig.WEIGHTS));
    Path partial = out.resolveSibling(out.getFileName() + ".partial");
    try {
      Files.createDirectories(partial);
      int merged = weights(model, changes, scale, partial.resolve("model.safetensors"));
      try (Stream<Path> files = Files.list(base)) {
        for (Path file : files.toList()) {
          if (COPIED.contains(file.getFileName().toString())) {
            Files.copy(
                file, partial.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
      config(model, partial.resolve("config.json"));
      Files.move(partial, out, StandardCopyOption.ATOMIC_MOVE);
      return merged;
    } catch (IOException e) {
      throw new HoneException(
          "Cannot write merged model '"
              + out
              + "': "
              + e.getMessage()
              + ". Name a folder that"
              + " this process may write.",
          e);
    }
  }

  private static int weights(ModelFolder model, SafetensorsFile changes, double scale, Path file) {
    Set<String> unused = new HashSet<>(changes.tensors().keySet());
    List<SafetensorsWriter.Entry> entries = new ArrayList<>();
    int merged = 0;
    for (Map.Entry<String, SafetensorsFile> tensor : model.tensors().entrySet()) {
      String name = tensor.getKey();
      SafetensorsFile source = tensor.getValue();
      SafetensorsFile.Tensor shape = found(source, name);
      String stem = name.endsWith(".weight") ? name.substring(0, name.length() - 7) : name;
      String a = PREFIX + stem + ".lora_A.weight";
      String b = PREFIX + stem + ".lora_B.weight";
      boolean changed = unused.contains(a) && unused.contains(b);
      if (changed) {
        unused.removeAll(List.of(a, b));
        checkShapes(name, shape, found(changes, a), found(changes, b));
        merged++;
      }
      entries.add(
          new SafetensorsWriter.Entry(
              name,
              shape.type().equals("F32") ? DType.F32 : DType.BF16,
              shape.shape(),
              () -> {
                float[] values = TensorLoader.read(source, name);
                if (changed) {
                  add(
                      values,
                      TensorLoader.read(changes, b),
                      TensorLoader.read(changes, a),
                      found(changes, a),
                      scale);
                }
                return values;
              }));
    }
    if (!unused.isEmpty()) {
      throw new BadModelException(
          "Cannot merge "
              + changes.file()
              + ": the base model has no place for "
              + unused.stream().sorted().limit(3).toList()
              + ". Is it the base model that the adapter was fitted to?");
    }
    SafetensorsWriter.write(file, entries, Map.of("format", "pt"));
    return merged;
  }

  /** values += scale * B A, with A [rank, in], B [out, rank] and values [out, in]. */
  private static void add(
      float[] values, float[] b, float[] a, SafetensorsFile.Tensor shapeOfA, double scale) {
    int rank = (int) shapeOfA.shape()[0];
    int in = (int) shapeOfA.shape()[1];
    int out = values.length / in;
    double[] row = new double[in];
    for (int o = 0; o < out; o++) {
      java.util.Arrays.fill(row, 0);
      for (int r = 0; r < rank; r++) {
        double factor = b[o * rank + r];
        for (int i = 0; i < in; i++) {
          row[i] += factor * a[r * in + i];
        }
      }
      for (int i = 0; i < in; i++) {
        values[o * in + i] += (float) (scale * row[i]);
      }
    }
  }

  private static void checkShapes(
      String name,
      SafetensorsFile.Tensor weight,
      SafetensorsFile.Tensor a,
      SafetensorsFile.Tensor b) {
    boolean fits =
        weight.shape().length == 2
            && a.shape().length == 2
            && b.shape().length == 2
            && a.shape()[0] == b.shape()[1]
            && a.shape()[1] == weight.shape()[1]
            && b.shape()[0] == weight.shape()[0];
    if (!fits) {
      throw new BadModelException(
          "Cannot merge the adapter into '"
              + name
              + "': its shapes do not fit the base model's. Is it the base model that the adapter"
              + " was fitted to?");
    }
  }

  private static SafetensorsFile.Tensor found(SafetensorsFile file, String name) {
    SafetensorsFile.Tensor tensor = file.tensors().get(name);
    if (tensor == null) {
      throw new BadModelException(
          "Cannot use " + file.file() + ": it has no tensor '" + name + "'.");
    }
    return tensor;
  }

  /** The base's config, saying the format that the weights are written in. */
  private static void config(ModelFolder model, Path file) throws IOException {
    ObjectNode config = (ObjectNode) model.json("config.json");
    boolean wide =
        model.tensors().entrySet().stream()
            .allMatch(tensor -> found(tensor.getValue(), tensor.getKey()).type().equals("F32"));
    String key = config.has("torch_dtype") ? "torch_dtype" : "dtype";
    config.put(key, wide ? "float32" : "bfloat16");
    Files.writeString(file, config.toPrettyString() + "\n");
  }

  private static AdapterConfig adapterConfig(Path adapter) {
    Path file = adapter.resolve(AdapterConfig.FILE);
    try {
      return AdapterConfig.fromJson(Files.readString(file));
    } catch (IOException | IllegalArgumentException e) {
      throw new BadModelException("Cannot use adapter " + adapter + ": " + e.getMessage(), e);
    }
  }
}
