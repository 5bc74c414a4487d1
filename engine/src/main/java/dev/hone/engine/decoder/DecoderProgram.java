package dev.hone.engine.decoder;

import dev.hone.engine.program.Script;
import dev.hone.engine.program.Value;
import dev.hone.engine.weights.DType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The decoder's TorchScript, with one config's literals filled in, compiled. Close it. */
public final class DecoderProgram implements AutoCloseable {
  private static final String SOURCE = "decoder.py";

  /** Longest rows for which training keeps attention's probabilities: T squared of them a head. */
  private static final int BLOCKED_TO = 512;

  private final DecoderConfig config;
  private final Script script;

  private DecoderProgram(DecoderConfig config, Script script) {
    this.config = config;
    this.script = script;
  }

  public static DecoderProgram compile(DecoderConfig config) {
    return new DecoderProgram(config, Script.compile(source(config)));
  }

  public DecoderConfig config() {
    return config;
  }

  /** Calls one of the program's methods; the caller closes what it returns. */
  public Value call(String method, Value... arguments) {
    return script.call(method, arguments);
  }

  /** The tables of cosines and sines [positions, headDim], as a tuple. */
  Value rope(int positions, DType type) {
    float[] frequencies = config.rope().frequencies(config.headDim());
    try (Value table = Value.floats(frequencies, frequencies.length);
        Value count = Value.of((long) positions);
        Value scale = Value.of(1.0);
        Value code = Value.of((long) type.code())) {
      return call("rope", table, count, scale, code);
    }
  }

  /** Copies of tensors in another type, in memory of their own. */
  public Value copies(Value tensors, DType type) {
    try (Value code = Value.of((long) type.code())) {
      return call("copies", tensors, code);
    }
  }

  private static String source(DecoderConfig config) {
    int stride = 9 + (config.qkvBias() ? 3 : 0) + (config.outputBias() ? 1 : 0);
    int norm = 1 + config.layers() * stride;
    List<String> words =
        List.of(
            "BLOCKED_TO", Integer.toString(BLOCKED_TO),
            "ROOT", Double.toString(1 / Math.sqrt(config.headDim())),
            "EPS", Double.toString(config.normEpsilon()),
            "GROUP", Integer.toString(config.heads() / config.kvHeads()),
            "KV", Integer.toString(config.kvHeads()),
            "HEADS", Integer.toString(config.heads()),
            "D", Integer.toString(config.headDim()),
            "H", Integer.toString(config.hidden()),
            "V", Integer.toString(config.vocabulary()),
            "LAYERS", Integer.toString(config.layers()),
            "STRIDE", Integer.toString(stride),
            "QKV_BIAS", config.qkvBias() ? "True" : "False",
            "O_BIAS", config.outputBias() ? "True" : "False",
            "NORM", Integer.toString(norm),
            "HEAD", Integer.toString(config.tied() ? 0 : norm + 1));
    String source = template();
    for (int i = 0; i < words.size(); i += 2) {
      source = source.replace("@" + words.get(i) + "@", words.get(i + 1));
    }
    return source;
  }

  private static String template() {
    try (InputStream in = DecoderProgram.class.getResourceAsStream(SOURCE)) {
      if (in == null) {
        throw new IllegalStateException("The resource " + SOURCE + " is not in Hone's jar.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    script.close();
  }
}
