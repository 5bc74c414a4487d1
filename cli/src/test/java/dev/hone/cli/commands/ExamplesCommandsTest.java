package dev.hone.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.json.Json;
import dev.hone.spark.testing.LocalSpark;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code import-examples} and {@code export-examples}, from file to table to file. */
class ExamplesCommandsTest {
  private static final SparkSession SPARK = LocalSpark.session();

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @ValueSource(strings = {"openai", "llama-factory"}) // EveryFormatTest has the others
  void goesFromFileToTableToFileAndBack(String format) throws IOException {
    Path file = file("train.jsonl", IntStream.range(0, 12).mapToObj(ExamplesCommandsTest::row));
    JsonNode read = hone("import-examples", file.toString(), "--out", table("first"), "--json");
    assertThat(read.path("rows").asLong()).isEqualTo(12);
    JsonNode written =
        hone("export-examples", table("first"), "--out", at("files"), "--format", format, "--json");
    assertThat(written.path("written").asLong()).isEqualTo(12);
    assertThat(written.path("files").path("train.jsonl").asLong()).isEqualTo(12);
    JsonNode again = hone("import-examples", at("files"), "--out", table("second"), "--json");
    assertThat(again.path("kept").asLong()).isEqualTo(12);
    assertThat(again.path("dropped").asLong()).isZero();
    assertThat(conversations("second")).isEqualTo(conversations("first")).hasSize(12);
  }

  @Test
  void namesBadRowsByLineAndKeepsThem() throws IOException {
    Path file =
        file(
            "mixed.jsonl",
            List.of(
                row(1),
                row(2).substring(0, 60),
                "nonsense",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
                row(3))
                .stream());
    assertThat(run("import-examples", file.toString(), "--out", table("mixed")).problem())
        .isEmpty();
    String place = file.toUri().toString().replace("file:///", "file:/");
    assertThat(err.toString().lines().map(line -> line.replace("file:///", "file:/")))
        .containsExactly(
            place + ", line 2: cannot be read: JSON that was cut off",
            place + ", line 3: cannot be read: not JSON",
            place + ", line 4: cannot be read: the last message is not the assistant's");
    assertThat(out.toString())
        .isEqualTo(
            "5 rows (openai): 2 examples, and 3 dropped with their reason, in "
                + table("mixed")
                + ".\n");
    Row cut =
        SPARK.read().format("delta").load(table("mixed")).where("line = 2").select("raw").head();
    assertThat(cut.getString(0)).isEqualTo(row(2).substring(0, 60));
  }

  @Test
  void writesNothingWhereARuleIsBroken() throws IOException {
    Path file =
        file(
            "calls.jsonl",
            List.of(row(1), called("no such name!"), row(2), called("another one?")).stream());
    Outcome refused =
        run("export-examples", file.toString(), "--out", at("out"), "--format", "openai");
    assertThat(refused.exitCode()).isEqualTo(Outcome.REFUSED);
    assertThat(refused.problem())
        .isEqualTo(
            "Cannot write "
                + at("out")
                + " as openai: 3 broken rules, listed above; nothing was written. Mend the rows, or"
                + " leave them out with --skip-invalid.");
    assertThat(err.toString().lines().filter(line -> line.contains("calls a tool whose name")))
        .hasSize(2)
        .allMatch(line -> line.matches("unsplit.jsonl, line \\d \\(example [0-9a-f]+\\): .*"));
    assertThat(err.toString()).contains("the file has 2 rows; OpenAI asks for 10");
    assertThat(names()).as("no half a file, no scratch").containsExactly("calls.jsonl");
    JsonNode skipped =
        hone(
            "export-examples",
            file.toString(),
            "--out",
            at("out"),
            "--format",
            "trl",
            "--skip-invalid",
            "--json");
    assertThat(skipped.path("written").asLong() + sum(skipped.path("skipped"))).isEqualTo(4);
  }

  @Test
  void writesOverNothingThatIsThere() throws IOException {
    Path file = file("train.jsonl", IntStream.range(0, 3).mapToObj(ExamplesCommandsTest::row));
    hone("import-examples", file.toString(), "--out", table("there"), "--json");
    assertThat(run("import-examples", file.toString(), "--out", table("there")).exitCode())
        .isEqualTo(Outcome.REFUSED);
    assertThat(SPARK.read().format("delta").load(table("there")).count()).isEqualTo(3);
    Files.createDirectory(folder.resolve("full"));
    Files.writeString(folder.resolve("full/mine.txt"), "mine");
    assertThat(
            run("export-examples", table("there"), "--out", at("full"), "--format", "trl")
                .problem())
        .contains("something is there already");
    assertThat(folder.resolve("full/mine.txt")).hasContent("mine");
  }

  @Test
  void writesNoTableOfAnEmptyFile() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.jsonl"), "\n\n");
    assertThat(run("import-examples", empty.toString(), "--out", table("none")).problem())
        .contains("has no rows; nothing was written");
    assertThat(names()).containsExactly("empty.jsonl");
    assertThat(
            run("import-examples", empty.toString(), "--out", at("x"), "--format", "csv").problem())
        .startsWith("Unknown format 'csv'. Use one of axolotl, ");
  }

  @Test
  void asksForOneRunOfATableThatHoldsSeveral() throws IOException {
    Path file = file("train.jsonl", IntStream.range(0, 3).mapToObj(ExamplesCommandsTest::row));
    hone("import-examples", file.toString(), "--out", table("runs"), "--json");
    var rows = SPARK.read().format("delta").load(table("runs"));
    rows.withColumn("run_id", functions.lit("r1"))
        .union(rows.limit(1).withColumn("run_id", functions.lit("r2")))
        .write()
        .format("delta")
        .save(table("both"));
    assertThat(run("export-examples", table("both"), "--out", at("o"), "--format", "trl").problem())
        .isEqualTo("Name one run of '" + table("both") + "' with --run. There are [r2, r1].");
    JsonNode one =
        hone(
            "export-examples",
            table("both"),
            "--out",
            at("o"),
            "--format",
            "trl",
            "--run",
            "r2",
            "--json");
    assertThat(one.path("written").asLong()).isEqualTo(1);
  }

  private static String row(int i) {
    return "{\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"Größe "
        + i
        + "?\"},{\"role\":\"assistant\",\"content\":\"XL\"}]}";
  }

  private static String called(String tool) {
    return "{\"messages\":[{\"role\":\"user\",\"content\":\"Go\"},{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"1\",\"type\":\"function\",\"function\":{\"name\":\""
        + tool
        + "\",\"arguments\":\"{}\"}}]}]}";
  }

  private static long sum(JsonNode counts) {
    long sum = 0;
    for (JsonNode count : counts) {
      sum += count.asLong();
    }
    return sum;
  }

  private List<String> conversations(String table) {
    return SPARK
        .read()
        .format("delta")
        .load(table(table))
        .selectExpr("to_json(struct(messages, answer))")
        .collectAsList()
        .stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  private Path file(String name, java.util.stream.Stream<String> lines) throws IOException {
    return Files.writeString(
        folder.resolve(name), lines.collect(Collectors.joining("\n", "", "\n")));
  }

  private String table(String name) {
    return at("tables") + "/" + name;
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private JsonNode hone(String... args) {
    assertThat(run(args).problem()).isEmpty();
    return Json.parse(out.toString());
  }

  private Outcome run(String... args) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return HoneCommand.execute(
        new Console(new PrintWriter(out, true), new PrintWriter(err, true), false, 100), args);
  }
}
