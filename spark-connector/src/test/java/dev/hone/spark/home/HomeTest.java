package dev.hone.spark.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.calls.CallDraft;
import dev.hone.calls.LoggedCall;
import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.chat.Usage;
import dev.hone.spark.testing.LocalSpark;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
  private static final SparkSession SPARK = LocalSpark.session();

  @TempDir Path folder;

  @Test
  void everyTableIsCreatedWithItsSchemaKeyAndVersion() {
    Home home = Home.open(SPARK, folder.toString());
    for (HomeTable table : Home.TABLES) {
      assertThat(home.read(table).schema().catalogString())
          .as(table.name())
          .isEqualTo(table.storedSchema().catalogString());
      Row detail = SPARK.sql("DESCRIBE DETAIL " + home.sqlName(table)).first();
      assertThat(detail.<String, String>getJavaMap(detail.fieldIndex("properties")))
          .containsEntry(Home.KEY_PROPERTY, String.join(",", table.key()))
          .containsEntry(Home.VERSION_PROPERTY, Integer.toString(table.version()));
    }
  }

  @Test
  void callSurvivesItsTable() {
    Home home = Home.open(SPARK, folder.toString());
    LoggedCall call = call("c1", "hello");
    home.replaceRun(CallsTable.TABLE, "r1", calls(call));
    Row row = home.readRun(CallsTable.TABLE, "r1").first();
    assertThat(CallsTable.from(row)).isEqualTo(call);
  }

  @Test
  void waitsForATableThatAnotherJobIsMaking() throws Exception {
    Home other = Home.open(SPARK, folder.resolve("other").toString());
    other.create(RunsTable.TABLE);
    Path commit = Path.of("tables/runs/_delta_log/00000000000000000000.json");
    Home home = Home.open(SPARK, folder.resolve("waiting").toString());
    Path late = folder.resolve("waiting").resolve(commit);
    Files.createDirectories(late.getParent());
    CompletableFuture<Path> job =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return Files.copy(folder.resolve("other").resolve(commit), late);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            CompletableFuture.delayedExecutor(600, TimeUnit.MILLISECONDS));
    assertThat(home.read(RunsTable.TABLE).count()).isZero();
    assertThat(job).isDone();
  }

  @Test
  void appendWithTheSameVersionDoesNothing() {
    Home home = Home.open(SPARK, folder.toString());
    home.append(CallsTable.TABLE, "r1", calls(call("c1", "a")), "job", 1);
    home.append(CallsTable.TABLE, "r1", calls(call("c1", "a")), "job", 1);
    assertThat(home.read(CallsTable.TABLE).count()).isEqualTo(1);
    home.append(CallsTable.TABLE, "r1", calls(call("c2", "b")), "job", 2);
    assertThat(home.read(CallsTable.TABLE).count()).isEqualTo(2);
  }

  @Test
  void replacedRunLeavesOtherRunsAlone() {
    Home home = Home.open(SPARK, folder.toString());
    home.replaceRun(CallsTable.TABLE, "r1", calls(call("c1", "a"), call("c2", "b")));
    home.replaceRun(CallsTable.TABLE, "r2", calls(call("c1", "a")));
    home.replaceRun(CallsTable.TABLE, "r1", calls(call("c3", "c")));
    assertThat(home.readRun(CallsTable.TABLE, "r1").select("id").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("c3");
    assertThat(home.readRun(CallsTable.TABLE, "r2").count()).isEqualTo(1);
    assertThat(home.read(CallsTable.TABLE).count()).isEqualTo(2);
  }

  @Test
  void worksInACatalog() {
    Home home = Home.open(SPARK, "spark_catalog.hone_home_test");
    home.replaceRun(CallsTable.TABLE, "r1", calls(call("c1", "a")));
    home.replaceRun(CallsTable.TABLE, "r1", calls(call("c2", "b")));
    home.append(CallsTable.TABLE, "r2", calls(call("c2", "b")), "job", 1);
    assertThat(SPARK.table("hone_home_test.calls").count()).isEqualTo(2);
    assertThatThrownBy(() -> home.folder("adapters"))
        .hasMessageContaining("holds no files")
        .hasMessageContaining("adapters");
    SPARK.sql("DROP SCHEMA hone_home_test CASCADE");
  }

  @Test
  void refusesRowsWithoutTheTablesColumns() {
    Home home = Home.open(SPARK, folder.toString());
    Dataset<Row> rows = calls(call("c1", "a")).drop("messages").withColumnRenamed("ts", "time");
    assertThatThrownBy(() -> home.replaceRun(CallsTable.TABLE, "r1", rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'messages' is missing")
        .hasMessageContaining("'ts' is missing")
        .hasMessageContaining("time");
    assertThat(folder.resolve("tables/calls")).doesNotExist();
  }

  @Test
  void refusesFolderThatCannotBe() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> Home.open(SPARK, file.resolve("home").toString()))
        .hasMessageContaining("Cannot open home '" + file)
        .hasMessageContaining("may write");
    assertThatThrownBy(() -> Home.open(SPARK, "no_such_catalog.hone"))
        .hasMessageContaining("no_such_catalog");
  }

  private static Dataset<Row> calls(LoggedCall... calls) {
    return SPARK.createDataFrame(
        Arrays.stream(calls).map(CallsTable::toRow).toList(), CallsTable.SCHEMA);
  }

  private static LoggedCall call(String id, String text) {
    return CallDraft.of("logs", "row-" + id)
        .id(id)
        .epochMillis(1_700_000_000_123L)
        .latencyMillis(250L)
        .statusCode(200)
        .model("openai", "gpt-4.1")
        .messages(List.of(Message.system("Be brief."), Message.user(text)))
        .toolsJson("[]")
        .completion(Message.calling(List.of(new ToolCall("t1", "find", "{\"q\":1}"))), "tool_calls")
        .usage(new Usage(10, 5, 1, 0, 2))
        .sessionId("session")
        .tag("team", "a")
        .rawRequest("{\"raw\":1}")
        .toCall();
  }
}
