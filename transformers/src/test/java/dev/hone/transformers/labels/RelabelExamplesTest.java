package dev.hone.transformers.labels;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.chat.ModelUri;
import dev.hone.spark.home.CriteriaTable;
import dev.hone.spark.home.Home;
import dev.hone.spark.home.LabelStepsTable;
import dev.hone.spark.testing.LocalSpark;
import dev.hone.transformers.SampleCalls;
import dev.hone.transformers.examples.MakeExamples;
import dev.hone.transformers.examples.SplitExamples;
import dev.hone.verdicts.Criteria;
import dev.hone.verdicts.Criterion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelabelExamplesTest {
  private static final Criteria ONE_WORD =
      new Criteria(List.of(new Criterion("one-word", 2, "The answer is one word.")));

  @TempDir Path folder;

  private static RelabelExamples stage() {
    return new RelabelExamples()
        .setModel(DeskModels.TEACHER)
        .setPricedAs("gpt-4.1")
        .setCriteria(TaskCriteria.toJson(Map.of(TaskCriteria.ALL, ONE_WORD)));
  }

  @Test
  void writesLabelsWithTheirStepsAndLeavesOtherRowsAlone() {
    Dataset<Row> examples = SampleCalls.examples().coalesce(1);
    Dataset<Row> relabelled = stage().setOnlySplit("train").transform(examples).cache();
    assertThat(relabelled.count()).isEqualTo(22);
    String lamp = "messages[1].content LIKE '%lamp%'";
    String trained = "split = 'train' AND dropped IS NULL";
    long lamps = relabelled.filter(lamp + " AND " + trained).count();
    assertThat(lamps).isPositive();
    assertThat(
            relabelled
                .filter(
                    "label_origin = 'relabelled' AND label.content = 'repair' AND label_author ="
                        + " 'desk:teacher'")
                .count())
        .isEqualTo(lamps);
    assertThat(relabelled.filter("dropped IS NOT NULL AND label IS NULL").count()).isEqualTo(2);
    assertThat(
            relabelled
                .filter("split = 'test' AND relabelling IS NULL AND label_origin = 'logged'")
                .count())
        .isEqualTo(relabelled.filter("split = 'test' AND dropped IS NULL").count());
    assertThat(
            relabelled
                .filter(trained + " AND relabelling.decision = 'new answer is the same'")
                .count())
        .isEqualTo(relabelled.filter(trained).count() - lamps);

    Home home = Home.open(LocalSpark.session(), folder.toString());
    home.replaceRun(LabelStepsTable.TABLE, "r1", RelabelExamples.steps(relabelled));
    Dataset<Row> steps = home.readRun(LabelStepsTable.TABLE, "r1");
    List<Row> ofOne =
        steps
            .filter(
                col("example_id")
                    .equalTo(relabelled.filter(lamp + " AND " + trained).head().getAs("id")))
            .orderBy("step")
            .select("kind", "outcome", "said.content", "cost_usd")
            .collectAsList();
    assertThat(ofOne)
        .extracting(row -> row.getString(0))
        .containsExactly(
            "draft", "draft", "draft", "critique", "synthesis", "check", "verdict", "decision");
    assertThat(ofOne.get(7).getString(2)).isEqualTo("repair");
    assertThat(ofOne.get(0).getDouble(3)).isPositive();
    Row sums =
        relabelled
            .filter("relabelling IS NOT NULL")
            .selectExpr("sum(relabelling.calls)", "sum(relabelling.cost_usd)")
            .head();
    Row stepSums = steps.selectExpr("sum(calls)", "sum(cost_usd)").head();
    assertThat(stepSums.getLong(0)).isEqualTo(sums.getLong(0));
    assertThat(stepSums.getDouble(1))
        .isCloseTo(sums.getDouble(1), org.assertj.core.data.Offset.offset(1e-9));

    RelabelCost told = stage().setOnlySplit("train").explainCost(examples);
    assertThat(told.rows()).isEqualTo(relabelled.filter(trained).count());
    assertThat(sums.getLong(0)).isBetween(told.least().calls(), told.most().calls());
    assertThat(sums.getDouble(1)).isBetween(0.5 * told.least().usd(), told.most().usd());
    assertThat(told.toString())
        .contains(told.rows() + " rows to relabel", "at most", "told from " + told.rows());
    relabelled.unpersist();
  }

  @Test
  void criteriaInForceAreTheHighestVersionsOfAnyRunOrPerson() {
    Home home = Home.open(LocalSpark.session(), folder.toString());
    home.replaceRun(
        CriteriaTable.TABLE,
        "r1",
        CriteriaTable.rows(
            home,
            "triage",
            List.of(new Criterion("one-word", 1, "One word.")),
            CriteriaTable.DERIVED,
            DeskModels.TEACHER));
    home.append(
        CriteriaTable.TABLE,
        "edited",
        CriteriaTable.rows(home, "triage", ONE_WORD.list(), CriteriaTable.EDITED, "ann"),
        "edit",
        1);
    assertThat(CriteriaTable.inForce(home, "triage")).isEqualTo(ONE_WORD);
    assertThat(CriteriaTable.inForce(home, "other").isEmpty()).isTrue();
  }

  @Test
  void refusesBadParamsBeforeARowIsRead() {
    assertThatThrownBy(() -> new RelabelExamples().transform(SampleCalls.examples()))
        .hasMessageContaining("Param model is not set");
    assertThatThrownBy(() -> new RelabelExamples().setCriteria("[]"))
        .hasMessageContaining("not a JSON object");
    assertThatThrownBy(() -> new RelabelExamples().setModel("gpt"))
        .hasMessageContaining("no scheme");
    assertThat(ModelUri.parse(DeskModels.TEACHER).scheme()).isEqualTo("desk");
  }

  @Test
  void theMajorityOfRepeatedAnswersIsTheLabel() {
    List<dev.hone.calls.LoggedCall> calls = new ArrayList<>();
    List<String> answers = List.of("refund", "repair", "repair", "repair", "refund");
    for (int i = 0; i < answers.size(); i++) {
      calls.add(SampleCalls.call("r" + i, "Ticket: my lamp", answers.get(i)));
    }
    calls.add(SampleCalls.call("s0", "Ticket: my desk", "refund"));
    calls.add(SampleCalls.call("s1", "Ticket: my desk", "repair"));
    Dataset<Row> examples =
        new SplitExamples().transform(new MakeExamples().transform(SampleCalls.of(calls)));
    Dataset<Row> repeats =
        examples.withColumn(
            "dropped",
            when(
                col("source_id").isin("row-r1", "row-r2", "row-r3"),
                lit("near-duplicate of an earlier call")));
    List<Row> labels =
        new LabelFromConsensus()
            .transform(repeats)
            .orderBy("source_id")
            .select("label.content", "label_origin")
            .collectAsList();
    assertThat(labels)
        .extracting(row -> row.getString(0) + " " + row.getString(1))
        .containsExactly(
            "repair relabelled",
            "null null",
            "null null",
            "null null",
            "repair relabelled",
            "refund logged",
            "repair logged");
  }
}
