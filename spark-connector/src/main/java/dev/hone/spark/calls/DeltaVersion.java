package dev.hone.spark.calls;

import dev.hone.spark.home.CallsTable;
import io.delta.tables.DeltaTable;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * The version of a log that is read, so that what was made of it can be made again.
 *
 * @param number the Delta version, or null where the log is no Delta table
 */
record DeltaVersion(@Nullable Long number) {
  private static final String OPTION = "versionAsOf";

  /** The newest version of the table of that name; none where it is a view or another format. */
  static DeltaVersion ofTable(SparkSession spark, String name) {
    try {
      return newest(DeltaTable.forName(spark, name));
    } catch (Exception e) { // AnalysisException is checked, but Scala does not declare it
      return new DeltaVersion(null);
    }
  }

  /** The newest version of the Delta table at that path. */
  static DeltaVersion ofPath(SparkSession spark, String path) {
    return newest(DeltaTable.forPath(spark, path));
  }

  private static DeltaVersion newest(DeltaTable table) {
    return new DeltaVersion(table.history(1).select("version").head().getLong(0));
  }

  /** Reads this version, whatever is written meanwhile. */
  DataFrameReader reader(SparkSession spark) {
    return number == null ? spark.read() : spark.read().option(OPTION, number);
  }

  /** The calls, marked as read at this version. */
  Dataset<Row> mark(Dataset<Row> calls) {
    return number == null
        ? calls
        : calls.withColumn(CallsTable.SOURCE_VERSION, functions.lit(number));
  }
}
