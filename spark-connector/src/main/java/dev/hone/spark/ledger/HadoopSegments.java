package dev.hone.spark.ledger;

import dev.hone.ledger.LocalSegments;
import dev.hone.ledger.SegmentStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;

/** Segments in a folder of any of Hadoop's file systems. */
final class HadoopSegments implements SegmentStore {
  private final FileSystem files;
  private final Path folder;

  HadoopSegments(String folder, Configuration configuration) throws IOException {
    Path path = new Path(folder);
    FileSystem found = path.getFileSystem(configuration);
    // The checksummed local file system buffers until it closes, and cannot be synced.
    this.files = found instanceof LocalFileSystem local ? local.getRawFileSystem() : found;
    this.folder = files.makeQualified(path);
    files.mkdirs(this.folder);
  }

  @Override
  public void write(String name, byte[] content) throws IOException {
    Path part = part(name, content);
    Path whole = new Path(folder, name);
    if (!files.rename(part, whole)) {
      files.delete(whole, false); // left by a try that was broken off
      if (!files.rename(part, whole)) {
        throw new IOException("Cannot rename " + part + " to " + whole + ".");
      }
    }
  }

  private Path part(String name, byte[] content) throws IOException {
    Path part = new Path(folder, "." + name + ".part");
    try (FSDataOutputStream out = files.create(part, true)) {
      out.write(content);
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        out.hsync();
      }
    }
    return part;
  }

  @Override
  public boolean writeNew(String name, byte[] content) throws IOException {
    if (files instanceof RawLocalFileSystem local) { // whose rename replaces
      return new LocalSegments(local.pathToFile(folder).toPath()).writeNew(name, content);
    }
    Path part = part(name + "." + UUID.randomUUID(), content);
    Path whole = new Path(folder, name);
    try {
      if (!files.exists(whole) && files.rename(part, whole)) {
        return true;
      }
    } catch (FileAlreadyExistsException e) {
      // as if rename had said no
    }
    files.delete(part, false);
    if (files.exists(whole)) {
      return false;
    }
    throw new IOException("Cannot rename " + part + " to " + whole + ".");
  }

  @Override
  public List<Stored> list(String prefix) throws IOException {
    List<Stored> found = new ArrayList<>();
    for (FileStatus file : files.listStatus(folder)) {
      String name = file.getPath().getName();
      if (file.isFile() && name.startsWith(prefix)) {
        found.add(new Stored(name, file.getLen()));
      }
    }
    found.sort(Comparator.comparing(Stored::name));
    return found;
  }

  @Override
  public byte[] read(String name, long from, int bytes) throws IOException {
    byte[] content = new byte[bytes];
    try (FSDataInputStream in = open(name)) {
      in.readFully(from, content);
    }
    return content;
  }

  @Override
  public byte[] read(String name) throws IOException {
    try (FSDataInputStream in = open(name)) {
      return in.readAllBytes();
    }
  }

  private FSDataInputStream open(String name) throws IOException {
    Path path = new Path(folder, name);
    try {
      return files.open(path);
    } catch (FileNotFoundException e) {
      throw e;
    } catch (IOException e) {
      if (!files.exists(path)) {
        FileNotFoundException gone = new FileNotFoundException(path.toString());
        gone.initCause(e);
        throw gone;
      }
      throw e;
    }
  }

  @Override
  public void delete(String name) throws IOException {
    files.delete(new Path(folder, name), false);
  }
}
