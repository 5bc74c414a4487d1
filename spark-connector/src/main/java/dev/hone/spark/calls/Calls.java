package dev.hone.spark.calls;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads request logs as logged calls. */
public final class Calls {
  private Calls() {}

  /**
   * The calls of a log, in the columns of {@link dev.hone.spark.home.CallsTable#SCHEMA}: one row
   * for every row of the log, the unreadable ones with their raw text and the reason. What the log
   * is, is told from its columns.
   *
   * @param log a table's name, the path of a Delta table, or a JSON Lines file or folder
   * @throws IllegalArgumentException before any job runs, if there is no such log or it lacks the
   *     columns of every known format
   */
  public static Dataset<Row> read(SparkSession spark, String log) {
    throw new UnsupportedOperationException("Calls.read is not built yet; asked for " + log);
  }
}
