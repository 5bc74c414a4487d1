package dev.hone.engine.weights;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a safetensors file says it holds, checked: the header fits the file, and the tensors fill
 * the data without hole or overlap. The file comes from anywhere, so nothing in it is believed.
 *
 * @param file where it is
 * @param bytes its size
 * @param tensors by name, in the header's order
 * @param metadata the header's free texts
 */
public record SafetensorsFile(
    Path file, long bytes, Map<String, Tensor> tensors, Map<String, String> metadata) {
  /** The reference implementation's own bound. */
  static final long MAX_HEADER_BYTES = 100_000_000;

  private static final int LENGTH_BYTES = 8;

  private static final ObjectMapper STRICT =
      JsonMapper.builder()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /**
   * One tensor.
   *
   * @param type as the file writes it: F32, BF16, I64, ...
   * @param shape sizes, outermost first
   * @param start its first byte, counted from the start of the file
   * @param end the byte after its last
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Tensor(String type, long[] shape, long start, long end) {}

  public SafetensorsFile {
    tensors = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Map.copyOf(metadata);
  }

  /**
   * Reads and checks the header.
   *
   * @throws BadModelException if the file breaks a rule, with the rule and the numbers
   */
  public static SafetensorsFile read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size < LENGTH_BYTES) {
        throw bad(file, "it has " + size + " bytes; the length of the header alone takes 8");
      }
      ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      readFully(channel, length, 0);
      long headerBytes = length.getLong(0);
      if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES) {
        throw bad(
            file,
            "its header claims "
                + Long.toUnsignedString(headerBytes)
                + " bytes; between 2 and "
                + MAX_HEADER_BYTES
                + " are allowed");
      }
      if (headerBytes > size - LENGTH_BYTES) {
        throw bad(
            file,
            "its header claims "
                + headerBytes
                + " bytes, but the file has only "
                + size
                + " in all"
                + " (is the copy complete?)");
      }
      ByteBuffer header = ByteBuffer.allocate((int) headerBytes);
      readFully(channel, header, LENGTH_BYTES);
      return parse(file, size, LENGTH_BYTES + headerBytes, header.array());
    } catch (IOException e) {
      throw new BadModelException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  static void readFully(FileChannel channel, ByteBuffer into, long at) throws IOException {
    while (into.hasRemaining()) {
      int read = channel.read(into, at + into.position());
      if (read < 0) {
        throw new EOFException("the file ends at byte " + (at + into.position()));
      }
    }
  }

  private static SafetensorsFile parse(Path file, long size, long dataStart, byte[] header) {
    JsonNode root;
    try {
      root = STRICT.readTree(header);
    } catch (JsonProcessingException e) {
      throw new BadModelException(
          "Cannot use " + file + ": its header is not valid JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new BadModelException("Cannot use " + file + ": " + e.getMessage(), e);
    }
    if (!root.isObject()) {
      throw bad(file, "its header is not a JSON object");
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Iterator<Map.Entry<String, JsonNode>> it = root.fields(); it.hasNext(); ) {
      Map.Entry<String, JsonNode> entry = it.next();
      if (entry.getKey().equals("__metadata__")) {
        entry
            .getValue()
            .fields()
            .forEachRemaining(e -> metadata.put(e.getKey(), e.getValue().asText()));
      } else {
        tensors.put(
            entry.getKey(), tensor(file, entry.getKey(), entry.getValue(), dataStart, size));
      }
    }
    checkThatTensorsFillTheData(file, tensors, dataStart, size);
    return new SafetensorsFile(file, size, tensors, metadata);
  }

  private static Tensor tensor(Path file, String name, JsonNode node, long dataStart, long size) {
    JsonNode type = node.get("dtype");
    JsonNode shape = node.get("shape");
    JsonNode offsets = node.get("data_offsets");
    if (type == null
        || !type.isTextual()
        || !isArrayOfCounts(shape)
        || !isArrayOfCounts(offsets)
        || offsets.size() != 2) {
      throw bad(file, "tensor '" + name + "' lacks a valid dtype, shape or data_offsets");
    }
    long start = offsets.get(0).longValue();
    long end = offsets.get(1).longValue();
    long data = size - dataStart;
    if (start > end || end > data) {
      throw bad(
          file,
          "tensor '"
              + name
              + "' lies at bytes "
              + start
              + " to "
              + end
              + " of "
              + data
              + " bytes of data (is the copy complete?)");
    }
    long[] sizes = new long[shape.size()];
    long elements = 1;
    try {
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = shape.get(i).longValue();
        elements = Math.multiplyExact(elements, sizes[i]);
      }
      long needed = Math.multiplyExact(elements, (long) bytesOf(file, name, type.textValue()));
      if (needed != end - start) {
        throw bad(
            file,
            "tensor '"
                + name
                + "' of "
                + type.textValue()
                + Arrays.toString(sizes)
                + " takes "
                + needed
                + " bytes, but has "
                + (end - start));
      }
    } catch (ArithmeticException e) {
      throw bad(file, "tensor '" + name + "' has the impossible shape " + shape);
    }
    return new Tensor(type.textValue(), sizes, dataStart + start, dataStart + end);
  }

  private static boolean isArrayOfCounts(@Nullable JsonNode node) {
    if (node == null || !node.isArray()) {
      return false;
    }
    for (JsonNode item : node) {
      if (!item.isIntegralNumber() || !item.canConvertToLong() || item.longValue() < 0) {
        return false;
      }
    }
    return true;
  }

  private static int bytesOf(Path file, String name, String type) {
    return switch (type) {
      case "BOOL", "U8", "I8", "F8_E4M3", "F8_E5M2" -> 1;
      case "U16", "I16", "F16", "BF16" -> 2;
      case "U32", "I32", "F32" -> 4;
      case "U64", "I64", "F64" -> 8;
      default -> throw bad(file, "tensor '" + name + "' has the unknown dtype '" + type + "'");
    };
  }

  private static void checkThatTensorsFillTheData(
      Path file, Map<String, Tensor> tensors, long dataStart, long size) {
    List<Map.Entry<String, Tensor>> inOrder = new ArrayList<>(tensors.entrySet());
    inOrder.sort(
        Comparator.<Map.Entry<String, Tensor>>comparingLong(e -> e.getValue().start())
            .thenComparingLong(e -> e.getValue().end()));
    long at = dataStart;
    String before = "the header";
    for (Map.Entry<String, Tensor> entry : inOrder) {
      if (entry.getValue().start() != at) {
        throw bad(
            file,
            "tensor '"
                + entry.getKey()
                + "' "
                + (entry.getValue().start() < at ? "overlaps " : "leaves a hole after ")
                + (before.equals("the header") ? before : "tensor '" + before + "'"));
      }
      at = entry.getValue().end();
      before = entry.getKey();
    }
    if (at != size) {
      throw bad(file, (size - at) + " bytes at its end belong to no tensor");
    }
  }

  private static BadModelException bad(Path file, String why) {
    return new BadModelException("Cannot use " + file + ": " + why + ".");
  }
}
