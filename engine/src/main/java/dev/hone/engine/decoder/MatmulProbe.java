package dev.hone.engine.decoder;

import dev.hone.engine.program.Script;
import dev.hone.engine.program.Value;
import dev.hone.engine.weights.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Finds whether this machine multiplies bf16 faster than f32: by the processor's flags where Linux
 * tells them, else by timing.
 */
public final class MatmulProbe {
  private static final int ROWS = 256;
  private static final int WIDTH = 512;
  private static final int ROUNDS = 5;
  private static final int TIMES = 4;

  /** bf16 must win clearly: casts around it cost too. */
  private static final double MARGIN = 1.3;

  private static final String SOURCE =
      """
      class Model(Module):
        def run(self: __torch__.Model, x: Tensor, w: Tensor, times: int) -> Tensor:
          torch.set_grad_enabled(False)
          y = x
          for i in range(times):
            y = torch.linear(x, w)
          return y
        def to_type(self: __torch__.Model, x: Tensor, dt: int) -> Tensor:
          return x.to(dt)
      """;

  private MatmulProbe() {}

  private static final class Once {
    static final DType FASTEST = measure();
  }

  /** Found once per process, in a few milliseconds at most. */
  public static DType fastest() {
    return Once.FASTEST;
  }

  private static DType measure() {
    String flags = flags();
    if (!flags.isEmpty()) {
      return flags.contains(" avx512_bf16") || flags.contains(" amx_bf16") ? DType.BF16 : DType.F32;
    }
    try (Script script = Script.compile(SOURCE)) {
      double narrow = seconds(script, DType.BF16);
      double wide = seconds(script, DType.F32);
      return narrow * MARGIN < wide ? DType.BF16 : DType.F32;
    }
  }

  /** The flags of an x86 processor; empty where the system has no such line. */
  private static String flags() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines.filter(line -> line.startsWith("flags")).findFirst().orElse("");
    } catch (IOException | UncheckedIOException e) {
      return "";
    }
  }

  private static double seconds(Script script, DType type) {
    float[] ones = new float[WIDTH * WIDTH];
    java.util.Arrays.fill(ones, 0.01f);
    try (Value code = Value.of((long) type.code());
        Value times = Value.of((long) TIMES);
        Value wideX = Value.floats(java.util.Arrays.copyOf(ones, ROWS * WIDTH), ROWS, WIDTH);
        Value wideW = Value.floats(ones, WIDTH, WIDTH);
        Value x = script.call("to_type", wideX, code);
        Value w = script.call("to_type", wideW, code)) {
      script.call("run", x, w, times).close();
      long best = Long.MAX_VALUE;
      for (int i = 0; i < ROUNDS; i++) {
        long start = System.nanoTime();
        script.call("run", x, w, times).close();
        best = Math.min(best, System.nanoTime() - start);
      }
      return best / 1e9;
    }
  }
}
