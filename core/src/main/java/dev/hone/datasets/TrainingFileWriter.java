package dev.hone.datasets;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes one training file and keeps account of it. After the first problem it checks on and writes
 * no more; whoever opened the stream closes it, and throws the file away where {@link #finish}
 * finds problems. Not for several threads.
 */
public final class TrainingFileWriter {
  private final String file;
  private final boolean test;
  private final TrainingFormat format;
  private final boolean skipInvalid;
  private final OutputStream out;
  private final Map<RowKind, Long> kinds = new EnumMap<>(RowKind.class);
  private final Map<String, Long> leftOut = new TreeMap<>();
  private final Map<String, Long> skipped = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private long line;
  private long bytes;

  /**
   * @param file the file's name, for messages
   * @param test whether its rows are to be tested on
   * @param skipInvalid whether rows that the format forbids are left out and counted instead of
   *     forbidding the file
   */
  public TrainingFileWriter(
      String file, boolean test, TrainingFormat format, boolean skipInvalid, OutputStream out) {
    this.file = file;
    this.test = test;
    this.format = format;
    this.skipInvalid = skipInvalid;
    this.out = out;
  }

  /**
   * Adds a row.
   *
   * @param id what the user knows it by, for messages
   */
  public void add(String id, WrittenRow row) throws IOException {
    String json = row.json();
    if (json == null) {
      if (skipInvalid) {
        row.problems().stream().distinct().limit(1).forEach(p -> skipped.merge(p, 1L, Long::sum));
        return;
      }
      line++;
      row.problems()
          .forEach(p -> problems.add(file + ", line " + line + " (example " + id + "): " + p));
      return;
    }
    line++;
    kinds.merge(row.kind(), 1L, Long::sum);
    row.leftOut().stream().distinct().forEach(left -> leftOut.merge(left, 1L, Long::sum));
    byte[] text = (json + "\n").getBytes(StandardCharsets.UTF_8);
    bytes += text.length;
    if (problems.isEmpty()) {
      out.write(text);
    }
  }

  /** All problems, those of the file as a whole last; empty where the file stands. */
  public List<String> finish() {
    List<String> all = new ArrayList<>(problems);
    if (line > 0) {
      format
          .fileProblems(new FileFacts(test, kinds, bytes))
          .forEach(problem -> all.add(file + ": " + problem));
    }
    return all;
  }

  /** Rows written. */
  public long rows() {
    return kinds.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The kind of most of its rows. */
  public RowKind kind() {
    return kinds.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse(RowKind.SUPERVISED);
  }

  /** Rows that lost something, by what. */
  public Map<String, Long> leftOut() {
    return Map.copyOf(leftOut);
  }

  /** Rows skipped, by their first problem. */
  public Map<String, Long> skipped() {
    return Map.copyOf(skipped);
  }
}
