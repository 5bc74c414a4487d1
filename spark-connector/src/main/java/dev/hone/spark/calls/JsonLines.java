package dev.hone.spark.calls;

import dev.hone.HoneException;
import dev.hone.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/** A JSON Lines file, or the ones right in a folder. Read on the driver only as far as needed. */
record JsonLines(FileSystem fileSystem, List<Path> files) {
  private static final List<String> ENDINGS =
      List.of(".jsonl", ".ndjson", ".json", ".jsonl.gz", ".ndjson.gz", ".json.gz");

  /** Lines looked at for the names of columns; a log's lines have the same ones. */
  private static final int LINES_FOR_COLUMNS = 100;

  static JsonLines in(FileSystem fileSystem, Path path) throws IOException {
    FileStatus status = fileSystem.getFileStatus(path);
    if (status.isFile()) {
      return new JsonLines(fileSystem, List.of(path));
    }
    List<Path> files =
        Arrays.stream(fileSystem.listStatus(path))
            .filter(FileStatus::isFile)
            .map(FileStatus::getPath)
            .filter(file -> ENDINGS.stream().anyMatch(file.getName()::endsWith))
            .sorted()
            .toList();
    if (files.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot read calls from '"
              + path
              + "': the folder is no Delta table and holds no file that ends in "
              + ENDINGS
              + ".");
    }
    return new JsonLines(fileSystem, files);
  }

  String[] paths() {
    return files.stream().map(Path::toString).toArray(String[]::new);
  }

  /** The names in the first lines, in the order met; empty where no line is a JSON object. */
  Set<String> columns(Configuration configuration) {
    Set<String> names = new LinkedHashSet<>();
    for (String line : firstLines(configuration)) {
      var json = Json.read(line);
      if (json != null) {
        json.fieldNames().forEachRemaining(names::add);
      }
    }
    return names;
  }

  private List<String> firstLines(Configuration configuration) {
    List<String> lines = new ArrayList<>();
    CompressionCodecFactory codecs = new CompressionCodecFactory(configuration);
    for (Path file : files) {
      CompressionCodec codec = codecs.getCodec(file);
      try (InputStream raw = fileSystem.open(file);
          InputStream plain = codec == null ? raw : codec.createInputStream(raw);
          BufferedReader reader =
              new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
        String line = reader.readLine();
        while (line != null && lines.size() < LINES_FOR_COLUMNS) {
          lines.add(line);
          line = reader.readLine();
        }
      } catch (IOException e) {
        throw new HoneException("Cannot read '" + file + "': " + e + ".", e);
      }
    }
    return lines;
  }
}
