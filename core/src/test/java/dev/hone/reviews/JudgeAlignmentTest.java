package dev.hone.reviews;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hone.chat.Message;
import dev.hone.reviews.Reviewed.Kind;
import dev.hone.verdicts.statistics.Alignment;
import dev.hone.verdicts.statistics.CorrectedRate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JudgeAlignmentTest {
  private static final String RUN = "run-1";

  private final List<Review> reviews = new ArrayList<>();
  private final List<Reviewed> decisions = new ArrayList<>();
  private final List<JudgedAnswer> judged = new ArrayList<>();

  /** A review of an answer that the judge prefers, or does not. */
  private Review review(int example, Reasons reasons, @Nullable Double score) {
    Review review =
        Review.of(
            "example-" + example,
            "group-" + example,
            "tuned",
            reasons,
            List.of(),
            Message.assistant("logged"),
            Message.assistant("proposed"));
    reviews.add(review);
    judge(RUN, review.id(), review.group(), score, 1);
    return review;
  }

  private void judge(
      String run, String reviewId, String group, @Nullable Double score, long epochMillis) {
    String outcome =
        score == null ? "unreadable" : score == 1 ? "first" : score == 0 ? "second" : "tie";
    judged.add(
        new JudgedAnswer(
            run, "judge", "tuned", "logged", reviewId, group, outcome, score, epochMillis));
  }

  private void decide(Review review, String reviewer, Kind kind) {
    decisions.add(
        new Reviewed(
            reviewer + kind.text() + review.id(),
            review.id(),
            review.exampleId(),
            review.model(),
            reviewer,
            kind,
            kind == Kind.APPROVED ? review.proposed() : null,
            null,
            null,
            decisions.size()));
  }

  private JudgeAlignment only() {
    List<JudgeAlignment> all = JudgeAlignment.of(new Reviews(reviews, decisions), judged);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private static JudgeAlignment.Draw draw(JudgeAlignment alignment) {
    if (alignment.draw() == null) {
      throw new AssertionError("There is no draw.");
    }
    return alignment.draw();
  }

  private static Reasons drawn() {
    return Reasons.NONE.withDraw(RUN);
  }

  @Test
  void drawnAndPickedRowsAreCountedApart() {
    decide(review(1, drawn(), 0.0), "ann", Kind.REJECTED);
    decide(review(2, drawn(), 0.0), "ann", Kind.APPROVED);
    decide(review(3, drawn().withDoubt("?"), 0.5), "ann", Kind.APPROVED);
    decide(review(4, Reasons.doubt("?"), 0.5), "ann", Kind.REJECTED);
    decide(review(5, drawn(), null), "ann", Kind.REJECTED);
    Review divided = review(6, drawn(), 1.0);
    decide(divided, "ann", Kind.REJECTED);
    decide(divided, "bob", Kind.APPROVED);
    review(7, drawn(), 1.0);

    JudgeAlignment alignment = only();
    assertThat(alignment.drawn()).isEqualTo(new Alignment(1, 1, 0, 1));
    assertThat(alignment.picked()).isEqualTo(new Alignment(0, 0, 1, 0));
    assertThat(alignment.divided()).isEqualTo(1);
    assertThat(draw(alignment).decided()).isEqualTo(4);
    assertThat(draw(alignment).rightRate()).as("of 4 rows").isNull();
  }

  @Test
  void noRateIsCorrectedWithoutARandomSample() {
    for (int i = 0; i < 100; i++) {
      decide(review(i, Reasons.doubt("?"), 0.5), "ann", i % 2 == 0 ? Kind.APPROVED : Kind.REJECTED);
    }
    assertThat(only().picked().rows()).isEqualTo(100);
    assertThat(only().draw()).isNull();
    reviews.add(reviews.get(0).withReasons(drawn()));
    assertThat(draw(only()).decided()).isEqualTo(1);
    assertThat(draw(only()).rightRate()).isNull();
  }

  /**
   * A judge that lets all of 60 pass, where people find 6 of 12 drawn ones wrong: the judge adds
   * nothing, and the rate is people's.
   */
  @Test
  void theDrawCorrectsTheRateOfAllThatWasJudged() {
    for (int i = 0; i < 60; i++) {
      // picked ones, all of them wrong, change nothing
      Review review = review(i, i < 12 ? drawn() : Reasons.doubt("?"), 1.0);
      decide(review, "ann", i < 12 && i % 2 == 0 ? Kind.APPROVED : Kind.REJECTED);
    }
    CorrectedRate rate = draw(only()).rightRate();
    assertThat(rate).isNotNull();
    assertThat(rate.rate()).isCloseTo(0.5, within(1e-12));
    assertThat(rate.judgeRate()).isEqualTo(1);
    assertThat(rate.judged()).isEqualTo(60);
    assertThat(rate.labelled()).isEqualTo(12);
    review(60, drawn(), 1.0);
    assertThat(draw(only()).answers()).isEqualTo(13);
    assertThat(draw(only()).decided()).isEqualTo(12);
    assertThat(draw(only()).rightRate()).as("of a part of the draw").isNull();
  }

  @Test
  void decisionsCountForTheVerdictsOfALaterRunOnTheSameAnswers() {
    Review review = review(1, drawn(), 1.0);
    decide(review, "ann", Kind.REJECTED);
    assertThat(only().drawn()).isEqualTo(new Alignment(0, 0, 1, 0));
    judge("run-2", review.id(), review.group(), 0.0, 2);
    assertThat(only().drawn()).as("the later verdict").isEqualTo(new Alignment(1, 0, 0, 0));
    reviews.add(review.withReasons(Reasons.NONE.withDraw("run-2")));
    assertThat(draw(only()).runId()).isEqualTo("run-2");
    assertThat(draw(only()).decided()).isEqualTo(1);
  }

  @Test
  void blindChoicesAreHeldAgainstTheJudgesAndCorrectItsWinRate() {
    for (int i = 0; i < 40; i++) {
      Review review = review(i, i < 20 ? drawn() : Reasons.doubt("?"), i % 4 == 0 ? 0.0 : 1.0);
      if (i < 20) { // as the judge, but for two that people find equal
        Kind judges = i % 4 == 0 ? Kind.LOGGED_BETTER : Kind.PROPOSED_BETTER;
        decide(review, "ann", i < 2 ? Kind.NEITHER_BETTER : judges);
      }
    }
    JudgeAlignment alignment = only();
    assertThat(alignment.drawn().rows()).as("nothing was called right or wrong").isZero();
    JudgeAlignment.Draw draw = draw(alignment);
    assertThat(draw.compared()).isEqualTo(20);
    assertThat(draw.preferences().same().successes()).isEqualTo(18);
    assertThat(draw.winRate().judged()).isEqualTo(40);
    assertThat(draw.winRate().judgeRate()).isEqualTo(0.75);
    assertThat(draw.winRate().humanRate()).isEqualTo(0.75); // 5 losses, 15 wins; one of each a tie
    assertThat(draw.winRate().rate()).isCloseTo(0.75, within(1e-12));
    assertThat(draw.rightRate()).isNull();

    BlindResult result = BlindResult.of(new Reviews(reviews, decisions), RUN).get(0);
    assertThat(result.model()).isEqualTo("tuned");
    assertThat(result.winRate().wins()).isEqualTo(14);
    assertThat(result.winRate().losses()).isEqualTo(4);
    assertThat(result.winRate().saidTies()).isEqualTo(2);
    assertThat(result.winRate().rate()).isEqualTo(0.75);
    assertThat(result.winRate().interval().contains(0.75)).isTrue();
    assertThat(result.open()).isZero();
    assertThat(result.people()).isNull();
  }
}
