package dev.hone.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.Hone;
import dev.hone.chat.Message;
import dev.hone.reviews.Reasons;
import dev.hone.reviews.Review;
import dev.hone.reviews.Reviewed;
import dev.hone.reviews.Reviewed.Kind;
import dev.hone.spark.home.Home;
import dev.hone.spark.home.ReviewStore;
import dev.hone.spark.home.VerdictsTable;
import dev.hone.spark.testing.LocalSpark;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReviewCommandTest {
  private static final SparkSession SPARK = LocalSpark.session();

  @TempDir Path folder;

  @Test
  void theSummaryTellsWhatPeopleDecidedAndHowTheJudgeDoesBesideThem() {
    String location = folder.resolve("home").toString();
    Home home = Hone.open(SPARK, location);
    Review review =
        Review.of(
            "e1",
            "g1",
            "tuned",
            Reasons.NONE.withDraw("run-1"),
            List.of(),
            Message.assistant("a"),
            Message.assistant("b"));
    ReviewStore store = new ReviewStore(home);
    store.ask("run-1", List.of(review));
    assertThat(hone("review", "--summary", "--home", location))
        .isEqualTo("0 of 1 answers decided; 0 are labels for the next run.\n");

    store.keep(List.of(decision(review, "ann", Kind.REJECTED)));
    store.keep(List.of(decision(review, "bob", Kind.LOGGED_BETTER)));
    home.replaceRun(
        VerdictsTable.TABLE,
        "run-1",
        SPARK.createDataFrame(
            List.of(
                RowFactory.create(
                    "e1",
                    "openai:x",
                    "tuned",
                    "logged",
                    "second",
                    0.0,
                    null,
                    null,
                    Timestamp.from(Instant.now()),
                    review.id(),
                    review.group())),
            VerdictsTable.SCHEMA));
    assertThat(hone("review", "--blind", "--reviewer", "ann", "--home", location).lines())
        .containsExactly(
            "Nothing is left for ann.",
            "1 of 1 answers decided; 0 are labels for the next run.",
            "Compared blind, where the two differ: tuned better in 0, logged in 1, neither in 0."
                + " Win rate of tuned 0.0% (0.0% to 100.0%); pairs still open: 0.",
            "Judge openai:x on tuned against logged, beside people, on 1 answers drawn at random:"
                + " agree on 1 (kappa unknown).",
            "  Failures: precision 1.00 (1 of 1), recall 1.00 (1 of 1), F1 1.00.",
            "  No rate by people's measure: people decided 1 of 1 that the last run drew at random."
                + " It takes all, 10 at least, and 100 to 200 to be of use.",
            "  Of 1 pairs that people compared blind the judge chooses as they do in 1 (kappa"
                + " unknown).",
            "  No rate by people's measure: people decided 1 of 1 that the last run drew at random."
                + " It takes all, 10 at least, and 100 to 200 to be of use.");
  }

  private static Reviewed decision(Review review, String reviewer, Kind kind) {
    return new Reviewed(
        kind.text(),
        review.id(),
        review.exampleId(),
        review.model(),
        reviewer,
        kind,
        null,
        null,
        null,
        1);
  }

  private static String hone(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Outcome outcome =
        HoneCommand.execute(
            new Console(new PrintWriter(out, true), new PrintWriter(err, true), false, 100), args);
    assertThat(outcome.problem()).isEmpty();
    return out.toString();
  }
}
