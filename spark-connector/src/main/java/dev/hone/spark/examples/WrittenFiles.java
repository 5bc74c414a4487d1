package dev.hone.spark.examples;

import java.util.Map;

/**
 * What became of the examples: rows in = rows written + dropped + skipped.
 *
 * @param rows rows written, by file name
 * @param dropped examples that had been dropped before, by reason
 * @param skipped examples that the format forbids and that were to be left out, by broken rule
 * @param leftOut rows written that lost something the format has no place for, by what
 */
public record WrittenFiles(
    Map<String, Long> rows,
    Map<String, Long> dropped,
    Map<String, Long> skipped,
    Map<String, Long> leftOut) {
  public WrittenFiles {
    rows = Map.copyOf(rows);
    dropped = Map.copyOf(dropped);
    skipped = Map.copyOf(skipped);
    leftOut = Map.copyOf(leftOut);
  }

  /** Rows in all files. */
  public long written() {
    return sum(rows);
  }

  static long sum(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
