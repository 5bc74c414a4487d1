package dev.hone.ledger;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Segments in a folder of this machine. */
public final class LocalSegments implements SegmentStore {
  private final Path folder;

  public LocalSegments(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot create the ledger's folder " + folder, e);
    }
  }

  @Override
  public void write(String name, byte[] content) throws IOException {
    Path part = part(name, content);
    Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public boolean writeNew(String name, byte[] content) throws IOException {
    Path part = part(name + "." + UUID.randomUUID(), content);
    try {
      Files.createLink(folder.resolve(name), part); // unlike a move it never replaces
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } finally {
      Files.delete(part);
    }
  }

  private Path part(String name, byte[] content) throws IOException {
    Path part = folder.resolve("." + name + ".part");
    try (FileChannel file =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer buffer = ByteBuffer.wrap(content);
      while (buffer.hasRemaining()) {
        file.write(buffer);
      }
      file.force(false);
    }
    return part;
  }

  @Override
  public List<Stored> list(String prefix) throws IOException {
    List<Stored> found = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.startsWith(prefix) && !name.startsWith(".")) {
          try {
            found.add(new Stored(name, Files.size(file)));
          } catch (NoSuchFileException e) {
            // merged into a larger one between the two looks
          }
        }
      }
    }
    found.sort(Comparator.comparing(Stored::name));
    return found;
  }

  @Override
  public byte[] read(String name, long from, int bytes) throws IOException {
    try (FileChannel file = FileChannel.open(folder.resolve(name), StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate(bytes);
      while (buffer.hasRemaining()) {
        if (file.read(buffer, from + buffer.position()) < 0) {
          throw new IOException("The ledger's file " + name + " is shorter than it was.");
        }
      }
      return buffer.array();
    } catch (NoSuchFileException e) {
      throw gone(name, e);
    }
  }

  @Override
  public byte[] read(String name) throws IOException {
    try {
      return Files.readAllBytes(folder.resolve(name));
    } catch (NoSuchFileException e) {
      throw gone(name, e);
    }
  }

  private static FileNotFoundException gone(String name, Exception cause) {
    FileNotFoundException gone = new FileNotFoundException("No such file of the ledger: " + name);
    gone.initCause(cause);
    return gone;
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(folder.resolve(name));
  }
}
