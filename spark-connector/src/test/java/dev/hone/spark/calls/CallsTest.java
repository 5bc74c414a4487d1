package dev.hone.spark.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.calls.LoggedCall;
import dev.hone.chat.Message;
import dev.hone.spark.home.CallsTable;
import dev.hone.spark.home.Home;
import dev.hone.spark.testing.LocalSpark;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallsTest {
  private static final SparkSession SPARK = LocalSpark.session();

  private static final String REQUEST = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  private static final String RESPONSE =
      "{\"object\":\"chat.completion\",\"model\":\"m\",\"choices\":[{\"index\":0,\"finish_reason\":"
          + "\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"}}]}";

  @TempDir Path folder;

  @Test
  void readsInferenceTable() throws Exception {
    Instant time = Instant.parse("2026-01-02T03:04:05Z");
    Dataset<Row> log =
        SPARK.createDataFrame(
            List.of(
                RowFactory.create("r1", Timestamp.from(time), 200, 321L, REQUEST, RESPONSE, "ann"),
                RowFactory.create("r2", Timestamp.from(time), 429, 9L, REQUEST, null, "ann"),
                RowFactory.create("r3", null, null, null, "{\"messages\":[{\"ro", RESPONSE, null)),
            new StructType()
                .add("databricks_request_id", DataTypes.StringType)
                .add("request_time", DataTypes.TimestampType)
                .add("status_code", DataTypes.IntegerType)
                .add("execution_duration_ms", DataTypes.LongType)
                .add("request", DataTypes.StringType)
                .add("response", DataTypes.StringType)
                .add("requester", DataTypes.StringType));
    String path = folder.resolve("payload").toString();
    log.write().format("delta").save(path);

    Map<String, LoggedCall> calls = calls(Calls.read(SPARK, path));

    assertThat(calls).hasSize(3);
    LoggedCall answered = calls.get("r1");
    assertThat(answered.complete()).isTrue();
    assertThat(answered.source()).isEqualTo("payload");
    assertThat(answered.epochMillis()).isEqualTo(time.toEpochMilli());
    assertThat(answered.latencyMillis()).isEqualTo(321);
    assertThat(answered.userId()).isEqualTo("ann");
    assertThat(answered.messages()).containsExactly(Message.user("Hi"));
    assertThat(answered.completion()).isEqualTo(Message.assistant("Hello"));
    assertThat(calls.get("r2").incomplete()).contains("429");
    assertThat(calls.get("r3").unreadable()).isEqualTo("request is cut JSON");
    assertThat(calls.get("r3").rawRequest()).isEqualTo("{\"messages\":[{\"ro");
  }

  @Test
  void jsonLinesAndTableOfOneLogGiveTheSameCalls() throws Exception {
    Path file = folder.resolve("log.jsonl");
    Files.writeString(
        file,
        line("a", "\"2026-01-02T03:04:05Z\"", REQUEST)
            + line("b", "1767323045000", REQUEST)
            + line("c", "\"2026-01-02 03:04:05\"", REQUEST)
            + line("d", "\"yesterday\"", REQUEST)
            + line("e", "1e300", REQUEST).replace(":200,", ":\"1e99\","));
    Map<String, LoggedCall> calls = calls(Calls.read(SPARK, file.toString()));
    long expected = Instant.parse("2026-01-02T03:04:05Z").toEpochMilli();
    assertThat(calls.get("a").epochMillis()).isEqualTo(expected);
    assertThat(calls.get("b").epochMillis()).isEqualTo(expected);
    assertThat(calls.get("c").epochMillis()).isEqualTo(expected);
    assertThat(calls.get("d").epochMillis()).isNull();
    assertThat(calls.get("d").tags()).containsEntry("request_time", "yesterday");

    assertThat(calls.get("e").epochMillis()).as("beyond what Spark can hold").isNull();
    assertThat(calls.get("e").tags()).containsKeys("request_time", "status_code");

    Dataset<Row> rows = SPARK.read().json(file.toString()).filter("databricks_request_id = 'a'");
    assertThat(calls(Calls.read(rows, "log.jsonl")).get("a")).isEqualTo(calls.get("a"));
  }

  @Test
  void lineThatIsNoJsonIsKeptWithItsText() throws Exception {
    Path file = folder.resolve("log.jsonl");
    Files.writeString(file, line("a", "null", REQUEST) + "{\"databricks_request_id\":\"b\n\n[1]\n");
    List<LoggedCall> calls =
        Calls.read(SPARK, file.toString()).collectAsList().stream().map(CallsTable::from).toList();
    assertThat(calls).hasSize(3);
    assertThat(calls.get(1).rawRequest()).isEqualTo("{\"databricks_request_id\":\"b");
    assertThat(calls.get(1).unreadable()).isEqualTo("line is cut JSON");
    assertThat(calls.get(2).unreadable()).isEqualTo("line is no JSON object");
    assertThat(calls.get(2).complete()).isFalse();
  }

  @Test
  void brokenLinesComeThroughAsRows() throws Exception {
    Random random = new Random(3);
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    int written = 2_000;
    for (int i = 0; i < written; i++) {
      byte[] line = line("r" + i, "1767323045000", REQUEST).getBytes(StandardCharsets.UTF_8);
      for (int flips = random.nextInt(4); flips > 0; flips--) {
        int place = 1 + random.nextInt(line.length - 2);
        byte turned = (byte) (line[place] ^ 1 << random.nextInt(8)); // often no UTF-8 any more
        line[place] = turned == '\n' || turned == '\r' ? (byte) 0xff : turned;
      }
      lines.write(line);
    }
    Path file = Files.write(folder.resolve("broken.jsonl"), lines.toByteArray());
    Dataset<Row> calls = Calls.read(SPARK, file.toString()).cache();
    assertThat(calls.count()).isEqualTo(written);
    assertThat(calls.filter("incomplete IS NULL").count())
        .isBetween(written / 4L, written * 3L / 4);
    assertThat(calls.filter("unreadable IS NOT NULL AND raw_request IS NULL").count()).isZero();
    assertThat(calls.filter("unreadable LIKE 'unexpected%'").count()).isZero();
    calls.unpersist();
  }

  @Test
  void readsFolderOfCompressedLines() throws Exception {
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("part-0.jsonl.gz")))) {
      out.write(line("a", "null", REQUEST).getBytes(StandardCharsets.UTF_8));
    }
    Files.writeString(folder.resolve("part-1.jsonl"), line("b", "null", REQUEST));
    Files.writeString(folder.resolve("notes.txt"), "not a log");
    assertThat(calls(Calls.read(SPARK, folder.toString()))).containsOnlyKeys("a", "b");
  }

  @Test
  void readsCallsThatHoneWrote() throws Exception {
    Path file = Files.writeString(folder.resolve("log.jsonl"), line("a", "null", REQUEST));
    Dataset<Row> calls = Calls.read(SPARK, file.toString());
    Home home = Home.open(SPARK, folder.resolve("home").toString());
    home.replaceRun(CallsTable.TABLE, "r1", calls);
    assertThat(calls(Calls.read(SPARK, folder.resolve("home/tables/calls").toString())))
        .isEqualTo(calls(calls));
  }

  @Test
  void namesTheColumnsThatAreThereAndThoseThatAreMissing() throws Exception {
    Path file =
        Files.writeString(folder.resolve("log.jsonl"), "{\"prompt\":\"x\",\"request\":1}\n");
    assertThatThrownBy(() -> Calls.read(SPARK, file.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("are those of no log that Hone knows")
        .hasMessageContaining("It has [prompt, request]")
        .hasMessageContaining("litellm");
    assertThatThrownBy(() -> Calls.read(SPARK.range(1).toDF(), "numbers"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'numbers'")
        .hasMessageContaining("request");
  }

  @Test
  void saysWhatIsNotThere() {
    assertThatThrownBy(() -> Calls.read(SPARK, "no_such_table"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Cannot find log 'no_such_table': there is no such table")
        .hasMessageContaining("spark_catalog.default");
    assertThatThrownBy(() -> Calls.read(SPARK, folder + "/absent.jsonl"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing at that path");
    assertThatThrownBy(() -> Calls.read(SPARK, folder.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no Delta table and holds no file that ends in");
  }

  @Test
  @Tag("recorded")
  void everyRecordedRowComesOut() {
    String data = System.getProperty("hone.data", "");
    Assumptions.assumeFalse(data.isEmpty(), "skipped: -Dhone.data=FOLDER names no recordings");
    Dataset<Row> calls = Calls.read(SPARK, data + "/recorded-calls.jsonl").cache();
    assertThat(calls.count()).isEqualTo(540);
    assertThat(calls.select("id").distinct().count()).isEqualTo(540);
    assertThat(calls.filter("unreadable is not null and raw_request is null").count()).isZero();
    assertThat(calls.filter("incomplete is null and completion is null").count()).isZero();
    assertThat(calls.filter("incomplete is null").count()).isGreaterThan(300);
    calls.unpersist();
  }

  private static String line(String id, String time, String request) {
    return "{\"databricks_request_id\":\""
        + id
        + "\",\"request_time\":"
        + time
        + ",\"status_code\":200,\"request\":"
        + quoted(request)
        + ",\"response\":"
        + quoted(RESPONSE)
        + "}\n";
  }

  private static String quoted(String text) {
    return '"' + text.replace("\"", "\\\"") + '"';
  }

  private static Map<String, LoggedCall> calls(Dataset<Row> rows) {
    assertThat(rows.schema().catalogString()).isEqualTo(CallsTable.SCHEMA.catalogString());
    return rows.collectAsList().stream()
        .map(CallsTable::from)
        .collect(Collectors.toMap(LoggedCall::sourceId, call -> call));
  }
}
