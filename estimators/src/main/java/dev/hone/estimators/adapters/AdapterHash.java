package dev.hone.estimators.adapters;

import dev.hone.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The hash of an adapter's files: names and contents, not times. */
final class AdapterHash {
  private AdapterHash() {}

  static String of(Path folder) throws IOException {
    List<String> parts = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> tree = Files.list(folder)) {
      // Checksums that Hadoop's local file system puts beside its files are not the adapter's.
      files =
          tree.filter(Files::isRegularFile)
              .filter(file -> !file.getFileName().toString().startsWith("."))
              .sorted()
              .toList();
    }
    for (Path file : files) {
      parts.add(file.getFileName().toString());
      parts.add(HexFormat.of().formatHex(sha256().digest(Files.readAllBytes(file))));
    }
    return Json.sha256(parts.toArray(String[]::new));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every Java has SHA-256", e);
    }
  }
}
