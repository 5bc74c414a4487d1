package dev.hone.transformers.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.substring;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.calls.LoggedCall;
import dev.hone.examples.StaticSpan;
import dev.hone.transformers.SampleCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Stages that work task by task. */
class TasksTest {
  private static final String TRANSLATE =
      "Translate the sentence below into French. Keep names as they are.\n";
  private static final String RATE = "Rate the review below from one to five, number only.\n";

  private static Dataset<Row> examples() {
    Random random = new Random(1);
    List<LoggedCall> calls = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      String said = Long.toString(random.nextLong() >>> 1, 36);
      calls.add(SampleCalls.call("t" + i, TRANSLATE + said, "oui"));
      calls.add(SampleCalls.call("r" + i, RATE + said, "4"));
    }
    return new MakeExamples().transform(SampleCalls.of(calls)).cache();
  }

  @Test
  void untaggedTrafficSplitsIntoTasksAndStagesWorkTaskByTask() {
    Dataset<Row> examples = examples();
    AssignTasksModel tasks = new AssignTasks().fit(examples);
    assertThat(tasks.promptTemplates()).hasSize(2);
    Dataset<Row> assigned = tasks.transform(examples).cache();
    assertThat(assigned.groupBy("task").count().collectAsList())
        .extracting(row -> row.getLong(1))
        .containsExactly(30L, 30L);

    Dataset<Row> deduped = new DedupeExamples().transform(assigned);
    assertThat(deduped.filter(col("dropped").isNotNull()).count())
        .as("one sentence asked of two tasks is two questions")
        .isZero();

    Dataset<Row> split = new SplitExamples().setTestShare(0.2).transform(deduped);
    PruneExamplesModel pruned = new PruneExamples().fit(split);
    assertThat(pruned.rules().texts())
        .containsExactly(SampleCalls.POLICY, TRANSLATE.strip(), RATE.strip());
    List<StaticSpan> savings = pruned.savings(split);
    assertThat(savings)
        .extracting(StaticSpan::calls)
        .as("each rule counted over all calls")
        .containsExactly(60L, 30L, 30L);
    assertThat(savings.get(0).approximateTokensSaved())
        .isEqualTo(60 * Math.round(SampleCalls.POLICY.length() / 4.0));
    examples.unpersist();
    assigned.unpersist();
  }

  @Test
  void aNameThatIsThereIsKept() {
    Dataset<Row> named = examples().withColumn("task", lit("mine"));
    AssignTasksModel none = new AssignTasks().fit(named);
    assertThat(none.promptTemplates()).isEmpty();
    assertThat(none.transform(named).select("task").distinct().collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly("mine");
  }

  @Test
  void aTextThatAnotherTaskHoldsInSomeIsNoRule() {
    List<LoggedCall> calls = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      String said = Integer.toString(i * 7_919_191, 36);
      calls.add(SampleCalls.call("r" + i, RATE + said, "4"));
      calls.add(SampleCalls.call("o" + i, (i % 2 == 0 ? RATE : "") + "other " + said, "no"));
    }
    Dataset<Row> split =
        new SplitExamples()
            .setTestShare(0)
            .transform(new MakeExamples().transform(SampleCalls.of(calls)))
            .withColumn("task", substring(col("answer.content"), 1, 1));
    assertThat(new PruneExamples().fit(split).rules().texts()).containsExactly(SampleCalls.POLICY);
  }
}
