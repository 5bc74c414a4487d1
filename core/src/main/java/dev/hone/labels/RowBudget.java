package dev.hone.labels;

import org.jspecify.annotations.Nullable;

/**
 * What one row may take. No call to write, review, check or rewrite is begun once it is spent; the
 * call that spends it may run over, and the two verdicts that end a row are asked all the same, for
 * without them what was spent would be lost.
 *
 * @param rewrites how often an answer is rewritten at most (0 or more)
 * @param tokens tokens read and written, of all calls for the row (&gt; 0)
 * @param usd money, or null for no limit; counts only where prices are known
 */
public record RowBudget(int rewrites, long tokens, @Nullable Double usd) {
  public static final int DEFAULT_REWRITES = 3;
  public static final RowBudget DEFAULT = new RowBudget(DEFAULT_REWRITES, 100_000, null);

  public RowBudget {
    if (rewrites < 0 || tokens <= 0 || (usd != null && !(usd > 0))) {
      throw new IllegalArgumentException(
          "Invalid budget of a row: "
              + rewrites
              + " rewrites, "
              + tokens
              + " tokens, "
              + usd
              + " USD. Use 0 or more rewrites, and more than 0 of the others.");
    }
  }

  /** Whether nothing is left. */
  boolean isSpentBy(Spent spent) {
    Double cost = spent.usd();
    return spent.tokens() >= tokens || (usd != null && cost != null && cost >= usd);
  }
}
