package dev.hone.estimators.verdicts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.HoneException;
import dev.hone.chat.AnswerText;
import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.json.Json;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.testing.LocalSpark;
import dev.hone.spark.testing.StageContract;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgeAnswersTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("messages", MessageRows.MESSAGES)
          .add("label", MessageRows.MESSAGE)
          .add("answer_text", DataTypes.StringType)
          .add("other", DataTypes.StringType)
          .add("dropped", DataTypes.StringType);

  @TempDir Path scratch;

  private static Row row(
      Message label, @Nullable String answer, @Nullable String other, @Nullable String dropped) {
    return RowFactory.create(
        MessageRows.toRows(List.of(Message.user("Which queue?"))),
        MessageRows.toRow(label),
        answer,
        other,
        dropped);
  }

  private static Row row(String label, @Nullable String answer, @Nullable String dropped) {
    return row(Message.assistant(label), answer, null, dropped);
  }

  private static Dataset<Row> rows(Row... rows) {
    return LocalSpark.session().createDataFrame(List.of(rows), SCHEMA).coalesce(1);
  }

  private static Dataset<Row> rows() {
    return rows(
        row("{\"a\":1,\"b\":2}", "{\"b\": 2, \"a\": 1}", null),
        row("{\"a\":1,\"b\":2}", "{\"a\":1,\"b\":3}", null),
        row("yes", null, null),
        row("yes", null, "duplicate"));
  }

  private static List<Row> judged(JudgeAnswers judge, Dataset<Row> rows) {
    return judge
        .transform(rows)
        .selectExpr("verdict.outcome", "verdict.passed", "verdict.score", "verdict.reason")
        .collectAsList();
  }

  @Test
  void comparesWithTheLabelFieldByFieldUnlessToldOtherwise() {
    assertThat(judged(new JudgeAnswers(), rows()))
        .containsExactly(
            RowFactory.create("pass", true, 1.0, "same"),
            RowFactory.create("fail", false, 0.5, "differs in /b"),
            RowFactory.create("fail", false, 0.0, "no answer"),
            RowFactory.create(null, null, null, null));
  }

  @Test
  void judgesToolCallsByWhatTheirTextStandsFor() {
    Message expected = Message.calling(List.of(new ToolCall("1", "book", "{\"a\":1,\"b\":2}")));
    Message half = Message.calling(List.of(new ToolCall("9", "book", "{\"a\":1,\"b\":3}")));
    Dataset<Row> rows = rows(row(expected, AnswerText.of(half), null, null));
    assertThat(judged(new JudgeAnswers().setJudge("tool-calls"), rows))
        .containsExactly(RowFactory.create("fail", false, 0.5, "50% of arguments"));
  }

  @Test
  void comparesTwoModelsInBothOrders() {
    Dataset<Row> rows =
        rows(
            row(Message.assistant("{\"a\":1}"), "{\"a\":1}", "{\"a\":2}", null),
            row(Message.assistant("{\"a\":1}"), "{\"a\":2}", "{\"a\":1}", null),
            row(Message.assistant("{\"a\":1}"), "{\"a\":2}", "{\"a\": 2}", null),
            row(Message.assistant("{\"a\":1}"), null, "{\"a\":2}", null),
            row(Message.assistant("{\"a\":1}"), null, null, null));
    JudgeAnswers judge =
        new JudgeAnswers()
            .setJudge("pairwise")
            .setModels("scripted:judge")
            .setOtherTextCol("other")
            .setBatchRows(2);
    List<Row> verdicts = judge.transform(rows).select("verdict.*").collectAsList();
    assertThat(verdicts)
        .extracting(row -> row.<String>getAs("outcome"))
        .containsExactly("first", "second", "tie_identical", "second", "tie_identical");
    assertThat(verdicts)
        .extracting(row -> row.<Integer>getAs("calls"))
        .containsExactly(2, 2, 0, 0, 0);
    assertThat(verdicts.get(0).<String>getAs("judge")).isEqualTo("pairwise/scripted:judge");
    assertThat(verdicts.get(0).isNullAt(verdicts.get(0).fieldIndex("passed"))).isTrue();
    assertThat(verdicts.get(0).<Long>getAs("input_tokens")).isPositive();
    assertThat(Json.parse(verdicts.get(0).getAs("parts_json")).findValuesAsText("outcome"))
        .containsExactly("first", "first");
  }

  @Test
  void comparesWithTheLabelWhereThereIsNoOther() {
    JudgeAnswers judge = new JudgeAnswers().setJudge("pairwise").setModels("scripted:judge");
    assertThat(judged(judge, rows()))
        .extracting(row -> row.getString(0))
        .containsExactly("tie_identical", "tie", "second", null);
  }

  @Test
  void aJuryIsSeveralModels() {
    Row judged =
        new JudgeAnswers()
            .setJudge("rating")
            .setModels("scripted:judge", "scripted:judge")
            .transform(rows())
            .select("verdict.*")
            .head();
    assertThat(judged.<Double>getAs("score")).isEqualTo(1);
    assertThat(judged.<Integer>getAs("calls")).isEqualTo(2);
    assertThat(judged.<String>getAs("judge")).isEqualTo("rating/scripted:judge+scripted:judge");
  }

  @Test
  void aReplyThatIsNoVerdictIsShownInItsRow() {
    JudgeAnswers judge =
        new JudgeAnswers()
            .setJudge("criteria")
            .setModels("scripted:judge")
            .setJudgeBy("[{\"name\":\"polite\",\"text\":\"It is polite.\"}]");
    List<Row> judged = judged(judge, rows());
    assertThat(judged.get(0).getString(0)).isEqualTo("unreadable");
    assertThat(judged.get(0).isNullAt(2)).isTrue();
    assertThat(judged.get(0).getString(3)).as("no criterion is named").contains("scripted: same");
  }

  @Test
  void judgesByAConditionInSqlOverTheRow() {
    Dataset<Row> rows =
        rows(
            row("yes", "yes", null),
            row("yes", "no", null),
            row(Message.assistant("yes"), "maybe", "unknown", null),
            row("yes", null, null),
            row("yes", "yes", "duplicate"));
    JudgeAnswers judge =
        new JudgeAnswers()
            .setJudge("sql")
            .setJudgeBy("CASE WHEN other IS NULL THEN answer_text = 'yes' END");
    assertThat(judged(judge, rows))
        .containsExactly(
            RowFactory.create("pass", true, 1.0, "holds: " + judge.getJudgeBy()),
            RowFactory.create("fail", false, 0.0, "does not hold: " + judge.getJudgeBy()),
            RowFactory.create("failed", null, null, "unknown: " + judge.getJudgeBy()),
            RowFactory.create("fail", false, 0.0, "no answer"),
            RowFactory.create(null, null, null, null));
    assertThat(judge.transform(rows).schema()).isEqualTo(judge.transformSchema(rows.schema()));
    assertThat(
            new JudgeEvaluator().setJudge("sql").setJudgeBy("answer_text = 'yes'").evaluate(rows))
        .isEqualTo(0.25);
    assertThatThrownBy(() -> judge.setJudgeBy("length(answer_text)").transform(rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'length(answer_text)' (param judgeBy) is int. Write one that is");
    assertThatThrownBy(() -> judge.setJudgeBy("anser = 'x'").transform(rows))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'anser = 'x'' (param judgeBy) does not resolve");
  }

  @Test
  void namesEverythingThatIsWrongAtOnce() {
    assertThatThrownBy(() -> new JudgeAnswers().transform(rows().select("dropped")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Cannot find column 'label' (param labelCol)")
        .hasMessageContaining("Cannot find column 'answer_text' (param answerTextCol)");
    assertThatThrownBy(
            () ->
                new JudgeAnswers()
                    .setJudge("prompt")
                    .transform(rows().select("dropped", "answer_text")))
        .hasMessageContaining("The judge 'prompt' asks a model; name one")
        .hasMessageContaining("The judge 'prompt' needs a text to judge by")
        .hasMessageContaining("Cannot find column 'messages' (param messagesCol)");
  }

  @Test
  void theEvaluatorIsTheMeanScoreOfWhatIsNotDropped() {
    assertThat(new JudgeEvaluator().evaluate(rows())).isEqualTo(0.5);
    assertThat(new JudgeEvaluator().isLargerBetter()).isTrue();
    assertThatThrownBy(
            () ->
                new JudgeEvaluator()
                    .setJudge("criteria")
                    .setModels("scripted:judge")
                    .setJudgeBy("[{\"name\":\"polite\",\"text\":\"It is polite.\"}]")
                    .evaluate(rows()))
        .isInstanceOf(HoneException.class)
        .hasMessageContaining(
            "only 1 of 3 answers got a verdict from the judge criteria/scripted:judge, too few to"
                + " choose by. The first without says: {\"reason\":\"scripted: same\"");
  }

  @Test
  void theEvaluatorIsSavedAndLoaded() throws Exception {
    JudgeEvaluator evaluator =
        new JudgeEvaluator().setJudge("regex").setJudgeBy("^\\{").setAnswerTextCol("other");
    evaluator.write().save(scratch.resolve("evaluator").toString());
    JudgeEvaluator loaded = JudgeEvaluator.load(scratch.resolve("evaluator").toString());
    assertThat(loaded.getJudge()).isEqualTo("regex");
    assertThat(loaded.getJudgeBy()).isEqualTo("^\\{");
    assertThat(loaded.getAnswerTextCol()).isEqualTo("other");
    assertThat(loaded.uid()).isEqualTo(evaluator.uid());
  }

  @Test
  void keepsTheContractOfStages() {
    StageContract.check(new JudgeAnswers(), rows(), scratch.resolve("saved"));
  }
}
