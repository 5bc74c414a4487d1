package dev.hone.engine.training;

import dev.hone.HoneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders that appear whole and vanish whole. */
final class Folders {
  private Folders() {}

  /** Makes a folder and those above it. */
  static void create(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new HoneException(
          "Cannot write "
              + folder
              + ": "
              + e.getMessage()
              + ". Name a folder this process may write.",
          e);
    }
  }

  static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new HoneException("Cannot move " + from + " to " + to + ": " + e.getMessage(), e);
    }
  }

  /** Deletes a folder with all in it; nothing happens where there is none. */
  static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> all = Files.walk(folder)) {
      paths = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : paths) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new HoneException("Cannot delete " + folder + ": " + e.getMessage(), e);
    }
  }
}
