package dev.hone.serving.verdicts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.Hone;
import dev.hone.serving.answers.EchoModelProvider;
import dev.hone.serving.answers.LiftAnswerCalls;
import dev.hone.spark.testing.LocalSpark;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictFunctionsTest {
  private SparkSession spark = LocalSpark.session();

  @BeforeEach
  void register() {
    spark = LocalSpark.session().newSession();
    Hone.register(spark);
    EchoModelProvider.reset();
    spark.sql(
        "CREATE OR REPLACE TEMPORARY VIEW pairs AS SELECT * FROM VALUES"
            + " (1, 'which queue?', '{\"queue\": \"law\"}', '{\"queue\": \"billing\"}'),"
            + " (2, 'which queue?', '{\"queue\": \"billing\"}', '{\"queue\": \"law\"}'),"
            + " (3, 'which queue?', '{\"queue\": \"law\"}', '{\"queue\":\"law\"}'),"
            + " (4, 'which queue?', null, '{\"queue\": \"law\"}'),"
            + " (5, null, 'a', 'b')"
            + " AS pairs(id, request, tuned, logged)");
  }

  private List<String> texts(String sql) {
    return spark.sql(sql).collectAsList().stream()
        .map(row -> row.isNullAt(0) ? "null" : row.get(0).toString())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void prefersInBothOrdersWhetherBatchedOrNot(boolean batched) {
    spark.conf().set(LiftAnswerCalls.BATCHED, batched);
    String prefer =
        "SELECT %s FROM (SELECT id, hone_prefer('scripted:judge', request, tuned, logged,"
            + " '{\"queue\": \"law\"}') AS v FROM pairs) ORDER BY id";
    assertThat(texts(prefer.formatted("v.outcome")))
        .containsExactly("first", "second", "tie_identical", "second", "null");
    assertThat(texts(prefer.formatted("v.score")))
        .containsExactly("1.0", "0.0", "0.5", "0.0", "null");
    assertThat(texts(prefer.formatted("v.input_tokens > 0")))
        .containsExactly("true", "true", "false", "false", "null");
  }

  @Test
  void judgesByReferenceRatingAndPrompt() {
    assertThat(
            texts(
                "SELECT hone_judge('scripted:judge', 'reference', request, tuned, logged).outcome"
                    + " FROM pairs ORDER BY id"))
        .containsExactly("fail", "fail", "pass", "fail", "null");
    assertThat(
            texts(
                "SELECT hone_judge('scripted:judge', 'rating', request, tuned, logged).score"
                    + " FROM pairs WHERE id < 4 ORDER BY id"))
        .containsExactly("0.0", "0.0", "1.0");
    assertThat(
            texts(
                "SELECT hone_judge(model => 'scripted:judge', by => 'Is {{answer}} right?',"
                    + " reference => logged, request => request, answer => tuned).passed"
                    + " FROM pairs WHERE id = 3"))
        .containsExactly("true");
    Row noReference =
        spark
            .sql(
                "SELECT v.* FROM (SELECT hone_judge('scripted:judge', 'reference', request, tuned)"
                    + " AS v FROM pairs)")
            .head();
    assertThat(noReference.getString(0)).isEqualTo("failed");
    assertThat(noReference.getString(3)).isEqualTo("no reference to judge by");
  }

  @Test
  void aReplyThatIsNoVerdictIsNone() {
    Row verdict =
        spark
            .sql("SELECT v.* FROM (SELECT hone_judge('echo:x', 'ok?', 'question', 'answer') AS v)")
            .head();
    assertThat(verdict.getString(0)).isEqualTo("unreadable");
    assertThat(verdict.isNullAt(1)).isTrue();
    assertThat(verdict.isNullAt(2)).isTrue();
    assertThat(EchoModelProvider.asked()).hasSize(1);
  }

  @Test
  void asksNoMoreThanTheQueryNeedsAndTheSameCallOnce() {
    spark
        .sql(
            "SELECT hone_judge('echo:x', 'ok?', string(id), 'a').outcome,"
                + " hone_judge('echo:x', 'ok?', string(id), 'a').reason"
                + " FROM range(100) WHERE id > 50 LIMIT 3")
        .collectAsList();
    assertThat(EchoModelProvider.asked()).hasSize(3);
  }

  @Test
  void checksByRuleWithoutAModel() {
    assertThat(texts("SELECT hone_check('exact', tuned, logged).outcome FROM pairs ORDER BY id"))
        .containsExactly("fail", "fail", "pass", "fail", "fail");
    assertThat(texts("SELECT hone_check('regex', 'order A-7', '[A-Z]-[0-9]').passed"))
        .containsExactly("true");
    assertThat(
            texts(
                "SELECT hone_check('json-fields', '{\"a\":1,\"b\":2}', '{\"a\":1,\"b\":3}').score"))
        .containsExactly("0.5");
    assertThat(
            texts(
                "SELECT hone_check('form', 'no', '{\"messages\":[{\"role\":\"user\",\"content\":"
                    + "\"x\"}],\"response_format\":{\"type\":\"json_object\"}}').reason"))
        .containsExactly("answer is not the JSON asked for");
    assertThat(texts("SELECT count(*) FROM pairs WHERE hone_check('exact', tuned, logged).passed"))
        .containsExactly("1");
    assertThatThrownBy(() -> texts("SELECT hone_check('pairwise', 'a', 'b')"))
        .hasStackTraceContaining("hone_check judges by rule; 'pairwise' asks a model.");
  }

  @Test
  void saysHowItIsCalled() {
    assertThatThrownBy(() -> spark.sql("SELECT hone_judge('scripted:judge', 'x')"))
        .hasMessageContaining(
            "Call hone_judge(model, by, request, answer, reference), of which the last 1 may be"
                + " left out.");
    assertThatThrownBy(
            () -> spark.sql("SELECT hone_prefer('scripted:judge', 'x', 'y', 'z', answer => 'w')"))
        .hasMessageContaining("Invalid arguments of hone_prefer");
  }
}
