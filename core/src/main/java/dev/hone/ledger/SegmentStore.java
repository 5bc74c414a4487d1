package dev.hone.ledger;

import java.io.IOException;
import java.util.List;

/**
 * A folder of small files that are written once and never changed. Safe for many threads and
 * processes, as long as no two write the same name.
 */
public interface SegmentStore {
  /** A file of the folder. */
  record Stored(String name, long bytes) {}

  /** Writes a file, wholly or not at all; when this returns the file outlives the machine. */
  void write(String name, byte[] content) throws IOException;

  /**
   * Writes a file that must not be there yet: of all who try the same name at once, one succeeds.
   * On object stores that cannot tell, as surely as they can.
   *
   * @return whether it was written; false where another was faster
   */
  boolean writeNew(String name, byte[] content) throws IOException;

  /** All files whose name begins so, in the order of their names. */
  List<Stored> list(String prefix) throws IOException;

  /**
   * A part of a file.
   *
   * @throws java.io.FileNotFoundException if the file is gone, merged into a larger one perhaps
   */
  byte[] read(String name, long from, int bytes) throws IOException;

  /** A whole file. */
  byte[] read(String name) throws IOException;

  /** Deletes a file; one that is gone already is no error. */
  void delete(String name) throws IOException;
}
