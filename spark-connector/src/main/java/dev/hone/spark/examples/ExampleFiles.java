package dev.hone.spark.examples;

import dev.hone.HoneException;
import dev.hone.datasets.DatasetInfo;
import dev.hone.examples.Example;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/** The training files at a path, each with what its name and its neighbours say of it. */
record ExampleFiles(List<File> files) implements Serializable {
  private static final List<String> ENDINGS =
      List.of(".jsonl", ".ndjson", ".json", ".jsonl.gz", ".ndjson.gz", ".json.gz");
  private static final long MAX_INFO_BYTES = 16 << 20;

  /**
   * One file.
   *
   * @param split what its name says: {@code train}, {@code test}, or null
   * @param info what a {@code dataset_info.json} beside it says of it, or null
   */
  record File(String path, String name, @Nullable String split, @Nullable DatasetInfo info)
      implements Serializable {}

  static ExampleFiles at(FileSystem fileSystem, Path path, String given) throws IOException {
    boolean single = fileSystem.getFileStatus(path).isFile();
    Path folder = single ? path.getParent() : path;
    boolean named = single && path.getName().equals(DatasetInfo.FILE);
    Map<String, DatasetInfo> infos = infos(fileSystem, new Path(folder, DatasetInfo.FILE), named);
    List<Path> paths = new ArrayList<>();
    if (single && !named) {
      paths.add(path);
    } else if (!infos.isEmpty()) {
      for (DatasetInfo info : infos.values()) {
        Path file = new Path(folder, info.fileName());
        if (fileSystem.exists(file) && fileSystem.getFileStatus(file).isFile()) {
          paths.add(file);
        }
      }
    } else {
      Arrays.stream(fileSystem.listStatus(folder))
          .filter(FileStatus::isFile)
          .map(FileStatus::getPath)
          .filter(file -> ENDINGS.stream().anyMatch(file.getName()::endsWith))
          .sorted()
          .forEach(paths::add);
    }
    if (paths.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot read examples from '"
              + given
              + "': no file there ends in "
              + ENDINGS
              + (infos.isEmpty() ? "." : ", or is named in " + DatasetInfo.FILE + "."));
    }
    List<File> files = new ArrayList<>();
    for (Path file : paths) {
      DatasetInfo info =
          infos.values().stream()
              .filter(one -> one.fileName().equals(file.getName()))
              .findFirst()
              .orElse(null);
      files.add(new File(file.toString(), file.getName(), split(file.getName()), info));
    }
    return new ExampleFiles(List.copyOf(files));
  }

  private static Map<String, DatasetInfo> infos(FileSystem fileSystem, Path path, boolean needed)
      throws IOException {
    if (!fileSystem.exists(path)) {
      return Map.of();
    }
    if (fileSystem.getFileStatus(path).getLen() > MAX_INFO_BYTES) {
      throw new HoneException("Cannot read " + path + ": it is larger than 16 MiB.");
    }
    try (InputStream in = fileSystem.open(path)) {
      return DatasetInfo.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      if (needed) {
        throw new HoneException("Cannot read " + path + ": " + e.getMessage(), e);
      }
      return Map.of(); // another tool's file of that name
    }
  }

  /** The split that a file's name stands for by custom. */
  static @Nullable String split(String name) {
    for (String word : name.toLowerCase(Locale.ROOT).split("[^a-z]+", -1)) {
      switch (word) {
        case "train", "training" -> {
          return Example.TRAIN;
        }
        case "test", "valid", "validation", "val", "dev", "eval" -> {
          return Example.TEST;
        }
        default -> {}
      }
    }
    return null;
  }
}
