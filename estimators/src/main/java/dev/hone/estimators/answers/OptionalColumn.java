package dev.hone.estimators.answers;

import dev.hone.spark.params.InputSchema;
import java.util.Arrays;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A column that a stage can do without: read where the input has it; asked for only where the user
 * named it; empty means not to look for it.
 *
 * @param param the param that names it
 * @param name the column, or null where it is not read
 */
public record OptionalColumn(Param<String> param, @Nullable String name) {
  public static OptionalColumn of(Params stage, Param<String> param, StructType schema) {
    String column = stage.getOrDefault(param);
    boolean there = Arrays.asList(schema.fieldNames()).contains(column);
    boolean read = !column.isEmpty() && (there || stage.isSet(param));
    return new OptionalColumn(param, read ? column : null);
  }

  /** Adds what is wrong with the column, if anything, to the input's problems. */
  public void check(InputSchema input, DataType type) {
    if (name != null) {
      input.needs(param, type);
    }
  }
}
