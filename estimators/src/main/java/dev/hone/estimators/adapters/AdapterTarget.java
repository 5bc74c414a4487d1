package dev.hone.estimators.adapters;

import dev.hone.HoneException;
import dev.hone.adapters.AdapterManifest;
import dev.hone.spark.models.LocalFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * The folder that an adapter goes to, on any file system of Hadoop's. An adapter appears there
 * complete or not at all. Travels to executors.
 *
 * @param uri the folder
 * @param overwrite whether an adapter that is there already is replaced
 */
record AdapterTarget(String uri, boolean overwrite) implements java.io.Serializable {
  /** Unfinished work on an adapter lies beside it, in a folder with its name and this. */
  private static final String WORK = ".training-";

  /**
   * Finds out before any training whether the adapter can be put there.
   *
   * @throws IllegalArgumentException if something is there and is not to be replaced
   * @throws HoneException if the folder's parent cannot be made or written
   */
  void check(Configuration configuration) {
    try {
      FileSystem files = fileSystem(configuration);
      Path folder = folder(files);
      if (!overwrite && files.exists(folder)) {
        throw new IllegalArgumentException(
            "There is something at '"
                + uri
                + "' (param adapterPath) already. Set another path, or overwrite to true.");
      }
      Path probe = new Path(folder.getParent(), "." + folder.getName() + "-" + UUID.randomUUID());
      files.mkdirs(folder.getParent());
      files.create(probe, false).close();
      files.delete(probe, false);
    } catch (IOException e) {
      throw new HoneException(
          "Cannot write to '"
              + uri
              + "' (param adapterPath): "
              + e
              + ". Set adapterPath to a folder that can be made by the driver and the executors.",
          e);
    }
  }

  /**
   * Where to train, on this machine. The same training finds its unfinished work there again; see
   * {@link #sharedCheckpoint} for other machines.
   *
   * @param key tells trainings apart
   */
  java.nio.file.Path workFolder(String key, Configuration configuration) throws IOException {
    FileSystem files = fileSystem(configuration);
    Path folder = folder(files);
    if (isLocal(folder)) {
      java.nio.file.Path local = java.nio.file.Path.of(folder.toUri().getPath());
      return local.resolveSibling("." + local.getFileName() + WORK + key);
    }
    java.nio.file.Path work =
        LocalFiles.cacheFolder(configuration).resolve("training").resolve(key);
    Files.createDirectories(work.getParent());
    return work;
  }

  /**
   * Where checkpoints are kept for other machines; nothing where the work folder itself lies on the
   * adapter's file system, because Java can open that.
   *
   * @param key tells trainings apart
   */
  Optional<SharedCheckpoint> sharedCheckpoint(String key, Configuration configuration)
      throws IOException {
    FileSystem files = fileSystem(configuration);
    Path folder = folder(files);
    return isLocal(folder)
        ? Optional.empty()
        : Optional.of(
            new SharedCheckpoint(
                files, new Path(folder.getParent(), "." + folder.getName() + WORK + key)));
  }

  /** Puts a complete adapter folder in its place; the work folder is gone afterwards. */
  void publish(java.nio.file.Path work, Configuration configuration) throws IOException {
    FileSystem files = fileSystem(configuration);
    Path folder = folder(files);
    Path staged = new Path(work.toUri());
    if (!isLocal(folder)) {
      staged = new Path(folder.getParent(), "." + folder.getName() + "-" + UUID.randomUUID());
      upload(work, files, staged);
    }
    if (overwrite) {
      files.delete(folder, true);
    }
    if (!files.rename(staged, folder)) {
      files.delete(staged, true);
      throw new IOException("the complete adapter could not be renamed to its place");
    }
    deleteTree(work);
  }

  /** The manifest goes last: where renaming is not atomic, a folder without it is no adapter. */
  private static void upload(java.nio.file.Path work, FileSystem files, Path staged)
      throws IOException {
    List<java.nio.file.Path> sources;
    try (Stream<java.nio.file.Path> tree = Files.walk(work)) {
      sources =
          tree.filter(Files::isRegularFile)
              .sorted(
                  Comparator.comparing(
                      file -> file.getFileName().toString().equals(AdapterManifest.FILE)))
              .toList();
    }
    for (java.nio.file.Path source : sources) {
      Path target = new Path(staged, work.relativize(source).toString());
      files.copyFromLocalFile(false, true, new Path(source.toUri()), target);
    }
  }

  static void deleteTree(java.nio.file.Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<java.nio.file.Path> paths;
    try (Stream<java.nio.file.Path> tree = Files.walk(folder)) {
      paths = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (java.nio.file.Path path : paths) {
      Files.delete(path);
    }
  }

  private static boolean isLocal(Path folder) {
    return "file".equals(folder.toUri().getScheme());
  }

  private Path folder(FileSystem files) {
    return files.makeQualified(new Path(uri));
  }

  private FileSystem fileSystem(Configuration configuration) throws IOException {
    Configuration own = new Configuration(configuration);
    // A file system that came with Hone's jars is only seen by the loader of those jars.
    own.setClassLoader(AdapterTarget.class.getClassLoader());
    return new Path(uri).getFileSystem(own);
  }
}
