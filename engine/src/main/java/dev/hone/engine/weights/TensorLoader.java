package dev.hone.engine.weights;

import dev.hone.engine.program.Value;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Tensors of safetensors files as native ones. A file is mapped once per dtype and cut, so that
 * processes on a machine share its pages; a tensor that lies misaligned is copied. Files must not
 * be cut short while their tensors live. For one thread. Closing it leaves the tensors.
 */
public final class TensorLoader implements AutoCloseable {
  private static final int CHUNK_ELEMENTS = 1 << 30;

  /** Calls a method of the program, which makes the maps. */
  @FunctionalInterface
  public interface Program {
    Value call(String method, Value... arguments);
  }

  private record MapKey(Path file, DType type) {}

  private final Program program;
  private final Map<MapKey, Value> maps = new HashMap<>();

  public TensorLoader(Program program) {
    this.program = program;
  }

  /**
   * Loads one tensor; the caller closes it.
   *
   * @throws BadModelException if its dtype is none that Hone computes with
   */
  public Value load(SafetensorsFile file, String name, DType wanted) {
    SafetensorsFile.Tensor tensor = file.tensors().get(name);
    DType type = typeOf(file, name, tensor);
    Value stored =
        tensor.start() % type.bytes() == 0
            ? mapped(file, tensor, type)
            : copied(file, tensor, type);
    if (type == wanted) {
      return stored;
    }
    try (stored;
        Value code = Value.of((long) wanted.code())) {
      return program.call("to_type", stored, code);
    }
  }

  private Value mapped(SafetensorsFile file, SafetensorsFile.Tensor tensor, DType type) {
    Value map =
        maps.computeIfAbsent(
            new MapKey(file.file(), type), key -> map(file.file(), file.bytes(), type));
    try (Value start = Value.of(tensor.start() / type.bytes());
        Value end = Value.of(tensor.end() / type.bytes());
        Value shape = Value.sizes(tensor.shape())) {
      return program.call("cut", map, start, end, shape);
    }
  }

  private Value map(Path file, long bytes, DType type) {
    try (Value path = Value.of(file.toAbsolutePath().toString());
        Value elements = Value.of(bytes / type.bytes());
        Value code = Value.of((long) type.code())) {
      return program.call("map_file", path, elements, code);
    }
  }

  /** Through the heap, in f32 and back: rare, and right for every type. */
  private Value copied(SafetensorsFile file, SafetensorsFile.Tensor tensor, DType type) {
    float[] values = read(file, tensor, type);
    try (Value wide = Value.floats(values, tensor.shape());
        Value code = Value.of((long) type.code())) {
      return program.call("to_type", wide, code);
    }
  }

  /** A tensor's numbers on the heap, as floats. */
  public static float[] read(SafetensorsFile file, String name) {
    SafetensorsFile.Tensor tensor = file.tensors().get(name);
    return read(file, tensor, typeOf(file, name, tensor));
  }

  private static float[] read(SafetensorsFile file, SafetensorsFile.Tensor tensor, DType type) {
    long elements = (tensor.end() - tensor.start()) / type.bytes();
    if (elements > CHUNK_ELEMENTS) {
      throw new BadModelException(
          "Cannot use "
              + file.file()
              + ": a tensor of "
              + elements
              + " numbers has to be copied, which is more than a Java array holds well. Write the"
              + " file again with safetensors, which aligns tensors.");
    }
    float[] values = new float[(int) elements];
    try (FileChannel channel = FileChannel.open(file.file(), StandardOpenOption.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
      int at = 0;
      while (at < values.length) {
        int count = Math.min(bytes.capacity() / type.bytes(), values.length - at);
        bytes.clear().limit(count * type.bytes());
        SafetensorsFile.readFully(channel, bytes, tensor.start() + (long) at * type.bytes());
        for (int i = 0; i < count; i++) {
          values[at + i] = type.read(bytes, i);
        }
        at += count;
      }
    } catch (IOException e) {
      throw new BadModelException("Cannot read " + file.file() + ": " + e.getMessage(), e);
    }
    return values;
  }

  private static DType typeOf(SafetensorsFile file, String name, SafetensorsFile.Tensor tensor) {
    return Arrays.stream(DType.values())
        .filter(type -> type.name().equals(tensor.type()))
        .findFirst()
        .orElseThrow(
            () ->
                new BadModelException(
                    "Cannot use "
                        + file.file()
                        + ": tensor '"
                        + name
                        + "' is "
                        + tensor.type()
                        + ". Hone computes with F32, BF16 and F16."));
  }

  @Override
  public void close() {
    maps.values().forEach(Value::close);
    maps.clear();
  }
}
