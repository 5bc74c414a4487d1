package dev.hone.engine.weights;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.HoneException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Writes safetensors files, one tensor in memory at a time. */
public final class SafetensorsWriter {
  private static final int ALIGNMENT = 8;

  private SafetensorsWriter() {}

  /**
   * A tensor to write.
   *
   * @param values its numbers, row by row; asked for once, when its turn comes
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Entry(String name, DType type, long[] shape, Supplier<float[]> values) {
    long bytes() {
      long bytes = type.bytes();
      for (long size : shape) {
        bytes *= size;
      }
      return bytes;
    }
  }

  /**
   * Writes a file; an existing one is replaced only when the new one is complete.
   *
   * @throws HoneException if the file cannot be written
   */
  public static void write(Path file, List<Entry> entries, Map<String, String> metadata) {
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(partial), 1 << 20)) {
        byte[] header = header(entries, metadata);
        out.write(
            ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
        out.write(header);
        for (Entry entry : entries) {
          out.write(bytes(entry));
        }
      }
      Files.move(
          partial,
          file,
          java.nio.file.StandardCopyOption.REPLACE_EXISTING,
          java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new HoneException("Cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  private static byte[] header(List<Entry> entries, Map<String, String> metadata) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode texts = root.putObject("__metadata__");
      metadata.forEach(texts::put);
    }
    long at = 0;
    for (Entry entry : entries) {
      ObjectNode tensor = root.putObject(entry.name());
      tensor.put("dtype", entry.type().name());
      var shape = tensor.putArray("shape");
      for (long size : entry.shape()) {
        shape.add(size);
      }
      tensor.putArray("data_offsets").add(at).add(at + entry.bytes());
      at += entry.bytes();
    }
    StringBuilder json = new StringBuilder(root.toString());
    // Padded, so that the data can be mapped and cut where it lies.
    while (json.toString().getBytes(StandardCharsets.UTF_8).length % ALIGNMENT != 0) {
      json.append(' ');
    }
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Entry entry) {
    float[] values = entry.values().get();
    if ((long) values.length * entry.type().bytes() != entry.bytes()) {
      throw new IllegalArgumentException(
          "Tensor '"
              + entry.name()
              + "' has "
              + values.length
              + " numbers; its shape needs "
              + entry.bytes() / entry.type().bytes()
              + ".");
    }
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * entry.type().bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      switch (entry.type()) {
        case F32 -> bytes.putFloat(value);
        case BF16 -> bytes.putShort(DType.bfloat(value));
        case F16 -> throw new IllegalArgumentException("Hone writes F32 and BF16; not F16.");
      }
    }
    return bytes.array();
  }
}
