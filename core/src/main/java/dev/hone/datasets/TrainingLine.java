package dev.hone.datasets;

import org.jspecify.annotations.Nullable;

/**
 * One row of a file as it was found: read, or kept with the reason why not.
 *
 * @param number the line it begins on, from 1
 * @param raw the line as it stands; null where the file is one JSON array
 * @param row the row, or null where it could not be read
 * @param reason why it could not be read, or null; quotes nothing of it
 */
public record TrainingLine(
    long number, @Nullable String raw, @Nullable TrainingRow row, @Nullable String reason) {
  public TrainingLine {
    if ((row == null) == (reason == null)) {
      throw new IllegalArgumentException("A line is a row or has a reason, not both or neither.");
    }
  }
}
