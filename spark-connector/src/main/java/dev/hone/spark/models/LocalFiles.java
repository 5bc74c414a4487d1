package dev.hone.spark.models;

import dev.hone.HoneException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/**
 * Makes files local. Java cannot open {@code dbfs:}, {@code s3:} or {@code hdfs:} paths, and memory
 * maps need a file; so a folder on any Hadoop file system is copied into a cache on this machine,
 * once, whatever the number of processes that ask.
 *
 * <p>The cache is {@code hone.cache.dir} of the Hadoop configuration, or else {@code
 * hone-cache-USER} in Java's temporary folder. It holds {@code data/CONTENT-HASH} and {@code
 * index/FINGERPRINT}, where a fingerprint is a hash of what the file system lists: names, lengths
 * and times. Copies are never changed; delete the folder to free its space.
 */
public final class LocalFiles {
  /** Key of the Hadoop configuration that names the cache folder. */
  public static final String CACHE_DIR = "hone.cache.dir";

  /** Left free on the disk beyond the copy itself: a full disk breaks more than Hone. */
  private static final long SPARE_BYTES = 64L << 20;

  private static final ConcurrentHashMap<String, Object> LOCKS = new ConcurrentHashMap<>();

  private LocalFiles() {}

  /**
   * A local copy of that file or folder; the thing itself where it is local already. Safe to call
   * from many threads and processes.
   *
   * @param uri any path that Hadoop understands; without a scheme, on the default file system
   * @throws IllegalArgumentException if there is nothing at the uri
   * @throws HoneException if it cannot be read, or the disk has no room for the copy
   */
  public static Path fetch(String uri, Configuration configuration) {
    RemoteFolder remote = RemoteFolder.list(uri, configuration);
    return remote.isLocal() ? remote.localPath() : cached(remote, cacheFolder(configuration));
  }

  /** A hash of what is listed at the uri: another one whenever the files there change. */
  public static String fingerprint(String uri, Configuration configuration) {
    return RemoteFolder.list(uri, configuration).fingerprint();
  }

  private static Path cached(RemoteFolder remote, Path cache) {
    String fingerprint = remote.fingerprint();
    Path index = cache.resolve("index").resolve(fingerprint);
    // A file lock holds processes apart, not threads of one process.
    synchronized (LOCKS.computeIfAbsent(fingerprint, key -> new Object())) {
      try {
        Files.createDirectories(index.getParent());
        Files.createDirectories(cache.resolve("data"));
        try (FileChannel channel =
            FileChannel.open(
                cache.resolve("index").resolve(fingerprint + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE)) {
          channel.lock(); // held until the channel closes
          if (Files.exists(index)) {
            Path copy = cache.resolve("data").resolve(Files.readString(index));
            if (Files.isDirectory(copy)) {
              return remote.within(copy);
            }
          }
          String hash = copy(remote, cache);
          Path written = Files.writeString(index.resolveSibling(fingerprint + ".new"), hash);
          Files.move(written, index, StandardCopyOption.REPLACE_EXISTING);
          return remote.within(cache.resolve("data").resolve(hash));
        }
      } catch (IOException e) {
        throw new HoneException(
            "Cannot copy '"
                + remote.uri()
                + "' into the cache "
                + cache
                + ": "
                + e
                + ". Set "
                + CACHE_DIR
                + " in the Hadoop configuration (spark.hadoop."
                + CACHE_DIR
                + ") to a folder that this process may write.",
            e);
      }
    }
  }

  /** Copies into {@code data/HASH} and returns the hash; the folder appears only when complete. */
  private static String copy(RemoteFolder remote, Path cache) throws IOException {
    requireSpace(remote, cache);
    Path partial = Files.createTempDirectory(cache.resolve("data"), "partial-");
    try {
      MessageDigest digest = sha256();
      for (RemoteFolder.Entry entry : remote.entries()) {
        Path target = partial.resolve(entry.name()).normalize();
        if (!target.startsWith(partial)) {
          throw new IOException("the name '" + entry.name() + "' leaves its folder");
        }
        Files.createDirectories(target.getParent());
        digest.update(
            (entry.name() + "\0" + entry.bytes() + "\0").getBytes(StandardCharsets.UTF_8));
        try (InputStream in = remote.open(entry);
            OutputStream out = new DigestOutputStream(Files.newOutputStream(target), digest)) {
          long copied = in.transferTo(out);
          if (copied != entry.bytes()) {
            throw new IOException(
                "'" + entry.name() + "' gave " + copied + " bytes, listed with " + entry.bytes());
          }
        }
      }
      String hash = HexFormat.of().formatHex(digest.digest());
      Path complete = cache.resolve("data").resolve(hash);
      try {
        Files.move(partial, complete, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException e) {
        // The same content fetched from elsewhere serves as well; ours is deleted below.
        if (!Files.isDirectory(complete)) {
          throw e;
        }
      }
      return hash;
    } finally {
      deleteTree(partial);
    }
  }

  private static void requireSpace(RemoteFolder remote, Path cache) throws IOException {
    long needed = remote.bytes() + SPARE_BYTES;
    long free = Files.getFileStore(cache).getUsableSpace();
    if (free < needed) {
      throw new IOException(
          "it needs " + (needed >> 20) + " MiB and the disk has " + (free >> 20) + " MiB free");
    }
  }

  /** The cache's folder on this machine; it may not be there yet. */
  public static Path cacheFolder(Configuration configuration) {
    String named = configuration.getTrimmed(CACHE_DIR, "");
    return named.isEmpty()
        ? Path.of(
            System.getProperty("java.io.tmpdir"), "hone-cache-" + System.getProperty("user.name"))
        : Path.of(named);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java has SHA-256", e);
    }
  }

  private static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> tree = Files.walk(folder)) {
      paths = tree.sorted(java.util.Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }
}
