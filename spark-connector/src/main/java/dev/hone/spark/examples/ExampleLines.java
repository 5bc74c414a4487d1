package dev.hone.spark.examples;

import dev.hone.HoneException;
import dev.hone.datasets.LlamaFactoryFormat;
import dev.hone.datasets.TrainingFileReader;
import dev.hone.datasets.TrainingFormat;
import dev.hone.datasets.TrainingFormats;
import dev.hone.spark.models.TaskConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/** Reads one file within a task, so that its lines keep their numbers; streams, never holds it. */
record ExampleLines(ExampleFiles files, TaskConfiguration configuration, @Nullable String format)
    implements FlatMapFunction<Integer, Row> {
  @Override
  public Iterator<Row> call(Integer place) {
    ExampleFiles.File file = files.files().get(place);
    TrainingFileReader reader = open(file);
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> close(reader));
    String found = reader.format().name();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return reader.hasNext();
      }

      @Override
      public Row next() {
        return ExampleColumns.toRow(reader.next(), file, found);
      }
    };
  }

  private TrainingFileReader open(ExampleFiles.File file) {
    Path path = new Path(file.path());
    try {
      CompressionCodec codec = new CompressionCodecFactory(configuration.value()).getCodec(path);
      InputStream raw = path.getFileSystem(configuration.value()).open(path);
      return new TrainingFileReader(
          codec == null ? raw : codec.createInputStream(raw), format(file));
    } catch (IOException e) {
      throw new HoneException("Cannot read '" + file.path() + "': " + e.getMessage() + ".", e);
    }
  }

  private @Nullable TrainingFormat format(ExampleFiles.File file) {
    if (file.info() != null && (format == null || format.equals("llama-factory"))) {
      return new LlamaFactoryFormat(file.info());
    }
    return format == null ? null : TrainingFormats.named(format);
  }

  private static void close(TrainingFileReader reader) {
    try {
      reader.close();
    } catch (IOException e) {
      throw new HoneException("Cannot close a training file: " + e.getMessage() + ".", e);
    }
  }
}
