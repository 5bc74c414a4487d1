package dev.hone.spark.home;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * One table of a home.
 *
 * @param name the table's name within the home
 * @param schema the columns a writer gives
 * @param key the columns that tell rows of one run apart
 * @param version rises when the meaning of a column changes
 */
public record HomeTable(String name, StructType schema, List<String> key, int version) {
  /** Which run wrote the row; tables are partitioned by it. */
  public static final String RUN_ID = "run_id";

  /** The {@link #version} the row was written with. */
  public static final String SCHEMA_VERSION = "schema_version";

  public HomeTable {
    requireNonNull(name, "name");
    requireNonNull(schema, "schema");
    key = List.copyOf(key);
    List<String> columns = List.of(schema.fieldNames());
    if (!columns.containsAll(key)) {
      throw new IllegalArgumentException(
          "Invalid key of table " + name + ": " + key + " are not all among " + columns + ".");
    }
  }

  /** The columns as stored: the schema's, then run and schema version. */
  public StructType storedSchema() {
    return schema
        .add(RUN_ID, DataTypes.StringType, false)
        .add(SCHEMA_VERSION, DataTypes.IntegerType, false);
  }
}
