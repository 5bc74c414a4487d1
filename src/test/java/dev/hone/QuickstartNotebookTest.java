package dev.hone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.cli.samples.SupportDesk;
import dev.hone.spark.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the cells of notebooks/00_quickstart.sql, in their order, as a notebook would. */
class QuickstartNotebookTest {
  private static final Path ROOT = Path.of(System.getProperty("hone.root", ".."));
  private static final Path NOTEBOOK = ROOT.resolve("notebooks/00_quickstart.sql");
  private static final int CALLS = 80;

  @TempDir Path scratch;

  /** The cells; a line of a cell that is not SQL keeps its {@code -- MAGIC}. */
  private static List<String> cells() throws IOException {
    String text = Files.readString(NOTEBOOK);
    assertThat(text).startsWith("-- Databricks notebook source\n");
    return Arrays.stream(
            text.substring(text.indexOf('\n')).split("(?m)^-- COMMAND ----------$", -1))
        .map(String::strip)
        .toList();
  }

  private static List<String> statements(String cell) {
    return Arrays.stream(cell.split(";\\s*(\\n|$)", -1))
        .map(String::strip)
        .filter(statement -> !statement.isEmpty())
        .toList();
  }

  private Path sampleLog() throws IOException {
    SupportDesk.write(scratch.resolve("sample"), 1);
    List<String> lines = Files.readAllLines(scratch.resolve("sample").resolve("calls.jsonl"));
    return Files.write(scratch.resolve("calls.jsonl"), lines.subList(0, CALLS));
  }

  private static void set(SparkSession spark, String variable, Object value) {
    spark.sql("SET VARIABLE " + variable + " = " + value);
  }

  @Test
  void everyCellRuns() throws IOException {
    SparkSession spark = LocalSpark.session().newSession();
    Path adapter = scratch.resolve("adapter");
    List<List<Row>> results = new ArrayList<>();
    int registered = 0;
    for (String cell : cells()) {
      if (cell.startsWith("-- MAGIC %md")) {
        continue;
      }
      if (cell.startsWith("-- MAGIC %scala")) {
        assertThat(cell.lines().skip(1)).containsExactly("-- MAGIC dev.hone.Hone.register(spark)");
        Hone.register(spark);
        registered++;
        continue;
      }
      assertThat(cell).doesNotContain("-- MAGIC");
      for (String statement : statements(cell)) {
        results.add(spark.sql(statement).collectAsList());
      }
      if (cell.startsWith("DECLARE")) {
        set(spark, "request_log", "'" + sampleLog() + "'");
        set(spark, "base_model", "'" + ROOT.resolve("models/hone-small") + "'");
        set(spark, "adapter_folder", "'" + adapter + "'");
        set(spark, "training_seconds", 3);
      }
    }
    assertThat(registered).isOne();

    long calls = spark.table("calls").count();
    long examples = spark.table("examples").count();
    assertThat(calls).isEqualTo(CALLS);
    assertThat(examples).as("no row disappears").isEqualTo(CALLS);
    assertThat(adapter.resolve("adapter_model.safetensors")).exists();
    assertThat(Files.readString(adapter.resolve("hone.json")))
        .contains("\"data_source\" : \"examples\"", "\"data_version\" : \"");
    Row verdict = results.get(results.size() - 1).get(0);
    assertThat(verdict.<Long>getAs("requests")).isPositive();
    assertThat(verdict.<Long>getAs("tuned_errors")).isZero();
    assertThat(verdict.<Long>getAs("tuned_output_tokens")).isPositive();
    for (String table : List.of("calls", "examples", "answers")) {
      spark.sql("DROP TABLE " + table);
    }
  }
}
