package dev.hone.spark.params;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * Checks what a stage asks of its input, and reports everything that is wrong at once, before a row
 * is read.
 */
public final class InputSchema {
  private final Params stage;
  private final StructType schema;
  private final List<String> problems = new ArrayList<>();

  private InputSchema(Params stage, StructType schema) {
    this.stage = stage;
    this.schema = schema;
  }

  public static InputSchema of(Params stage, StructType schema) {
    return new InputSchema(stage, schema);
  }

  /** The column named by the param must be there with that type (nullability aside). */
  public InputSchema needs(Param<String> param, DataType type) {
    String column = stage.getOrDefault(param);
    return needs(
        column,
        type,
        " (param " + param.name() + ")",
        " Set " + param.name() + " to the column that holds: " + param.doc() + ".");
  }

  /** A column whose name is fixed must be there with that type (nullability aside). */
  public InputSchema needs(String column, DataType type) {
    return needs(column, type, "", "");
  }

  /** A rule across params. */
  public InputSchema needs(boolean holds, String problem) {
    if (!holds) {
      problems.add(problem);
    }
    return this;
  }

  private InputSchema needs(String column, DataType type, String origin, String fix) {
    int index = Arrays.asList(schema.fieldNames()).indexOf(column);
    if (index < 0) {
      problems.add(
          "Cannot find column '"
              + column
              + "'"
              + origin
              + "; the input has "
              + Arrays.toString(schema.fieldNames())
              + "."
              + fix);
      return this;
    }
    String actual = schema.fields()[index].dataType().catalogString();
    if (!actual.equals(type.catalogString())) {
      problems.add(
          "Column '"
              + column
              + "'"
              + origin
              + " is "
              + actual
              + "; this stage needs "
              + type.catalogString()
              + "."
              + fix);
    }
    return this;
  }

  /**
   * Ends the checks.
   *
   * @throws IllegalArgumentException with every problem, if there is any
   */
  public void check() {
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(stage.uid() + ": " + String.join("\n", problems));
    }
  }

  /** The schema with the column put in the place of one of that name, or at the end. */
  public static StructType with(
      StructType schema,
      String column,
      DataType type,
      org.apache.spark.sql.types.Metadata metadata) {
    var field = new org.apache.spark.sql.types.StructField(column, type, true, metadata);
    int index = Arrays.asList(schema.fieldNames()).indexOf(column);
    if (index < 0) {
      return schema.add(field);
    }
    var fields = schema.fields().clone();
    fields[index] = field;
    return new StructType(fields);
  }
}
