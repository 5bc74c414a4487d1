package dev.hone.datasets;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What is known of a training file once all its rows are.
 *
 * @param test whether its rows are to be tested on
 * @param rows how many of each kind; kinds that do not occur are left out
 * @param bytes its size in UTF-8
 */
public record FileFacts(boolean test, Map<RowKind, Long> rows, long bytes) {
  public FileFacts {
    rows = Map.copyOf(rows);
  }

  public long count() {
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }

  /** A problem where rows of several kinds are in one file. */
  List<String> mixed() {
    if (rows.size() < 2) {
      return List.of();
    }
    String kinds =
        rows.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(kind -> kind.getValue() + " " + kind.getKey().title())
            .collect(Collectors.joining(", "));
    return List.of("the file mixes rows of several kinds (" + kinds + "); write one kind a file");
  }
}
