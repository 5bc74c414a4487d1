package dev.hone.chat;

/**
 * Tokens of one call, in one meaning for all providers: {@code input} includes what was read from
 * or written to a cache, {@code output} includes reasoning.
 */
public record Usage(long input, long output, long cached, long cacheWrite, long reasoning) {
  /** No call at all. */
  public static final Usage NONE = of(0, 0);

  public static Usage of(long input, long output) {
    return new Usage(input, output, 0, 0, 0);
  }

  /** Both together. */
  public Usage plus(Usage more) {
    return new Usage(
        input + more.input,
        output + more.output,
        cached + more.cached,
        cacheWrite + more.cacheWrite,
        reasoning + more.reasoning);
  }

  public long total() {
    return input + output;
  }
}
