package dev.hone.spark.examples;

import dev.hone.HoneException;
import dev.hone.datasets.InvalidRowsException;
import dev.hone.datasets.RowKind;
import dev.hone.datasets.TrainingFileWriter;
import dev.hone.datasets.TrainingFormat;
import dev.hone.datasets.TrainingFormats;
import dev.hone.datasets.WrittenRow;
import dev.hone.examples.Example;
import dev.hone.spark.home.ExamplesTable;
import dev.hone.spark.home.MessageRows;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Writes examples into a folder or file beside the one asked for, and renames it once all is well.
 * Rows are checked and written as text by the tasks and come to the driver a partition at a time,
 * in the order of their ids: the same examples always give the same file.
 */
final class ExamplesWriter {
  private static final String UNSPLIT = "unsplit";
  private static final StructType CHECKED =
      new StructType()
          .add("split", DataTypes.StringType, false)
          .add("id", DataTypes.StringType, false)
          .add("kind", DataTypes.StringType, false)
          .add("json", DataTypes.StringType)
          .add("problems", DataTypes.createArrayType(DataTypes.StringType), false)
          .add("left_out", DataTypes.createArrayType(DataTypes.StringType), false);

  private final Dataset<Row> examples;
  private final String given;
  private final WriteOptions options;
  private final TrainingFormat format;
  private final boolean single;

  ExamplesWriter(Dataset<Row> examples, String path, WriteOptions options) {
    this.examples = PairColumns.in(examples.schema()) ? PairColumns.asExamples(examples) : examples;
    this.given = path;
    this.options = options;
    this.format = TrainingFormats.named(options.format());
    this.single = path.endsWith(".jsonl");
    requireColumns(this.examples.schema());
    if (single && !format.companions(Map.of()).isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot write "
              + format.name()
              + " to the one file '"
              + path
              + "': it comes with a second file. Give a folder.");
    }
  }

  private static void requireColumns(StructType schema) {
    List<String> problems = new ArrayList<>();
    for (StructField field : ExamplesTable.SCHEMA.fields()) {
      int index = Arrays.asList(schema.fieldNames()).indexOf(field.name());
      if (index < 0) {
        problems.add("column '" + field.name() + "' is missing");
      } else if (!schema
          .fields()[index]
          .dataType()
          .catalogString()
          .equals(field.dataType().catalogString())) {
        problems.add(
            "column '"
                + field.name()
                + "' is "
                + schema.fields()[index].dataType().catalogString()
                + ", not "
                + field.dataType().catalogString());
      }
    }
    for (String optional : List.of("label", ExampleColumns.REJECTED)) {
      int index = Arrays.asList(schema.fieldNames()).indexOf(optional);
      if (index >= 0
          && !schema
              .fields()[index]
              .dataType()
              .catalogString()
              .equals(MessageRows.MESSAGE.catalogString())) {
        problems.add("column '" + optional + "' is not a message");
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot write examples: " + String.join("; ", problems) + ". MakeExamples makes them.");
    }
  }

  WrittenFiles write() {
    Path target = new Path(given);
    try {
      FileSystem fileSystem = plain(target);
      Path full = fileSystem.makeQualified(target);
      requireFree(fileSystem, full);
      requireOneSplitAFile();
      Path scratch =
          new Path(full.getParent(), "." + full.getName() + ".hone-" + UUID.randomUUID());
      try {
        return writeInto(fileSystem, scratch, full);
      } finally {
        fileSystem.delete(scratch, true); // what a success renamed is not there any more
      }
    } catch (IOException e) {
      throw new HoneException(
          "Cannot write examples to '"
              + given
              + "': "
              + e.getMessage()
              + ". Give a place that this session may write.",
          e);
    }
  }

  private FileSystem plain(Path target) throws IOException {
    FileSystem fileSystem =
        target.getFileSystem(examples.sparkSession().sessionState().newHadoopConf());
    // Checksum files beside training files would be uploaded with them.
    return fileSystem instanceof LocalFileSystem local ? local.getRawFileSystem() : fileSystem;
  }

  private void requireFree(FileSystem fileSystem, Path full) throws IOException {
    if (!fileSystem.exists(full)) {
      return;
    }
    boolean emptyFolder =
        fileSystem.getFileStatus(full).isDirectory() && fileSystem.listStatus(full).length == 0;
    if (single || !emptyFolder) {
      throw new IllegalArgumentException(
          "Cannot write examples to '"
              + given
              + "': something is there already. Give another name, or remove it.");
    }
  }

  /** One file of both sides would train on what is to be tested. */
  private void requireOneSplitAFile() {
    if (!single || format.name().equals("openpipe")) {
      return;
    }
    List<String> splits =
        kept().select("split").distinct().na().drop().as(Encoders.STRING()).collectAsList();
    if (splits.size() > 1) {
      throw new IllegalArgumentException(
          "Cannot write train and test examples to the one file '"
              + given
              + "'. Give a folder, or write one split: examples.where(\"split = 'train'\").");
    }
  }

  private Dataset<Row> kept() {
    return examples.where(functions.col("dropped").isNull());
  }

  private WrittenFiles writeInto(FileSystem fileSystem, Path scratch, Path full)
      throws IOException {
    Map<String, TrainingFileWriter> writers = new TreeMap<>();
    Map<String, OutputStream> streams = new TreeMap<>();
    try {
      Iterator<Row> rows = checked().toLocalIterator();
      while (rows.hasNext()) {
        Row row = rows.next();
        String split = row.getString(0);
        TrainingFileWriter writer = writers.get(split);
        if (writer == null) {
          if (!split.matches("\\w[\\w-]*")) {
            throw new IllegalArgumentException(
                "Cannot name a file after the split of example "
                    + row.getString(1)
                    + ". Use train and test.");
          }
          String name = single ? full.getName() : split + ".jsonl";
          Path file = single ? scratch : new Path(scratch, name);
          OutputStream out = new BufferedOutputStream(fileSystem.create(file, false), 1 << 16);
          streams.put(split, out);
          writer =
              new TrainingFileWriter(
                  name, split.equals(Example.TEST), format, options.skipInvalid(), out);
          writers.put(split, writer);
        }
        writer.add(
            row.getString(1),
            new WrittenRow(
                RowKind.valueOf(row.getString(2)),
                row.getString(3),
                row.getList(4),
                row.getList(5)));
      }
    } finally {
      for (OutputStream out : streams.values()) {
        out.close();
      }
    }
    requireSound(writers);
    if (!single) {
      writeCompanions(fileSystem, scratch, writers);
      fileSystem.delete(full, false); // an empty folder; a rename would move into it
    }
    if (!fileSystem.rename(scratch, full)) {
      throw new IOException("the finished files could not be moved there");
    }
    return written(writers, full);
  }

  private void requireSound(Map<String, TrainingFileWriter> writers) {
    List<String> problems = new ArrayList<>();
    writers.values().forEach(writer -> problems.addAll(writer.finish()));
    if (!problems.isEmpty()) {
      throw new InvalidRowsException("'" + given + "'", format.name(), problems);
    }
    if (writers.values().stream().mapToLong(TrainingFileWriter::rows).sum() == 0) {
      throw new HoneException(
          "Cannot write examples to '"
              + given
              + "': none is left to write. Dropped: "
              + new TreeMap<>(dropped())
              + "; skipped: "
              + skipped(writers)
              + ".");
    }
  }

  private void writeCompanions(
      FileSystem fileSystem, Path folder, Map<String, TrainingFileWriter> writers)
      throws IOException {
    Map<String, RowKind> kinds = new LinkedHashMap<>();
    writers.forEach((split, writer) -> kinds.put(split + ".jsonl", writer.kind()));
    for (Map.Entry<String, String> companion : format.companions(kinds).entrySet()) {
      try (OutputStream out = fileSystem.create(new Path(folder, companion.getKey()), false)) {
        out.write(companion.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /** Every kept example as its line or its problems. */
  private Dataset<Row> checked() {
    String name = format.name();
    String messages = options.pruned() ? "prompt" : "messages";
    boolean one = single;
    MapFunction<Row, Row> check = row -> check(row, messages, TrainingFormats.named(name), one);
    return kept().orderBy("id").map(check, Encoders.row(CHECKED));
  }

  private static Row check(Row row, String messages, TrainingFormat format, boolean single) {
    String split = row.getString(row.fieldIndex("split"));
    WrittenRow written;
    try {
      written = WrittenRow.of(ExampleColumns.from(row, messages), format);
    } catch (IllegalArgumentException e) { // an answer that is missing or not the assistant's
      written =
          new WrittenRow(
              RowKind.SUPERVISED, null, List.of(String.valueOf(e.getMessage())), List.of());
    }
    return RowFactory.create(
        single || split == null ? UNSPLIT : split,
        row.getString(row.fieldIndex("id")),
        written.kind().name(),
        written.json(),
        CollectionConverters.asScala(written.problems()).toSeq(),
        CollectionConverters.asScala(written.leftOut()).toSeq());
  }

  private WrittenFiles written(Map<String, TrainingFileWriter> writers, Path full) {
    Map<String, Long> rows = new TreeMap<>();
    Map<String, Long> leftOut = new TreeMap<>();
    writers.forEach(
        (split, writer) -> {
          rows.put(single ? full.getName() : split + ".jsonl", writer.rows());
          writer.leftOut().forEach((what, count) -> leftOut.merge(what, count, Long::sum));
        });
    return new WrittenFiles(rows, dropped(), skipped(writers), leftOut);
  }

  private static Map<String, Long> skipped(Map<String, TrainingFileWriter> writers) {
    Map<String, Long> skipped = new TreeMap<>();
    writers
        .values()
        .forEach(
            writer ->
                writer.skipped().forEach((why, count) -> skipped.merge(why, count, Long::sum)));
    return skipped;
  }

  private Map<String, Long> dropped() {
    Map<String, Long> dropped = new TreeMap<>();
    for (Row row :
        examples
            .where(functions.col("dropped").isNotNull())
            .groupBy("dropped")
            .count()
            .collectAsList()) {
      dropped.put(row.getString(0), row.getLong(1));
    }
    return dropped;
  }
}
