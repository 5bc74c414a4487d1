package dev.hone.spark.testing;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * The scheme {@code hidden:}, a file system that java.io cannot see, as a cluster's storage is. It
 * keeps {@code hidden:/a/b} under {@code fs.hidden.root} of the configuration. Set {@code
 * fs.hidden.impl} to this class.
 */
public final class HiddenFileSystem extends FileSystem {
  public static final String ROOT = "fs.hidden.root";

  private final RawLocalFileSystem disk = new RawLocalFileSystem();
  private String root = "";
  private Path workingDirectory = new Path("hidden:/");

  /** Adds the file system to the configuration. */
  public static Configuration install(Configuration configuration, java.nio.file.Path root) {
    configuration.set("fs.hidden.impl", HiddenFileSystem.class.getName());
    configuration.set(ROOT, root.toAbsolutePath().toString());
    // Each test has a root of its own; a cached file system would keep the first.
    configuration.setBoolean("fs.hidden.impl.disable.cache", true);
    return configuration;
  }

  @Override
  public void initialize(URI name, Configuration configuration) throws IOException {
    super.initialize(name, configuration);
    setConf(configuration);
    root = configuration.get(ROOT, "");
    if (root.isEmpty()) {
      throw new IOException("Set " + ROOT + " to the folder that hidden: is kept in.");
    }
    disk.initialize(new File("/").toURI(), configuration);
  }

  @Override
  public String getScheme() {
    return "hidden";
  }

  @Override
  public URI getUri() {
    return URI.create("hidden:///");
  }

  @Override
  public FSDataInputStream open(Path path, int bufferSize) throws IOException {
    return disk.open(onDisk(path), bufferSize);
  }

  @Override
  public FSDataOutputStream create(
      Path path,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    return disk.create(onDisk(path), overwrite, bufferSize, replication, blockSize, progress);
  }

  @Override
  public FSDataOutputStream append(Path path, int bufferSize, Progressable progress)
      throws IOException {
    return disk.append(onDisk(path), bufferSize, progress);
  }

  @Override
  public boolean rename(Path from, Path to) throws IOException {
    return disk.rename(onDisk(from), onDisk(to));
  }

  @Override
  public boolean delete(Path path, boolean recursive) throws IOException {
    return disk.delete(onDisk(path), recursive);
  }

  @Override
  public FileStatus[] listStatus(Path path) throws IOException {
    FileStatus[] statuses = disk.listStatus(onDisk(path));
    for (int i = 0; i < statuses.length; i++) {
      statuses[i] = at(hidden(statuses[i].getPath()), statuses[i]);
    }
    return statuses;
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    return at(makeQualified(path), disk.getFileStatus(onDisk(path)));
  }

  @Override
  public boolean mkdirs(Path path, FsPermission permission) throws IOException {
    return disk.mkdirs(onDisk(path));
  }

  @Override
  public void setWorkingDirectory(Path path) {
    workingDirectory = path;
  }

  @Override
  public Path getWorkingDirectory() {
    return workingDirectory;
  }

  /** A status of its own: the disk's looks its permissions up by a path that must be a file's. */
  private static FileStatus at(Path path, FileStatus status) {
    return new FileStatus(
        status.getLen(),
        status.isDirectory(),
        1,
        status.getBlockSize(),
        status.getModificationTime(),
        path);
  }

  private Path onDisk(Path path) {
    return new Path(root + makeQualified(path).toUri().getPath());
  }

  private Path hidden(Path onDisk) {
    String below = onDisk.toUri().getPath().substring(new Path(root).toUri().getPath().length());
    return new Path("hidden:" + (below.isEmpty() ? "/" : below));
  }
}
