package dev.hone.spark.examples;

import static java.util.Objects.requireNonNull;

/**
 * How examples are written.
 *
 * @param format one of {@link dev.hone.datasets.TrainingFormats#names}
 * @param pruned whether the column {@code prompt}, from which static text was removed, is written
 *     in place of {@code messages}; whoever uses the tuned model then prunes its requests likewise
 * @param skipInvalid whether rows that break a rule are left out and counted; else they forbid all
 */
public record WriteOptions(String format, boolean pruned, boolean skipInvalid) {
  public WriteOptions {
    requireNonNull(format, "format");
  }

  public static WriteOptions of(String format) {
    return new WriteOptions(format, false, false);
  }

  public WriteOptions withPrunedPrompts() {
    return new WriteOptions(format, true, skipInvalid);
  }

  public WriteOptions skippingInvalid() {
    return new WriteOptions(format, pruned, true);
  }
}
