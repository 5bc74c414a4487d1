package dev.hone.datasets;

import static java.util.Objects.requireNonNull;

import dev.hone.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row as a line of a file, or what forbids it.
 *
 * @param kind what it teaches by
 * @param json the line without its end; null where there are problems
 * @param problems the rules it breaks; empty where there is a line
 * @param leftOut what it holds and the format has no place for
 */
public record WrittenRow(
    RowKind kind, @Nullable String json, List<String> problems, List<String> leftOut) {
  public WrittenRow {
    requireNonNull(kind, "kind");
    problems = List.copyOf(problems);
    leftOut = List.copyOf(leftOut);
    if ((json == null) == problems.isEmpty()) {
      throw new IllegalArgumentException("A row is a line or has problems, not both or neither.");
    }
  }

  /** Checks a row and writes it where it may be. */
  public static WrittenRow of(TrainingRow row, TrainingFormat format) {
    List<String> problems = format.problems(row);
    return problems.isEmpty()
        ? new WrittenRow(
            row.kind(), encodable(Json.write(format.write(row))), problems, format.leavesOut(row))
        : new WrittenRow(row.kind(), null, problems, List.of());
  }

  /** Half a surrogate pair has no UTF-8; as a JSON escape it survives. */
  private static String encodable(String json) {
    StringBuilder escaped = new StringBuilder(json.length());
    int copied = 0;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < json.length()
          && Character.isLowSurrogate(json.charAt(i + 1))) {
        i++;
      } else {
        escaped.append(json, copied, i).append(String.format("\\u%04x", (int) c));
        copied = i + 1;
      }
    }
    return copied == 0 ? json : escaped.append(json, copied, json.length()).toString();
  }
}
