package dev.hone.serving.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.Hone;
import dev.hone.spark.Finding;
import dev.hone.spark.models.ModelPool;
import dev.hone.spark.testing.LocalSpark;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HoneAnswerTest {
  private SparkSession spark = LocalSpark.session();

  @BeforeEach
  void register() {
    spark = LocalSpark.session().newSession();
    Hone.register(spark);
    EchoModelProvider.reset();
  }

  private void batched(boolean on) {
    spark.conf().set(LiftAnswerCalls.BATCHED, on);
  }

  private String plan(String sql) {
    return ((org.apache.spark.sql.classic.Dataset<?>) spark.sql(sql))
        .queryExecution()
        .executedPlan()
        .toString();
  }

  private List<String> texts(String sql) {
    return spark.sql(sql).collectAsList().stream()
        .map(row -> row.isNullAt(0) ? "null" : row.get(0).toString())
        .toList();
  }

  @Test
  void theBatchedOperatorIsInUse() {
    assertThat(AnswerFunction.isOperatorInUse(spark)).isTrue();
    assertThat(EchoModelProvider.asked()).isEmpty();
  }

  @Test
  void theDoctorSaysWhetherAnswersAreAskedInBatches() {
    assertThat(finding().status()).isEqualTo(Finding.Status.OK);
    assertThat(finding().message()).contains("AnswerBatch");
    batched(false);
    assertThat(finding().status()).isEqualTo(Finding.Status.WARN);
    assertThat(finding().message()).contains("row by row").contains(LiftAnswerCalls.BATCHED);
    assertThat(EchoModelProvider.asked()).isEmpty();
  }

  private Finding finding() {
    return Hone.doctor(spark).findings().stream()
        .filter(finding -> finding.check().equals("batched answers"))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void bothPathsGiveTheSameAnswers(boolean on) {
    batched(on);
    String sql =
        "SELECT id, a.answer, a.error, a.input_tokens, a.output_tokens FROM ("
            + "SELECT id, hone_answer(if(id % 2 = 0, 'echo:even', 'echo:odd'),"
            + " CASE WHEN id = 7 THEN 'bad' WHEN id = 8 THEN null ELSE concat('text ', id) END) AS a"
            + " FROM range(0, 12, 1, 3)) ORDER BY id";

    List<Row> rows = spark.sql(sql).collectAsList();

    assertThat(rows).hasSize(12);
    assertThat(rows.get(0).toString()).isEqualTo("[0,even says text 0,null,6,3]");
    assertThat(rows.get(7).toString()).isEqualTo("[7,null,echo refuses bad,null,null]");
    assertThat(rows.get(8).toString()).isEqualTo("[8,null,null,null,null]");
    assertThat(rows.get(11).toString()).isEqualTo("[11,odd says text 11,null,7,3]");
    assertThat(EchoModelProvider.asked()).hasSize(11).doesNotHaveDuplicates();
  }

  @Test
  void asksInBatchesWhenBatchedAndRowByRowWhenNot() {
    String sql = "SELECT hone_answer('echo:m', string(id)) FROM range(0, 8, 1, 1)";
    texts(sql);
    assertThat(EchoModelProvider.BATCHES).extracting(List::size).containsExactly(4, 4);

    EchoModelProvider.reset();
    batched(false);
    texts(sql);
    assertThat(EchoModelProvider.BATCHES).extracting(List::size).containsOnly(1).hasSize(8);
  }

  @Test
  void explainAndSchemaAskNothing() {
    assertThat(plan("SELECT hone_answer('echo:m', 'hello').answer")).contains("AnswerBatch");
    spark.sql("SELECT hone_answer('echo:m', 'hello') AS a").printSchema();
    assertThat(EchoModelProvider.asked()).isEmpty();
    assertThat(texts("SELECT hone_answer('echo:m', 'hello').answer"))
        .containsExactly("m says hello");
    assertThat(EchoModelProvider.asked()).containsExactly("hello");
  }

  @Test
  void theSameCallWrittenTwiceIsAskedOnce() {
    List<Row> rows =
        spark
            .sql(
                "SELECT hone_answer('echo:m', string(id)).answer, hone_answer('echo:m', string(id)).error"
                    + " FROM range(3)")
            .collectAsList();

    assertThat(rows).hasSize(3);
    assertThat(EchoModelProvider.asked()).containsExactlyInAnyOrder("0", "1", "2");
  }

  @Test
  void aCallInsideACallIsAskedFirst() {
    assertThat(texts("SELECT hone_answer('echo:b', hone_answer('echo:a', 'x').answer).answer"))
        .containsExactly("b says a says x");
    assertThat(EchoModelProvider.asked()).containsExactly("x", "a says x");
  }

  @Test
  void cheapConditionsAreTriedBeforeAnythingIsAsked() {
    assertThat(
            texts(
                "SELECT id FROM range(10) WHERE hone_answer('echo:m', string(id)).answer LIKE '%3'"
                    + " AND id < 5"))
        .containsExactly("3");
    assertThat(EchoModelProvider.asked()).hasSize(5);
  }

  @Test
  void aSecondConditionIsAskedOnlyOfWhatPassedTheFirst() {
    assertThat(
            texts(
                "SELECT id FROM range(10) WHERE hone_answer('echo:a', string(id)).answer LIKE '%3'"
                    + " AND hone_answer('echo:b', concat('again ', id)).answer IS NOT NULL"))
        .containsExactly("3");
    assertThat(EchoModelProvider.asked()).hasSize(11).contains("again 3");
  }

  @Test
  void branchesNotTakenAreNotAsked() {
    assertThat(
            texts(
                "SELECT CASE WHEN id < 2 THEN hone_answer('echo:low', string(id)).answer"
                    + " WHEN id > 7 THEN hone_answer('echo:high', string(id)).answer"
                    + " ELSE 'quiet' END FROM range(10) ORDER BY id"))
        .contains("low says 1", "quiet", "high says 9");
    assertThat(EchoModelProvider.asked()).containsExactlyInAnyOrder("0", "1", "8", "9");
  }

  @Test
  void coalesceAsksTheSecondModelOnlyWhereTheFirstFailed() {
    assertThat(
            texts(
                "SELECT coalesce(hone_answer('echo:a', r).answer, hone_answer('echo:b', 'good').answer)"
                    + " FROM VALUES ('bad'), ('fine') AS t(r)"))
        .containsExactlyInAnyOrder("b says good", "a says fine");
    assertThat(EchoModelProvider.asked()).containsExactlyInAnyOrder("bad", "fine", "good");
  }

  @Test
  void aLimitAsksNoMoreThanItsRows() {
    assertThat(
            texts(
                "SELECT hone_answer('echo:m', string(id)).answer FROM range(0, 100, 1, 1) LIMIT 3"))
        .hasSize(3);
    assertThat(EchoModelProvider.asked()).hasSize(3);
  }

  @Test
  void aSortedLimitAsksNoMoreThanItsRows() {
    assertThat(
            texts(
                "SELECT hone_answer('echo:m', string(id)).answer, id AS n FROM range(100)"
                    + " ORDER BY n DESC LIMIT 3"))
        .containsExactly("m says 99", "m says 98", "m says 97");
    assertThat(EchoModelProvider.asked()).hasSize(3);
  }

  @Test
  void callsInLambdasAndAggregatesAreStillAnswered() {
    assertThat(
            texts(
                "SELECT concat_ws(',', transform(array('x', 'y'), t -> hone_answer('echo:m', t).answer))"))
        .containsExactly("m says x,m says y");
    assertThat(
            texts(
                "SELECT a, count(*) FROM (SELECT hone_answer('echo:m', string(id % 2)).answer a"
                    + " FROM range(6)) GROUP BY a ORDER BY a"))
        .containsExactly("m says 0", "m says 1");
  }

  @Test
  void readsRequestsInJson() {
    assertThat(
            texts(
                "SELECT hone_answer('echo:m', '[{\"role\":\"system\",\"content\":\"s\"},"
                    + "{\"role\":\"user\",\"content\":\"hi\"}]').answer"))
        .containsExactly("m says hi");
    assertThat(
            texts(
                "SELECT hone_answer('echo:m', '{\"messages\":[{\"role\":\"user\",\"content\":\"yo\"}]}').answer"))
        .containsExactly("m says yo");
    assertThat(texts("SELECT hone_answer('echo:m', '{\"messages\":[]}').error").get(0))
        .contains("messages");
  }

  @Test
  void takesArgumentsByName() {
    assertThat(texts("SELECT hone_answer(request => 'q', model => 'echo:m').answer"))
        .containsExactly("m says q");
    assertThatThrownBy(() -> texts("SELECT hone_answer('echo:m')"))
        .hasMessageContaining("hone_answer(model, request)");
  }

  @Test
  void unknownModelFailsTheQueryNotTheRow() {
    assertThatThrownBy(() -> texts("SELECT hone_answer('nosuch:m', 'q')"))
        .hasStackTraceContaining("Unknown model scheme 'nosuch'");
  }

  @Test
  void prunesColumnsOfTheTableBelow() {
    spark.sql(
        "CREATE TABLE IF NOT EXISTS wide_log (id BIGINT, text STRING, big STRING) USING delta");
    spark.sql("INSERT INTO wide_log VALUES (1, 'one', 'B'), (2, 'two', 'B')");
    String sql = "SELECT hone_answer('echo:m', text).answer FROM wide_log WHERE id = 2";

    assertThat(plan(sql)).contains("AnswerBatch").doesNotContain("big#").contains("EqualTo(id,2)");
    assertThat(texts(sql)).containsExactly("m says two");
    spark.sql("DROP TABLE wide_log");
  }

  @Test
  void tasksShareOneModelThatStaysOpenForTheNext() {
    EchoModelProvider.reset();
    texts("SELECT hone_answer('echo:shared', string(id)) FROM range(0, 20, 1, 4)");
    texts("SELECT hone_answer('echo:shared', string(id)) FROM range(20) LIMIT 2");
    assertThat(EchoModelProvider.OPENED).hasValue(1);

    ModelPool.ofThisJvm().closeIdle();
    assertThat(EchoModelProvider.OPEN).as("leases end with their tasks").hasValue(0);
  }

  @Test
  void sortingByTheAnswerAsksOnce() {
    String sql =
        "SELECT hone_answer('echo:m', string(id)).answer AS a FROM range(0, 20, 1, 3) ORDER BY a DESC";
    assertThat(texts(sql)).hasSize(20).startsWith("m says 9");
    assertThat(EchoModelProvider.asked()).hasSize(20).doesNotHaveDuplicates();

    EchoModelProvider.reset();
    batched(false);
    assertThat(texts(sql)).hasSize(20).startsWith("m says 9");
    assertThat(EchoModelProvider.asked()).hasSize(20).doesNotHaveDuplicates();
  }

  @Test
  void writesADeltaTableWithOneAskARow() {
    spark.sql(
        "CREATE OR REPLACE TABLE answered USING delta AS"
            + " SELECT id, hone_answer('echo:m', string(id)) AS a FROM range(9)");

    assertThat(texts("SELECT a.answer FROM answered ORDER BY id")).hasSize(9).contains("m says 8");
    assertThat(EchoModelProvider.asked()).hasSize(9).doesNotHaveDuplicates();
    spark.sql("DROP TABLE answered");
  }
}
