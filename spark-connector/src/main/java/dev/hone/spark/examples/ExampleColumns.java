package dev.hone.spark.examples;

import dev.hone.chat.Message;
import dev.hone.datasets.ExampleRows;
import dev.hone.datasets.TrainingLine;
import dev.hone.datasets.TrainingRow;
import dev.hone.datasets.Turn;
import dev.hone.examples.Example;
import dev.hone.spark.home.ExamplesTable;
import dev.hone.spark.home.MessageRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Training rows as rows of a DataFrame: the columns of {@link ExamplesTable}, then what a file says
 * beyond them. Every one of the latter may be missing where rows are written.
 */
final class ExampleColumns {
  static final String REJECTED = "rejected";
  static final String GOOD = "good";
  static final String ALSO_LEARNED = "also_learned";
  static final String PARAMS = "params_json";

  static final StructType READ =
      ExamplesTable.SCHEMA
          .add(REJECTED, MessageRows.MESSAGE)
          .add(GOOD, DataTypes.BooleanType)
          .add(ALSO_LEARNED, DataTypes.createArrayType(DataTypes.IntegerType))
          .add(PARAMS, DataTypes.StringType)
          .add("file", DataTypes.StringType)
          .add("line", DataTypes.LongType)
          .add("format", DataTypes.StringType)
          .add("raw", DataTypes.StringType);

  private ExampleColumns() {}

  /** A line as a row of {@link #READ}; the raw text only where it could not be read. */
  static Row toRow(TrainingLine line, ExampleFiles.File file, String format) {
    Example example = ExampleRows.example(line, file.name());
    if (example.split() == null && example.kept()) {
      example = example.withSplit(file.split());
    }
    Row known = ExamplesTable.toRow(example);
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < known.length(); i++) {
      values.add(known.get(i));
    }
    TrainingRow row = line.row();
    values.add(row == null ? null : MessageRows.toNullableRow(row.rejected()));
    values.add(row == null ? null : row.good());
    values.add(row == null ? null : CollectionConverters.asScala(alsoLearned(row)).toSeq());
    values.add(row == null ? null : ExampleRows.otherParams(row));
    values.add(file.path());
    values.add(line.number());
    values.add(format);
    values.add(row == null ? line.raw() : null);
    return RowFactory.create(values.toArray());
  }

  /** Places of the messages before the answer that are learned too. */
  private static List<Integer> alsoLearned(TrainingRow row) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < row.turns().size() - 1; i++) {
      if (row.turns().get(i).learned()) {
        places.add(i);
      }
    }
    return places;
  }

  /**
   * The training row of an example's row.
   *
   * @param messages the column whose conversation is written
   */
  static TrainingRow from(Row row, String messages) {
    Example example = ExamplesTable.from(row);
    Message label = struct(row, "label");
    if (label != null) {
      example = example.withTexts(example.messages(), label);
    }
    int params = index(row, PARAMS);
    TrainingRow written =
        ExampleRows.row(
            example,
            MessageRows.list(row, messages),
            params >= 0 && !row.isNullAt(params) ? row.getString(params) : "{}");
    int good = index(row, GOOD);
    int learned = index(row, ALSO_LEARNED);
    boolean judged = good >= 0 && !row.isNullAt(good);
    boolean asRead = messages.equals("messages"); // pruning may have moved places
    return new TrainingRow(
        learned >= 0 && !row.isNullAt(learned) && asRead
            ? learning(written.turns(), row.getList(learned))
            : written.turns(),
        struct(row, REJECTED),
        judged ? (Boolean) row.getBoolean(good) : null,
        written.toolsJson(),
        written.paramsJson(),
        written.split(),
        written.metadata());
  }

  private static List<Turn> learning(List<Turn> turns, List<Integer> places) {
    List<Turn> learning = new ArrayList<>(turns);
    for (int place : places) {
      if (place >= 0 && place < turns.size()) {
        learning.set(place, Turn.of(turns.get(place).message()));
      }
    }
    return learning;
  }

  private static @Nullable Message struct(Row row, String column) {
    int index = index(row, column);
    return index < 0 || row.isNullAt(index) ? null : MessageRows.from(row.getStruct(index));
  }

  private static int index(Row row, String column) {
    return Arrays.asList(row.schema().fieldNames()).indexOf(column);
  }
}
