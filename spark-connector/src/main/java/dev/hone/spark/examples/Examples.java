package dev.hone.spark.examples;

import dev.hone.HoneException;
import dev.hone.datasets.TrainingFormats;
import dev.hone.spark.models.TaskConfiguration;
import io.delta.tables.DeltaTable;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Reads and writes training files. */
public final class Examples {
  private static final int MAX_TASKS = 200;

  private Examples() {}

  /** As {@link #read(SparkSession, String, String)}; each file's format is told from its rows. */
  public static Dataset<Row> read(SparkSession spark, String path) {
    return read(spark, path, null);
  }

  /**
   * Examples from a Delta table as it is, or from training files as {@link #read(SparkSession,
   * String)} reads them.
   *
   * @param source a table's name, the path of a Delta table, or what {@link #read(SparkSession,
   *     String)} takes
   * @throws IllegalArgumentException before any job runs, if there is none of these
   */
  public static Dataset<Row> open(SparkSession spark, String source) {
    if (!source.matches(".*[/:\\\\].*|\\..*") && isTable(spark, source)) {
      return spark.read().table(source);
    }
    return DeltaTable.isDeltaTable(spark, source)
        ? spark.read().format("delta").load(source)
        : read(spark, source);
  }

  private static boolean isTable(SparkSession spark, String name) {
    try {
      return spark.catalog().tableExists(name);
    } catch (Exception e) { // a name that does not parse is no table
      return false;
    }
  }

  /**
   * The rows of training files as examples: their metadata as tags, in the columns of {@link
   * dev.hone.spark.home.ExamplesTable#SCHEMA}, then {@code rejected}, {@code good}, {@code
   * also_learned}, {@code params_json}, {@code file}, {@code line}, {@code format} and {@code raw}.
   * One row for every row of the files: one that cannot be read is dropped with its reason and
   * keeps its raw text. A file's split is its rows' word, else what its name stands for ({@code
   * train.jsonl}, {@code valid.json}). A file is read by one task.
   *
   * @param path a file, a folder of files, or a {@code dataset_info.json}; JSON Lines or one JSON
   *     array, plain or compressed
   * @param format one of {@link TrainingFormats#names}, or null to tell it from the rows
   * @throws IllegalArgumentException before any job runs, if there is nothing at the path or no
   *     such format
   */
  public static Dataset<Row> read(SparkSession spark, String path, @Nullable String format) {
    if (format != null) {
      TrainingFormats.named(format);
    }
    try {
      Path given = new Path(path);
      FileSystem fileSystem = given.getFileSystem(spark.sessionState().newHadoopConf());
      if (!fileSystem.exists(given)) {
        throw new IllegalArgumentException(
            "Cannot find examples at '"
                + path
                + "': there is no such table, file or folder. Check it for typing errors.");
      }
      ExampleFiles files = ExampleFiles.at(fileSystem, fileSystem.makeQualified(given), path);
      List<Integer> places = IntStream.range(0, files.files().size()).boxed().toList();
      return spark
          .createDataset(places, Encoders.INT())
          .repartition(Math.min(MAX_TASKS, places.size()))
          .flatMap(
              new ExampleLines(files, TaskConfiguration.of(spark), format),
              Encoders.row(ExampleColumns.READ));
    } catch (IOException e) {
      throw new HoneException("Cannot read examples from '" + path + "': " + e + ".", e);
    }
  }

  /** As {@link #write(Dataset, String, WriteOptions)}, with that format and no other wishes. */
  public static WrittenFiles write(Dataset<Row> examples, String path, String format) {
    return write(examples, path, WriteOptions.of(format));
  }

  /**
   * Writes examples as training files. Dropped rows are left out and counted. Every rule of the
   * format is checked on every row; where one is broken, all are reported and nothing is written.
   * Files appear whole or not at all.
   *
   * @param examples has the columns of {@link dev.hone.spark.home.ExamplesTable#SCHEMA}; {@code
   *     label}, where it is there, is written in place of {@code answer}, and the columns that
   *     {@link #read} adds are written where the format has a place for them
   * @param path a folder, not there yet or empty, for a file a split ({@code train.jsonl}, {@code
   *     test.jsonl}, {@code unsplit.jsonl}), or one file that ends in .jsonl
   * @throws dev.hone.datasets.InvalidRowsException with every broken rule by line
   * @throws IllegalArgumentException before any job runs, if columns are missing, something is in
   *     the way, or there is no such format
   */
  public static WrittenFiles write(Dataset<Row> examples, String path, WriteOptions options) {
    return new ExamplesWriter(examples, path, options).write();
  }
}
