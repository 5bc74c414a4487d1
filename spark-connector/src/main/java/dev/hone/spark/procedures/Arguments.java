package dev.hone.spark.procedures;

import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.procedures.ProcedureParameter;
import org.jspecify.annotations.Nullable;

/** What a CALL was given, by the names of the parameters. */
public final class Arguments {
  private final ProcedureParameter[] parameters;
  private final InternalRow values;

  Arguments(ProcedureParameter[] parameters, InternalRow values) {
    this.parameters = parameters;
    this.values = values;
  }

  /**
   * A text that must be given.
   *
   * @throws IllegalArgumentException if it is null
   */
  public String text(String name) {
    return (String) required(name, textOrNull(name));
  }

  public @Nullable String textOrNull(String name) {
    int place = place(name);
    return values.isNullAt(place) ? null : values.getUTF8String(place).toString();
  }

  public int whole(String name) {
    int place = place(name);
    return (int) required(name, values.isNullAt(place) ? null : values.getInt(place));
  }

  public long large(String name) {
    int place = place(name);
    return (long) required(name, values.isNullAt(place) ? null : values.getLong(place));
  }

  public double real(String name) {
    int place = place(name);
    return (double) required(name, values.isNullAt(place) ? null : values.getDouble(place));
  }

  public boolean flag(String name) {
    int place = place(name);
    return (boolean) required(name, values.isNullAt(place) ? null : values.getBoolean(place));
  }

  private static Object required(String name, @Nullable Object value) {
    if (value == null) {
      throw new IllegalArgumentException("Argument '" + name + "' is null; give it a value.");
    }
    return value;
  }

  private int place(String name) {
    for (int i = 0; i < parameters.length; i++) {
      if (parameters[i].name().equals(name)) {
        return i;
      }
    }
    throw new IllegalArgumentException("There is no parameter '" + name + "'.");
  }
}
