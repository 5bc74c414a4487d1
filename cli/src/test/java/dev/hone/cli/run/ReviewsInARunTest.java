package dev.hone.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.Hone;
import dev.hone.chat.Message;
import dev.hone.cli.report.Answerer;
import dev.hone.examples.Example;
import dev.hone.examples.Provenance;
import dev.hone.reviews.Reasons;
import dev.hone.reviews.Review;
import dev.hone.reviews.ReviewPlan;
import dev.hone.reviews.Reviewed;
import dev.hone.reviews.Reviews;
import dev.hone.spark.home.ExamplesTable;
import dev.hone.spark.home.Home;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.home.ReviewStore;
import dev.hone.spark.testing.LocalSpark;
import dev.hone.verdicts.Verdict;
import dev.hone.verdicts.Verdict.Side;
import dev.hone.verdicts.Verdict.TieCause;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Doubtful answers go from a run to people, and their answers into the next run's training. */
class ReviewsInARunTest {
  @TempDir Path folder;

  private final SparkSession spark = LocalSpark.session();
  private RunContext run;
  private ReviewStore store;

  @BeforeEach
  void begin() {
    Home home = Hone.open(spark, folder.resolve("home").toString());
    store = new ReviewStore(home);
    RunFolder files = new RunFolder(folder.toString(), new Configuration());
    RunSettings settings = RunStateTest.settings(1);
    run =
        new RunContext(
            home,
            files,
            settings,
            RunState.begin(files.child("runs"), settings, "abcd"),
            new Progress(new PrintWriter(new StringWriter()), false, 100),
            new Stop());
  }

  private static HeldOut request(String id, long weight, String logged, String tuned) {
    return new HeldOut(
        id,
        "group of " + id,
        null,
        weight,
        List.of(Message.user("request of " + id)),
        null,
        Map.of(
            Answerer.LOGGED, new Reply(logged, null, null, null, null, null),
            Answerer.TUNED, new Reply(tuned, null, null, null, null, null)));
  }

  @Test
  void whatTheJudgeLeavesOpenIsAskedOnce() {
    List<HeldOut> requests =
        List.of(
            request("won", 1, "a", "b"),
            request("tied", 1, "c", "d"),
            request("flipped", 1, "e", "f"));
    List<Verdict> verdicts =
        List.of(
            new Verdict.Preferred(Side.FIRST, ""),
            new Verdict.Tied(TieCause.SAID, ""),
            new Verdict.Tied(TieCause.DISAGREED, ""));
    for (int again = 0; again < 2; again++) {
      assertThat(RowsForPeople.ask(run, new ReviewPlan(0, 0, 0), requests, verdicts).toString())
          .isEqualTo("{\"answers\":2,\"doubtful\":2,\"drawn\":0,\"novel\":0,\"often_asked\":0}");
    }
    List<Review> asked = new ArrayList<>(store.read().all());
    assertThat(asked).extracting(Review::exampleId).containsExactlyInAnyOrder("tied", "flipped");
    Review tied = asked.stream().filter(one -> one.exampleId().equals("tied")).findFirst().get();
    assertThat(tied.reasons()).isEqualTo(Reasons.doubt("the judge finds neither better"));
    assertThat(tied.group()).isEqualTo("group of tied");
    assertThat(tied.conversation()).containsExactly(Message.user("request of tied"));
    assertThat(tied.logged().text()).isEqualTo("c");
    assertThat(tied.proposed().text()).isEqualTo("d");
    assertThat(tied.id()).isEqualTo(RowsForPeople.reviewId(requests.get(1), Answerer.TUNED));
  }

  @Test
  void novelAndFrequentRequestsAndADrawAreAskedToo() {
    run.home()
        .replaceRun(
            ExamplesTable.TABLE,
            run.runId(),
            spark.createDataFrame(
                List.of(
                    ExamplesTable.toRow(learnt("train", "request of frequent")),
                    ExamplesTable.toRow(learnt("test", "request of strange planet"))),
                ExamplesTable.SCHEMA));
    List<HeldOut> requests =
        List.of(
            request("frequent", 37, "a", "b"),
            request("strange planet", 1, "c", "d"),
            request("frequent ", 1, "e", "f"));
    Verdict clear = new Verdict.Preferred(Side.FIRST, "");
    List<Verdict> verdicts = List.of(clear, clear, clear);
    assertThat(RowsForPeople.ask(run, new ReviewPlan(0, 10, 10), requests, verdicts).toString())
        .isEqualTo("{\"answers\":2,\"doubtful\":0,\"drawn\":0,\"novel\":1,\"often_asked\":1}");
    assertThat(store.read().all())
        .extracting(one -> one.exampleId() + ": " + one.reasons().words())
        .containsExactlyInAnyOrder(
            "frequent: [stands for 37 logged calls]",
            // 14 of the 26 pieces of "user request of strange planet" are in no train example
            "strange planet: [54% of the request is in nothing that was trained on]");

    RowsForPeople.ask(run, new ReviewPlan(2, 0, 0), requests, verdicts);
    assertThat(store.read().drawnBy(run.runId())).hasSize(2);
  }

  private static Example learnt(String split, String request) {
    return new Example(
        split + request,
        "call of " + request,
        null,
        List.of(Message.user(request)),
        null,
        null,
        Message.assistant("answer"),
        "group",
        1,
        split,
        null,
        Provenance.of("log", request));
  }

  private void approve(String example, String answer, long epochMillis) {
    Review review =
        Review.of(
            example,
            example,
            "tuned",
            Reasons.doubt("?"),
            List.of(),
            Message.assistant("x"),
            Message.assistant(answer));
    store.ask("run-0", List.of(review));
    store.keep(
        List.of(
            new Reviewed(
                "decision on " + example,
                review.id(),
                example,
                "tuned",
                "ann",
                Reviewed.Kind.APPROVED,
                review.proposed(),
                null,
                null,
                epochMillis)));
  }

  private static Row example(String id, String split, @Nullable String dropped) {
    return RowFactory.create(
        id, split, dropped, MessageRows.toRow(Message.assistant("logged")), "logged");
  }

  @Test
  void peoplesAnswersAreTheLabelsOfTrainExamples() {
    Dataset<Row> labelled =
        spark.createDataFrame(
            List.of(
                example("train-1", "train", null),
                example("train-2", "train", null),
                example("held-out", "test", null),
                example("gone", "train", "near-duplicate")),
            new StructType()
                .add("id", DataTypes.StringType)
                .add("split", DataTypes.StringType)
                .add("dropped", DataTypes.StringType)
                .add("label", MessageRows.MESSAGE)
                .add("label_origin", DataTypes.StringType));
    assertThat(ReviewedLabels.of(run).over(labelled)).isSameAs(labelled);
    for (String id : List.of("train-1", "held-out", "gone")) {
      approve(id, "reviewed " + id, run.state().begunMillis() - 1);
    }
    approve("train-2", "too late", run.state().begunMillis() + 1);

    ReviewedLabels reviewed = ReviewedLabels.of(run);
    Dataset<Row> over = reviewed.over(labelled);
    assertThat(over.columns()).containsExactly(labelled.columns());
    assertThat(over.selectExpr("concat_ws('|', id, label.content, label_origin)").collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly(
            "gone|logged|logged",
            "held-out|logged|logged",
            "train-1|reviewed train-1|reviewed",
            "train-2|logged|logged");
    assertThat(reviewed.source("as logged", over)).isEqualTo("as logged; 1 by people");
    Reviews read = store.read();
    assertThat(read.labels()).hasSize(4);
  }
}
