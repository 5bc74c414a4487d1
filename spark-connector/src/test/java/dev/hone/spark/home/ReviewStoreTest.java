package dev.hone.spark.home;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.Hone;
import dev.hone.chat.Message;
import dev.hone.reviews.Review;
import dev.hone.reviews.Reviewed;
import dev.hone.reviews.Reviewed.Kind;
import dev.hone.reviews.Reviews;
import dev.hone.spark.testing.LocalSpark;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
              "tuned",
              "the jury is divided",
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
