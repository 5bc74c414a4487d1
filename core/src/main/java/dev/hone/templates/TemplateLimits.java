package dev.hone.templates;

/**
 * What one rendering may use before it ends in a {@link TemplateException}.
 *
 * @param steps work units (&gt; 0): an expression, a statement or a list element is one, 32
 *     characters of text made along the way are one
 * @param outputChars longest text (&gt; 0), in UTF-16 chars, that a rendering may print or hold in
 *     one value
 * @param depth deepest nesting (&gt; 0) of macro calls, of recursive loops, of values inside values
 *     and of the template's own syntax
 */
public record TemplateLimits(long steps, int outputChars, int depth) {
  /** About a second of work; a long conversation with tools takes some thousands. */
  public static final long DEFAULT_STEPS = 10_000_000;

  /** Ten times what a context of 100,000 tokens holds. */
  public static final int DEFAULT_OUTPUT_CHARS = 4_000_000;

  /** Far above any template in use, and far below what overflows a thread's stack. */
  public static final int DEFAULT_DEPTH = 100;

  public TemplateLimits {
    if (steps <= 0 || outputChars <= 0 || depth <= 0) {
      throw new IllegalArgumentException(
          "Invalid limits: steps, outputChars and depth must be above 0, but are %d, %d and %d"
              .formatted(steps, outputChars, depth));
    }
  }

  public static TemplateLimits defaults() {
    return new TemplateLimits(DEFAULT_STEPS, DEFAULT_OUTPUT_CHARS, DEFAULT_DEPTH);
  }
}
