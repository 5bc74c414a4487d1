package dev.hone.spark.calls;

import dev.hone.HoneException;
import dev.hone.spark.home.CallsTable;
import io.delta.tables.DeltaTable;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.spark.api.java.function.VoidFunction2;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;

/**
 * Adds calls to a Delta table, each once: by id, so that a log that is read again, or a batch of a
 * stream that is replayed, adds nothing twice.
 */
public final class CallsSink {
  private CallsSink() {}

  /**
   * Adds the calls that are not there yet, in one commit.
   *
   * @throws IllegalArgumentException if the table holds something else than calls
   */
  public static void add(DeltaTable table, Dataset<Row> calls) {
    requireCalls(table);
    table
        .as("old")
        .merge(calls.dropDuplicates("id").as("new"), "old.id = new.id")
        .whenNotMatched()
        .insertAll()
        .execute();
  }

  /**
   * Adds what came into the log since the last time, and ends. What was read already stands in the
   * checkpoint; without it, all of the log is read again and nothing is added twice.
   *
   * @param calls a stream of calls, as {@link Calls#readStream} gives it
   * @param table opens the table, anew for every batch
   * @param checkpoint a folder that belongs to this log and table
   * @throws HoneException if the stream fails
   */
  public static void addNew(Dataset<Row> calls, Supplier<DeltaTable> table, String checkpoint) {
    VoidFunction2<Dataset<Row>, Long> add = (batch, number) -> add(table.get(), batch);
    try {
      calls
          .writeStream()
          .option("checkpointLocation", checkpoint)
          .trigger(Trigger.AvailableNow())
          .foreachBatch(add)
          .start()
          .awaitTermination();
    } catch (StreamingQueryException | TimeoutException e) {
      throw new HoneException(
          "Cannot follow the log with checkpoint '"
              + checkpoint
              + "': "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
              + " A checkpoint belongs to one log and one table: give each its own.",
          e);
    }
  }

  private static void requireCalls(DeltaTable table) {
    String[] columns = table.toDF().columns();
    if (!Arrays.asList(columns).containsAll(Arrays.asList(CallsTable.SCHEMA.fieldNames()))) {
      throw new IllegalArgumentException(
          "Cannot add calls to this table: it holds no logged calls but "
              + Arrays.toString(columns)
              + ". Give another table.");
    }
  }
}
