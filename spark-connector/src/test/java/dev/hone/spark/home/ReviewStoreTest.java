package dev.hone.spark.home;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.Hone;
import dev.hone.chat.Message;
import dev.hone.reviews.JudgeAlignment;
import dev.hone.reviews.JudgedAnswer;
import dev.hone.reviews.Reasons;
import dev.hone.reviews.Review;
import dev.hone.reviews.Reviewed;
import dev.hone.reviews.Reviewed.Kind;
import dev.hone.reviews.Reviews;
import dev.hone.spark.testing.LocalSpark;
import dev.hone.verdicts.statistics.Alignment;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReviewStoreTest {
  @TempDir Path folder;

  private ReviewStore store() {
    SparkSession session = LocalSpark.session().newSession();
    return new ReviewStore(Hone.open(session, folder.resolve("home").toString()));
  }

  private static List<Review> reviews(int count) {
    List<Review> reviews = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      reviews.add(
          Review.of(
              "example-" + i,
              "group-" + i,
              "tuned",
              Reasons.doubt("the jury is divided"),
              List.of(Message.system("Be short."), Message.user("question " + i)),
              Message.assistant("logged " + i),
              Message.assistant("proposed " + i)));
    }
    return reviews;
  }

  private static Reviewed decision(Review review, String reviewer, Kind kind) {
    return new Reviewed(
        reviewer + " on " + review.id(),
        review.id(),
        review.exampleId(),
        review.model(),
        reviewer,
        kind,
        kind == Kind.APPROVED ? review.proposed() : null,
        kind == Kind.SCORED ? Integer.valueOf(3) : null,
        "why",
        1_700_000_000_123L);
  }

  @Test
  void asksOnceAndKeepsWhoDecidedWhatAndWhen() {
    ReviewStore store = store();
    List<Review> asked = reviews(3);
    assertThat(store.ask("run-1", asked.subList(0, 2))).isEqualTo(2);
    assertThat(store().ask("run-2", asked)).isEqualTo(1);
    Reviewed approved = decision(asked.get(0), "ann", Kind.APPROVED);
    Reviewed scored = decision(asked.get(1), "ann", Kind.SCORED);
    store.keep(List.of(approved, scored));

    Reviews read = store().read();
    assertThat(read.all()).containsExactlyInAnyOrderElementsOf(asked);
    assertThat(read.of(asked.get(0))).containsExactly(approved);
    assertThat(read.of(asked.get(1))).containsExactly(scored);
    assertThat(read.labels()).containsOnlyKeys("example-0");
  }

  @Test
  void aDrawIsNotedForEachRunAlthoughItIsAskedOnce() {
    ReviewStore store = store();
    List<Review> asked = reviews(2);
    store.ask("run-1", asked);
    Review drawn =
        asked.get(0).withReasons(new Reasons(null, "run-2", 0.25, 7L)); // for its other reasons too
    assertThat(store.ask("run-2", List.of(drawn, asked.get(1)))).isZero();
    assertThat(store.ask("run-2", List.of(drawn))).isZero();

    Reviews read = store().read();
    assertThat(read.all()).hasSize(2);
    assertThat(read.drawnBy("run-1")).isEmpty();
    assertThat(read.drawnBy("run-2"))
        .containsExactly(
            asked.get(0).withReasons(new Reasons("the jury is divided", "run-2", 0.25, 7L)));
    Home home = Hone.open(LocalSpark.session().newSession(), folder.resolve("home").toString());
    assertThat(home.read(ReviewsTable.TABLE).count()).isEqualTo(3);
  }

  private static Row verdict(Review review, double score) {
    return RowFactory.create(
        review.exampleId(),
        "judge",
        "tuned",
        "logged",
        score == 1 ? "first" : "second",
        score,
        null,
        null,
        Timestamp.from(Instant.now()),
        review.id(),
        review.group());
  }

  @Test
  void decisionsStayWithTheAnswersWhenTheLogIsImportedAgain() {
    SparkSession session = LocalSpark.session().newSession();
    Home home = Hone.open(session, folder.resolve("home").toString());
    List<Review> before = reviews(2);
    store().ask("run-1", before);
    store().keep(List.of(decision(before.get(0), "ann", Kind.REJECTED)));
    // Imported anew, one answer is another one; another judge's verdicts stand in another run.
    Review same = reviews(1).get(0);
    Review changed =
        Review.of(
            "example-1",
            "group-1",
            "tuned",
            Reasons.NONE,
            List.of(),
            Message.assistant("logged 1"),
            Message.assistant("something else"));
    home.replaceRun(
        VerdictsTable.TABLE,
        "run-2",
        session.createDataFrame(
            List.of(verdict(same, 0), verdict(changed, 0)), VerdictsTable.SCHEMA));

    List<JudgedAnswer> judged = VerdictsTable.judgedAnswers(home);
    assertThat(judged).extracting(JudgedAnswer::group).contains("group-0", "group-1");
    List<JudgeAlignment> alignments = JudgeAlignment.of(store().read(), judged);
    assertThat(alignments).hasSize(1);
    assertThat(alignments.get(0).picked()).isEqualTo(new Alignment(1, 0, 0, 0));
    assertThat(alignments.get(0).drawn().rows()).isZero();
  }

  @Test
  void rowsOfAnEarlierHoneAreReviewsOfTheirOwnGroupThatNobodyDrew() {
    SparkSession session = LocalSpark.session().newSession();
    Home home = Hone.open(session, folder.resolve("home").toString());
    Review review = reviews(1).get(0);
    store().ask("run-1", List.of(review));
    List<String> added = List.of("group_key", "drawn_by", "unseen_share", "calls");
    Dataset<Row> old = home.read(ReviewsTable.TABLE).drop(added.toArray(String[]::new));
    String earlier = folder.resolve("earlier").toString();
    old.write().format("delta").partitionBy("run_id").save(earlier + "/tables/reviews");

    ReviewStore store = new ReviewStore(Hone.open(session, earlier));
    assertThat(store.read().all())
        .containsExactly(
            new Review(
                review.id(),
                review.exampleId(),
                review.exampleId(),
                review.model(),
                review.reasons(),
                review.conversation(),
                review.logged(),
                review.proposed()));
    assertThat(store.read().lastDraw()).isEmpty();
    assertThat(store.ask("run-2", List.of(review.withReasons(Reasons.NONE.withDraw("run-2")))))
        .isZero();
    assertThat(store.read().drawnBy("run-2")).hasSize(1);
  }

  @Test
  void twoReviewersAtOnceLoseNothing() throws Exception {
    List<Review> asked = reviews(20);
    store().ask("run-1", asked);
    ExecutorService people = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (String reviewer : List.of("ann", "bob")) {
        ReviewStore store = store();
        done.add(
            people.submit(
                () -> {
                  for (int from = 0; from < asked.size(); from += 5) {
                    store.keep(
                        asked.subList(from, from + 5).stream()
                            .map(review -> decision(review, reviewer, Kind.REJECTED))
                            .toList());
                  }
                }));
      }
      for (Future<?> one : done) {
        one.get();
      }
    } finally {
      people.shutdownNow();
    }
    Reviews read = store().read();
    for (Review review : asked) {
      assertThat(read.of(review))
          .extracting(Reviewed::reviewer)
          .containsExactlyInAnyOrder("ann", "bob");
    }
  }
}
