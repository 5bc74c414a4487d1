package dev.hone.engine.weights;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsFileTest {
  @TempDir Path folder;

  @Test
  void readsBackWhatWasWritten() {
    Path file = folder.resolve("model.safetensors");
    float[] values = {1, -2.5f, 3e-3f, Float.MAX_VALUE, 0, -0f};
    SafetensorsWriter.write(
        file,
        List.of(
            new SafetensorsWriter.Entry("a.weight", DType.F32, new long[] {2, 3}, () -> values),
            new SafetensorsWriter.Entry(
                "b", DType.BF16, new long[] {3}, () -> new float[] {1, 2, 3}),
            new SafetensorsWriter.Entry("empty", DType.F32, new long[] {0, 4}, () -> new float[0])),
        Map.of("format", "pt"));
    SafetensorsFile read = SafetensorsFile.read(file);
    assertThat(read.tensors().keySet()).containsExactly("a.weight", "b", "empty");
    assertThat(read.tensors().get("a.weight").shape()).containsExactly(2, 3);
    assertThat(read.metadata()).containsEntry("format", "pt");
    assertThat(TensorLoader.read(read, "a.weight")).containsExactly(values);
    assertThat(TensorLoader.read(read, "b")).containsExactly(1, 2, 3);
    assertThat(folder).isDirectoryNotContaining("glob:**.partial");
  }

  @Test
  void roundsToBf16AsLibtorchDoes() {
    // Halfway between two bf16 numbers goes to the even one.
    assertThat(DType.bfloat(Float.intBitsToFloat(0x3f808000))).isEqualTo((short) 0x3f80);
    assertThat(DType.bfloat(Float.intBitsToFloat(0x3f818000))).isEqualTo((short) 0x3f82);
    assertThat(DType.bfloat(Float.intBitsToFloat(0x3f808001))).isEqualTo((short) 0x3f81);
    assertThat(DType.bfloat(Float.NaN)).isEqualTo((short) 0x7fc0);
    assertThat(DType.bfloat(Float.NEGATIVE_INFINITY)).isEqualTo((short) 0xff80);
  }

  @Test
  void readsHalfPrecision() throws IOException {
    Path file = folder.resolve("half.safetensors");
    write(
        file,
        "{'h':{'dtype':'F16','shape':[4],'data_offsets':[0,8]}}",
        halves(0x3c00, 0xc000, 1, 0x7bff));
    assertThat(TensorLoader.read(SafetensorsFile.read(file), "h"))
        .containsExactly(1, -2, 0x1p-24f, 65504);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,12]}} | lies at bytes 0 to 12 of 8 bytes",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}} | lies at bytes 8 to 0",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[-8,0]}} | lacks a valid dtype, shape or data_offsets",
        "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}} | takes 12 bytes, but has 8",
        "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}} | lacks a valid dtype",
        "{'a':{'dtype':'F32','shape':[1.5],'data_offsets':[0,8]}} | lacks a valid dtype",
        "{'a':{'dtype':'F32','shape':[4611686018427387904,4],'data_offsets':[0,8]}} | impossible shape",
        "{'a':{'dtype':'F31','shape':[2],'data_offsets':[0,8]}} | unknown dtype 'F31'",
        "{'a':{'shape':[2],'data_offsets':[0,8]}} | lacks a valid dtype",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | 4 bytes at its end belong to no tensor",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | leaves a hole after the header",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | tensor 'b' overlaps tensor 'a'",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | not valid JSON: Duplicate field 'a'",
        "{'a':7} | lacks a valid dtype",
        "[] | not a JSON object",
        "{'a' | not valid JSON",
      })
  void refusesAHeaderThatLies(String header, String why) throws IOException {
    Path file = folder.resolve("bad.safetensors");
    write(file, header, new byte[8]);
    assertThatThrownBy(() -> SafetensorsFile.read(file))
        .isInstanceOf(BadModelException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(why);
  }

  @Test
  void refusesTruncatedFile() throws IOException {
    Path file = folder.resolve("cut.safetensors");
    write(file, "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}}", new byte[8]);
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> SafetensorsFile.read(file))
          .as("cut to %s bytes", length)
          .isInstanceOf(BadModelException.class);
    }
  }

  @Test
  void refusesAHeaderOfImpossibleLengthWithoutReadingIt() throws IOException {
    Path file = folder.resolve("huge.safetensors");
    for (long claimed : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 100_000_001, 50_000, 0}) {
      Files.write(
          file, ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(claimed).array());
      assertThatThrownBy(() -> SafetensorsFile.read(file))
          .isInstanceOf(BadModelException.class)
          .hasMessageContaining("its header claims " + Long.toUnsignedString(claimed) + " bytes");
    }
  }

  private static byte[] halves(int... bits) {
    ByteBuffer bytes = ByteBuffer.allocate(bits.length * 2).order(ByteOrder.LITTLE_ENDIAN);
    for (int half : bits) {
      bytes.putShort((short) half);
    }
    return bytes.array();
  }

  private static void write(Path file, String header, byte[] data) throws IOException {
    byte[] json = header.strip().replace('\'', '"').getBytes(UTF_8);
    Files.write(
        file,
        ByteBuffer.allocate(8 + json.length + data.length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(json.length)
            .put(json)
            .put(data)
            .array());
  }
}
