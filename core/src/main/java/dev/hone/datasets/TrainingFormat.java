package dev.hone.datasets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** A format of training files: one JSON object a row. Implementations hold no state. */
public interface TrainingFormat {
  /** What users call it, such as {@code openai}. */
  String name();

  /** Whether a row has what no other format has, so that the whole file is of this format. */
  boolean claims(ObjectNode row);

  /**
   * Reads a row. Fields that the format does not know are kept in {@link TrainingRow#paramsJson}.
   *
   * @throws IllegalArgumentException saying why it cannot be learned from; quotes nothing of it
   */
  TrainingRow read(ObjectNode row);

  /** The format's rules that this row breaks, each in words; empty where it can be written. */
  List<String> problems(TrainingRow row);

  /** What a row holds and the format has no place for, in words that can be counted. */
  List<String> leavesOut(TrainingRow row);

  /** Writes a row that has no {@link #problems}. */
  ObjectNode write(TrainingRow row);

  /** The format's rules that a whole file breaks. */
  default List<String> fileProblems(FileFacts facts) {
    return facts.mixed();
  }

  /**
   * Files that stand beside the training files, by name.
   *
   * @param files the training files' names, each with the kind of its rows
   */
  default Map<String, String> companions(Map<String, RowKind> files) {
    return Map.of();
  }
}
