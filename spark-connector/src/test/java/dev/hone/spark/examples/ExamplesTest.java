package dev.hone.spark.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.Hone;
import dev.hone.chat.Message;
import dev.hone.datasets.InvalidRowsException;
import dev.hone.examples.Example;
import dev.hone.examples.Provenance;
import dev.hone.json.Json;
import dev.hone.spark.home.ExamplesTable;
import dev.hone.spark.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesTest {
  private final SparkSession spark = LocalSpark.session();
  @TempDir Path folder;

  @Test
  void writesAFileASplitAndReadsThemBack() throws IOException {
    Dataset<Row> examples = examples(12, 3);
    String out = folder.resolve("out").toString();
    WrittenFiles written = Examples.write(examples, out, "openpipe");
    assertThat(written.rows()).isEqualTo(Map.of("train.jsonl", 12L, "test.jsonl", 3L));
    assertThat(written.dropped()).isEqualTo(Map.of("near-duplicate of an earlier call", 1L));
    assertThat(names(folder.resolve("out"))).containsExactly("test.jsonl", "train.jsonl");

    Dataset<Row> read = Examples.read(spark, out);
    assertThat(read.select("format").distinct().head().getString(0)).isEqualTo("openpipe");
    List<Example> back =
        read.orderBy("id").collectAsList().stream().map(ExamplesTable::from).toList();
    List<Example> kept =
        examples.where("dropped IS NULL").orderBy("id").collectAsList().stream()
            .map(ExamplesTable::from)
            .toList();
    assertThat(back).isEqualTo(kept);
  }

  @Test
  void convertsWithoutLoss() throws IOException {
    Path in =
        file(
            "pairs.jsonl",
            "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"},{\"role\":\"user\",\"content\":\"c\"},{\"role\":\"assistant\",\"content\":\"d\"}],\"rejected_message\":{\"role\":\"assistant\",\"content\":\"e\"},\"response_format\":{\"type\":\"text\"},\"metadata\":{\"k\":\"v\"},\"split\":\"TEST\"}");
    String out = folder.resolve("again.jsonl").toString();
    Examples.write(Examples.read(spark, in.toString()), out, "openpipe");
    var once = Json.parse(Files.readString(in));
    var again = Json.parse(Files.readString(Path.of(out)));
    assertThat(again.path("metadata").path("k").asText()).isEqualTo("v");
    ((com.fasterxml.jackson.databind.node.ObjectNode) again).set("metadata", once.path("metadata"));
    assertThat(again).isEqualTo(once);
  }

  @Test
  void keepsBadRowsWithLineAndReason() throws IOException {
    Path in =
        file(
            "valid.jsonl",
            "nonsense\n{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}\n{\"messages\":[{\"role\":\"assistant\",\"content\":\"b\"}]}");
    List<Row> rows =
        Examples.read(spark, in.toString())
            .orderBy("line")
            .select("line", "dropped", "raw", "split")
            .collectAsList();
    assertThat(rows.stream().map(row -> row.getString(1)))
        .containsExactly(
            "cannot be read: not JSON",
            "cannot be read: the last message is not the assistant's",
            null);
    assertThat(rows.get(0).getLong(0)).isEqualTo(1);
    assertThat(rows.get(0).getString(2)).isEqualTo("nonsense");
    assertThat(rows.get(2).getString(3)).isEqualTo("test");
    assertThatThrownBy(() -> Examples.read(spark, in.toString(), "jsonl"))
        .hasMessageContaining("Unknown format 'jsonl'. Use one of axolotl, ");
    assertThatThrownBy(() -> Examples.read(spark, folder + "/none.jsonl"))
        .hasMessageContaining("Cannot find examples at");
  }

  @Test
  void leavesNothingWhereARuleIsBroken() throws IOException {
    Dataset<Row> examples = examples(12, 0).unionByName(rows(example("bad", null, "train")));
    String out = folder.resolve("out").toString();
    assertThatThrownBy(() -> Examples.write(examples, out, "openai"))
        .isInstanceOf(InvalidRowsException.class)
        .hasMessageContaining("nothing was written")
        .hasMessageContaining("train.jsonl, line 1 (example bad): message 1 (user) has no content");
    assertThat(names(folder)).isEmpty();

    WrittenFiles written =
        Examples.write(examples, out, WriteOptions.of("openai").skippingInvalid());
    assertThat(written.rows()).isEqualTo(Map.of("train.jsonl", 12L));
    assertThat(written.skipped()).isEqualTo(Map.of("message 1 (user) has no content", 1L));
    assertThat(written.leftOut()).isEqualTo(Map.of("metadata", 12L));
    assertThatThrownBy(() -> Examples.write(examples, out, "openai"))
        .hasMessageContaining("something is there already");
  }

  @Test
  void mixesNoSplitsInOneFile() {
    String out = folder.resolve("all.jsonl").toString();
    assertThatThrownBy(() -> Examples.write(examples(12, 1), out, "openai"))
        .hasMessageContaining("Cannot write train and test examples to the one file");
    assertThatThrownBy(() -> Examples.write(examples(1, 0), out, "llama-factory"))
        .hasMessageContaining("Give a folder");
    assertThatThrownBy(() -> Examples.write(spark.range(1).toDF("id"), out, "openai"))
        .hasMessageContaining("column 'call_id' is missing")
        .hasMessageContaining("column 'id' is bigint, not string");
  }

  @Test
  void writesLabelsAndPrunedPrompts() throws IOException {
    Dataset<Row> examples =
        examples(10, 0)
            .withColumn("prompt", functions.slice(functions.col("messages"), 2, 1))
            .withColumn("label", functions.col("answer").withField("content", functions.lit("L")));
    String out = folder.resolve("one.jsonl").toString();
    Examples.write(examples, out, WriteOptions.of("openai").withPrunedPrompts());
    var row = Json.parse(Files.readAllLines(Path.of(out)).get(0));
    assertThat(row.path("messages")).hasSize(2);
    assertThat(row.at("/messages/1/content").asText()).isEqualTo("L");
  }

  @Test
  void readsLlamaFactoryByItsDatasetInfo() throws IOException {
    file(
        "dataset_info.json",
        "{\"mine\":{\"file_name\":\"mine.json\",\"columns\":{\"prompt\":\"q\",\"response\":\"a\"}}}");
    file("mine.json", "[{\"q\":\"Hi\",\"a\":\"Hello\"}]");
    file("other.json", "[1,2,3]");
    Row row = Examples.read(spark, folder.toString()).head();
    assertThat(ExamplesTable.from(row).messages()).containsExactly(Message.user("Hi"));
    assertThat(row.getString(row.fieldIndex("format"))).isEqualTo("llama-factory");

    String out = folder.resolve("lf").toString();
    Examples.write(examples(10, 2), out, "llama-factory");
    assertThat(names(folder.resolve("lf")))
        .containsExactly("dataset_info.json", "test.jsonl", "train.jsonl");
    assertThat(Examples.read(spark, out).where("dropped IS NULL").count()).isEqualTo(12);
  }

  @Test
  void isCalledFromSql() {
    Hone.register(spark);
    examples(10, 1).createOrReplaceTempView("some_examples");
    String out = folder.resolve("sql").toString();
    Row exported =
        spark
            .sql(
                "CALL hone.export_examples(examples => 'some_examples', path => '"
                    + out
                    + "', format => 'trl')")
            .head();
    assertThat(exported.<String, Long>getJavaMap(0))
        .isEqualTo(Map.of("train.jsonl", 10L, "test.jsonl", 1L));
    spark.sql("DROP TABLE IF EXISTS imported_examples");
    Row imported =
        spark
            .sql("CALL hone.import_examples(files => '" + out + "', into => 'imported_examples')")
            .head();
    assertThat(imported.getLong(0)).isEqualTo(11);
    assertThat(imported.getLong(1)).isEqualTo(11);
    assertThat(Examples.open(spark, "imported_examples").count()).isEqualTo(11);
    spark.sql("DROP TABLE imported_examples");
  }

  /** So many to train on and to test on, and one that was dropped. */
  private Dataset<Row> examples(int train, int test) {
    List<Example> examples = new ArrayList<>();
    IntStream.range(0, train).forEach(i -> examples.add(example("e" + i, "q" + i, "train")));
    IntStream.range(0, test).forEach(i -> examples.add(example("t" + i, "r" + i, "test")));
    examples.add(example("d", "again", "train").drop("near-duplicate of an earlier call"));
    return rows(examples.toArray(Example[]::new));
  }

  private Dataset<Row> rows(Example... examples) {
    return spark.createDataFrame(
        List.of(examples).stream().map(ExamplesTable::toRow).toList(), ExamplesTable.SCHEMA);
  }

  private static Example example(String id, @Nullable String asked, String split) {
    List<Message> messages =
        asked == null
            ? List.of(Message.of(Message.USER, null))
            : List.of(Message.system("Say it."), Message.user(asked));
    return new Example(
        id,
        "call-" + id,
        1_700_000_000_000L,
        messages,
        null,
        null,
        Message.assistant("a"),
        "g",
        2,
        split,
        null,
        Provenance.of("logs", id));
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
