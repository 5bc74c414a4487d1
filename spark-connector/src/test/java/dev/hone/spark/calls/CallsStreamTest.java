package dev.hone.spark.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.calls.CallOptions;
import dev.hone.spark.home.CallsTable;
import dev.hone.spark.testing.LocalSpark;
import io.delta.tables.DeltaTable;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that grows: what is new is read, and nothing twice. */
class CallsStreamTest {
  private static final SparkSession SPARK = LocalSpark.session();

  @TempDir Path folder;

  @Test
  void readsWhatIsNewAndAddsNothingTwice() {
    String log = folder.resolve("log").toString();
    String checkpoint = folder.resolve("checkpoint").toString();
    Supplier<DeltaTable> table = this::calls;
    append(log, 0, 3);
    follow(log, checkpoint, table);
    assertThat(sourceIds()).containsExactly("r0", "r1", "r2");
    append(log, 3, 5);
    follow(log, checkpoint, table);
    assertThat(sourceIds()).containsExactly("r0", "r1", "r2", "r3", "r4");
    follow(log, checkpoint, table);
    follow(log, folder.resolve("lost-checkpoint").toString(), table); // all of it again
    CallsSink.add(calls(), Calls.read(SPARK, log)); // and in one batch
    assertThat(sourceIds()).containsExactly("r0", "r1", "r2", "r3", "r4");
    assertThat(calls().toDF().filter("incomplete IS NOT NULL").count()).isZero();
  }

  @Test
  void aChangeFeedSaysWhichVersionBroughtACall() {
    String log = folder.resolve("fed").toString();
    SPARK.sql(
        "CREATE TABLE delta.`"
            + log
            + "` (databricks_request_id STRING, request STRING, response STRING) USING delta"
            + " TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true')");
    append(log, 0, 2);
    append(log, 2, 3);
    Dataset<Row> changes = Calls.readChanges(SPARK, log, 2, CallOptions.DEFAULT);
    assertThat(changes.select("source_id", "source_version").collectAsList())
        .containsExactly(RowFactory.create("r2", 2L));
    assertThat(changes.select("id").collectAsList())
        .isEqualTo(Calls.read(SPARK, log).filter("source_id = 'r2'").select("id").collectAsList());
    CallsSink.add(calls(), Calls.readChanges(SPARK, log, 0, CallOptions.DEFAULT));
    CallsSink.add(calls(), changes);
    assertThat(sourceIds()).containsExactly("r0", "r1", "r2");
  }

  @Test
  void refusesWhatCannotBeFollowedAndTablesOfOtherThings() {
    assertThatThrownBy(() -> Calls.readStream(SPARK, folder.toString(), CallOptions.DEFAULT))
        .hasMessageContaining("it is no Delta table");
    String other = folder.resolve("other").toString();
    SPARK.range(1).write().format("delta").save(other);
    String log = folder.resolve("log").toString();
    append(log, 0, 1);
    assertThatThrownBy(
            () -> CallsSink.add(DeltaTable.forPath(SPARK, other), Calls.read(SPARK, log)))
        .hasMessageContaining("it holds no logged calls but [id]");
  }

  private static void follow(String log, String checkpoint, Supplier<DeltaTable> table) {
    CallsSink.addNew(Calls.readStream(SPARK, log, CallOptions.DEFAULT), table, checkpoint);
  }

  private DeltaTable calls() {
    return DeltaTable.createIfNotExists(SPARK)
        .location(folder.resolve("calls").toString())
        .addColumns(CallsTable.SCHEMA)
        .execute();
  }

  private List<String> sourceIds() {
    return calls()
        .toDF()
        .select("source_id")
        .orderBy("source_id")
        .as(Encoders.STRING())
        .collectAsList();
  }

  private static void append(String log, int from, int to) {
    List<Row> rows =
        IntStream.range(from, to)
            .mapToObj(
                i ->
                    RowFactory.create(
                        "r" + i,
                        "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
                        "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"}}]}"))
            .toList();
    SPARK
        .createDataFrame(
            rows,
            new StructType()
                .add("databricks_request_id", DataTypes.StringType)
                .add("request", DataTypes.StringType)
                .add("response", DataTypes.StringType))
        .write()
        .format("delta")
        .mode("append")
        .save(log);
  }
}
