package dev.hone.spark.models;

import dev.hone.HoneException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** A file or a folder with all below it, as a Hadoop file system lists it; sorted by name. */
record RemoteFolder(
    FileSystem fileSystem, Path root, boolean singleFile, List<RemoteFolder.Entry> entries) {
  /** One file: its name within the folder, with forward slashes. */
  record Entry(String name, Path path, long bytes, long modifiedMillis) {}

  static RemoteFolder list(String uri, Configuration configuration) {
    try {
      Configuration own = new Configuration(configuration);
      // A file system that came with Hone's jars is only seen by the loader of those jars.
      own.setClassLoader(RemoteFolder.class.getClassLoader());
      Path path = new Path(uri);
      FileSystem fileSystem = path.getFileSystem(own);
      Path root = fileSystem.makeQualified(path);
      FileStatus status = fileSystem.getFileStatus(root);
      List<Entry> entries = new ArrayList<>();
      if (status.isFile()) {
        entries.add(entry(root.getName(), status));
      } else {
        String prefix = root.toUri().getPath();
        RemoteIterator<LocatedFileStatus> files = fileSystem.listFiles(root, true);
        while (files.hasNext()) {
          LocatedFileStatus file = files.next();
          String name = file.getPath().toUri().getPath().substring(prefix.length());
          entries.add(entry(name.startsWith("/") ? name.substring(1) : name, file));
        }
        entries.sort(Comparator.comparing(Entry::name));
      }
      return new RemoteFolder(fileSystem, root, status.isFile(), List.copyOf(entries));
    } catch (FileNotFoundException e) {
      throw new IllegalArgumentException(
          "Nothing at '" + uri + "'. Give a file or folder that this process can read.", e);
    } catch (IOException | IllegalArgumentException e) {
      throw new HoneException(
          "Cannot read '"
              + uri
              + "': "
              + e
              + ". Check the path, and that the file system of its scheme is on the class path.",
          e);
    }
  }

  private static Entry entry(String name, FileStatus status) {
    return new Entry(name, status.getPath(), status.getLen(), status.getModificationTime());
  }

  String uri() {
    return root.toString();
  }

  boolean isLocal() {
    return "file".equals(root.toUri().getScheme());
  }

  java.nio.file.Path localPath() {
    return java.nio.file.Path.of(root.toUri().getPath());
  }

  /** Where this file or folder lies, given the copy of the folder. */
  java.nio.file.Path within(java.nio.file.Path copy) {
    return singleFile ? copy.resolve(root.getName()) : copy;
  }

  long bytes() {
    return entries.stream().mapToLong(Entry::bytes).sum();
  }

  InputStream open(Entry entry) throws IOException {
    return fileSystem.open(entry.path());
  }

  String fingerprint() {
    StringBuilder listing = new StringBuilder(uri());
    for (Entry entry : entries) {
      listing
          .append('\n')
          .append(entry.name())
          .append('\t')
          .append(entry.bytes())
          .append('\t')
          .append(entry.modifiedMillis());
    }
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of()
          .formatHex(digest.digest(listing.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java has SHA-256", e);
    }
  }
}
