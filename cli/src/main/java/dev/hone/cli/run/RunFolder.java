package dev.hone.cli.run;

import dev.hone.HoneException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFileSystem;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A folder of small text files on any file system of Hadoop's. A file is there whole or not at all.
 */
final class RunFolder {
  private final FileSystem fileSystem;
  private final Path folder;

  RunFolder(String folder, Configuration configuration) {
    this.folder = new Path(folder);
    try {
      FileSystem found = this.folder.getFileSystem(configuration);
      // Hadoop would put a hidden checksum beside every local file, and refuse one edited by hand.
      this.fileSystem =
          found instanceof ChecksumFileSystem checked ? checked.getRawFileSystem() : found;
    } catch (IOException e) {
      throw cannot("open", folder, e);
    }
  }

  RunFolder child(String name) {
    return new RunFolder(folder + "/" + name, fileSystem.getConf());
  }

  /** The folder as a path without {@code file:}, for people and for java.io where it is local. */
  String shown() {
    String path = fileSystem.makeQualified(folder).toString();
    return path.startsWith("file:") ? path.substring("file:".length()) : path;
  }

  /** As {@link #shown}, of something in it. */
  String shown(String child) {
    return shown() + "/" + child;
  }

  /** Names of the folders in it; none where it is not there. */
  List<String> folders() {
    try {
      List<String> names = new ArrayList<>();
      if (fileSystem.exists(folder)) {
        for (FileStatus status : fileSystem.listStatus(folder)) {
          if (status.isDirectory()) {
            names.add(status.getPath().getName());
          }
        }
      }
      return names;
    } catch (IOException e) {
      throw cannot("list", shown(), e);
    }
  }

  Optional<String> read(String name) {
    Path file = new Path(folder, name);
    try {
      if (!fileSystem.exists(file)) {
        return Optional.empty();
      }
      try (FSDataInputStream in = fileSystem.open(file)) {
        return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw cannot("read", file.toString(), e);
    }
  }

  /**
   * As {@link #read}, or else what {@link #write} was about to put there when it was killed. May be
   * cut off: for a reader who can tell.
   */
  Optional<String> readOrUnfinished(String name) {
    return read(name).or(() -> read(partial(name)));
  }

  private static String partial(String name) {
    return "." + name + ".partial";
  }

  void write(String name, String text) {
    Path file = new Path(folder, name);
    Path partial = new Path(folder, partial(name));
    try {
      fileSystem.mkdirs(folder);
      try (FSDataOutputStream out = fileSystem.create(partial, true)) {
        out.write(text.getBytes(StandardCharsets.UTF_8));
      }
      if (!replaces(partial, file)) {
        fileSystem.delete(file, false);
        if (!fileSystem.rename(partial, file)) {
          throw new IOException("rename said no");
        }
      }
    } catch (IOException e) {
      throw cannot("write", file.toString(), e);
    }
  }

  /** In one stroke, where the file system's rename does that; some refuse to replace. */
  private boolean replaces(Path partial, Path file) throws IOException {
    try {
      return fileSystem.rename(partial, file);
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  private static HoneException cannot(String what, String path, IOException e) {
    return new HoneException(
        "Cannot "
            + what
            + " "
            + path
            + ": "
            + e.getMessage()
            + ". Give a --home (or --files) that this process may write.",
        e);
  }
}
