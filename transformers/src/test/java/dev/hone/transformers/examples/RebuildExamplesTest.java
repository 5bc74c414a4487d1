package dev.hone.transformers.examples;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.spark.calls.Calls;
import dev.hone.spark.home.ExamplesTable;
import dev.hone.spark.testing.LocalSpark;
import dev.hone.spark.testing.StageContract;
import dev.hone.transformers.SampleCalls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dataset made again by time travel from what its examples say of themselves. */
class RebuildExamplesTest {
  private static final StructType LOG =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("request", DataTypes.StringType)
          .add("response", DataTypes.StringType);

  @TempDir Path folder;

  @Test
  void aDatasetIsMadeAgainFromItsVersionAndRules() {
    SparkSession spark = LocalSpark.session();
    String log = folder.resolve("log").toString();
    append(log, rows(0, 30, "refund"));
    Dataset<Row> redacted =
        new RedactExamples()
            .transform(
                new FilterExamples()
                    .addPredicate("not the fifth", "source_id != 'r5'")
                    .transform(
                        new SelectExamples()
                            .setSampleShare(0.9)
                            .addBoost(2, "source_id = 'r3'")
                            .transform(new MakeExamples().transform(Calls.read(spark, log)))));
    AssignTasksModel tasks = new AssignTasks().fit(redacted);
    Dataset<Row> split =
        new SplitExamples()
            .setTestShare(0.3)
            .setSalt("again")
            .transform(new DedupeExamples().transform(tasks.transform(redacted)));
    Dataset<Row> made = new PruneExamples().fit(split).transform(split);
    String table = folder.resolve("examples").toString();
    made.write().format("delta").save(table);
    Dataset<Row> examples = spark.read().format("delta").load(table);

    // The log goes on and changes: what was read then is read again.
    append(log, rows(30, 40, "repair"));
    spark.sql("UPDATE delta.`" + log + "` SET response = NULL WHERE id < 'r2'");
    Dataset<Row> again =
        RebuildExamples.from(RebuildExamples.calls(spark, log, examples), examples, tasks);

    assertThat(sorted(again)).hasSize(30).containsExactlyElementsOf(sorted(examples));
    assertThat(examples.filter("dropped IS NULL AND task IS NOT NULL").count()).isGreaterThan(15);
    assertThat(ExamplesTable.from(examples.filter("dropped IS NULL").first()).provenance().rules())
        .extracting(rule -> rule.substring(0, rule.indexOf(' ')))
        .containsExactly(
            "SelectExamples",
            "FilterExamples",
            "RedactExamples",
            "AssignTasksModel",
            "DedupeExamples",
            "SplitExamples",
            "PruneExamplesModel");
    assertThat(examples.filter("dropped = 'not the fifth'").first().<String>getList(rulesAt()))
        .as("a dropped row notes what was done to it, the stage that dropped it last")
        .hasSize(2);
    assertThatThrownBy(() -> RebuildExamples.from(Calls.read(spark, log), examples))
        .hasMessageContaining("'templates' there is only a hash")
        .hasMessageContaining("Give the fitted AssignTasksModel");
  }

  @Test
  void everyStageThatNotesWhatItDoesIsReadBack() {
    Dataset<Row> examples = SampleCalls.examples();
    for (Class<? extends PipelineStage> type : StageContract.stagesIn(Path.of("target/classes"))) {
      PipelineStage stage = StageContract.create(type);
      boolean makesExamplesOfExamples =
          stage instanceof Transformer
              && !(stage instanceof MakeExamples)
              && !(stage instanceof MinePairs)
              && !type.getPackageName().endsWith(".labels");
      if (makesExamplesOfExamples) {
        String note = AppliedRules.text(stage);
        List<String> rules =
            ((Transformer) stage)
                .transform(examples)
                .filter("call_id = 'c3'")
                .first()
                .getList(rulesAt());
        assertThat(rules.get(rules.size() - 1)).isEqualTo(note);
        assertThat(AppliedRules.text(AppliedRules.stage(note, List.of((Transformer) stage))))
            .isEqualTo(note);
      }
    }
  }

  @Test
  void aLongSettingIsNotedAsAHashAndAColumnOnlyWhereItIsAnother() {
    PruneExamplesModel model =
        new PruneExamplesModel().setTexts("word ".repeat(1_000)).setPromptCol("pruned");
    assertThat(AppliedRules.text(model))
        .startsWith("PruneExamplesModel {")
        .contains("\"promptCol\":\"pruned\"", "\"texts\":\"sha256:")
        .doesNotContain("messagesCol")
        .hasSizeLessThan(200);
    assertThat(AppliedRules.stage(AppliedRules.text(model), List.of(model))).isSameAs(model);
  }

  private static int rulesAt() {
    return ExamplesTable.SCHEMA.fieldIndex("rules");
  }

  private static List<Row> sorted(Dataset<Row> examples) {
    return examples
        .select(
            List.of(ExamplesTable.SCHEMA.fieldNames()).stream()
                .map(name -> col(name))
                .toArray(org.apache.spark.sql.Column[]::new))
        .orderBy("id")
        .collectAsList();
  }

  private static void append(String log, List<Row> rows) {
    LocalSpark.session()
        .createDataFrame(rows, LOG)
        .coalesce(1)
        .write()
        .format("delta")
        .mode("append")
        .save(log);
  }

  /** Questions of which every third is asked again, nearly in the same words. */
  private static List<Row> rows(int from, int to, String answer) {
    List<Row> rows = new ArrayList<>();
    for (int i = from; i < to; i++) {
      String ticket =
          "Order of "
              + Integer.toString((i - i % 3 / 2) * 7_919_191, 36)
              + " to ann"
              + (i - i % 3 / 2)
              + "@example.com is late, where does it stay"
              + (i % 3 == 2 ? "?" : "");
      String request =
          "{\"messages\":[{\"role\":\"system\",\"content\":\""
              + SampleCalls.POLICY
              + "\"},{\"role\":\"user\",\"content\":\""
              + ticket
              + "\"}]}";
      String response =
          "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\""
              + answer
              + "\"},\"finish_reason\":\"stop\"}]}";
      rows.add(RowFactory.create("r" + i, request, response));
    }
    return rows;
  }
}
