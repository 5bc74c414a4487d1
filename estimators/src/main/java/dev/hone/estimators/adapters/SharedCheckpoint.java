package dev.hone.estimators.adapters;

import dev.hone.engine.training.LoraTraining;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A training's checkpoint on the file system that its adapter goes to, so that another machine can
 * go on when this one is lost. Every checkpoint is a file of its own, {@code STEPS.safetensors},
 * that appears whole; the latest one counts, and those before it are deleted.
 *
 * @param folder holds nothing else
 */
record SharedCheckpoint(FileSystem files, Path folder) {
  private static final System.Logger LOG = System.getLogger(SharedCheckpoint.class.getName());
  private static final String SUFFIX = ".safetensors";

  /** Brings the latest checkpoint here, where it is ahead of the one that is here already. */
  void fetch(java.nio.file.Path local) throws IOException {
    List<FileStatus> latestFirst = new ArrayList<>(checkpoints());
    latestFirst.sort(Comparator.comparingInt(SharedCheckpoint::steps).reversed());
    Files.createDirectories(local.getParent());
    for (FileStatus checkpoint : latestFirst) {
      if (steps(checkpoint) <= LoraTraining.stepsIn(local)) {
        return;
      }
      java.nio.file.Path copy = local.resolveSibling(local.getFileName() + "." + UUID.randomUUID());
      try {
        try (var in = files.open(checkpoint.getPath())) {
          Files.copy(in, copy);
        }
        if (LoraTraining.stepsIn(copy) == steps(checkpoint)) {
          Files.move(
              copy, local, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
          return;
        }
      } catch (FileNotFoundException e) {
        // Another attempt of this task, thought dead, has gone on and replaced it.
        LOG.log(System.Logger.Level.WARNING, "A checkpoint has gone: {0}", e.getMessage());
      } finally {
        Files.deleteIfExists(copy);
      }
    }
  }

  /**
   * Keeps a checkpoint. A failure is logged and no more: training can go on without, and the next
   * one may succeed.
   */
  void keep(java.nio.file.Path local) {
    Path partial = new Path(folder, "." + UUID.randomUUID());
    try {
      Path complete = new Path(folder, LoraTraining.stepsIn(local) + SUFFIX);
      files.copyFromLocalFile(false, true, new Path(local.toUri()), partial);
      if (!files.rename(partial, complete)) {
        files.delete(partial, false); // there already: another attempt came as far
      }
      for (FileStatus checkpoint : checkpoints()) {
        if (steps(checkpoint) < LoraTraining.stepsIn(local)) {
          files.delete(checkpoint.getPath(), false);
        }
      }
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Cannot keep a checkpoint in {0}: {1}. Only this machine can go on from it.",
          folder,
          e.toString());
    }
  }

  /** Deletes the folder, once the adapter is in its place. */
  void delete() throws IOException {
    files.delete(folder, true);
  }

  private List<FileStatus> checkpoints() throws IOException {
    List<FileStatus> found = new ArrayList<>();
    try {
      for (FileStatus status : files.listStatus(folder)) {
        if (steps(status) > 0) {
          found.add(status);
        }
      }
    } catch (FileNotFoundException e) {
      return List.of(); // none was kept yet
    }
    return found;
  }

  /** What the name says; 0 for anything else, such as a file that is still written. */
  private static int steps(FileStatus file) {
    String name = file.getPath().getName();
    return name.matches("\\d{1,9}\\.safetensors")
        ? Integer.parseInt(name.substring(0, name.length() - SUFFIX.length()))
        : 0;
  }
}
