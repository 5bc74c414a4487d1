package dev.hone.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.chat.Message;
import dev.hone.reviews.JudgeAlignment;
import dev.hone.reviews.Reasons;
import dev.hone.reviews.Review;
import dev.hone.reviews.Reviewed;
import dev.hone.reviews.Reviewed.Kind;
import dev.hone.reviews.Reviews;
import dev.hone.verdicts.statistics.Alignment;
import dev.hone.verdicts.statistics.CorrectedRate;
import dev.hone.verdicts.statistics.Interval;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReviewSummaryTest {
  private static final Alignment NOTHING = new Alignment(0, 0, 0, 0);

  @Test
  void tellsNoRateOfAnswersThatWerePicked() {
    assertThat(
            ReviewSummary.of(
                new JudgeAlignment(
                    "openai:x", "tuned", "logged", NOTHING, new Alignment(3, 1, 1, 5), 2, null)))
        .containsExactly(
            "Judge openai:x on tuned against logged: people decided no answer that was drawn at"
                + " random yet.",
            "  On 10 answers that were picked they agree on 8; these are no fair sample.",
            "  People are divided on 2, which count in neither.",
            "  No rate by people's measure: people decided 0 of 0 that the last run drew at random."
                + " It takes all, 10 at least, and 100 to 200 to be of use.");
  }

  @Test
  void tellsHowAJudgeDoesBesidePeopleAndTheRateByTheirMeasure() {
    CorrectedRate rate = new CorrectedRate(0.8, new Interval(0.7, 0.9), 0.9, 0.75, 300, 20);
    assertThat(
            ReviewSummary.of(
                new JudgeAlignment(
                    "openai:x",
                    "tuned",
                    "logged",
                    new Alignment(3, 1, 2, 14),
                    NOTHING,
                    0,
                    new JudgeAlignment.Draw("run-1", 20, 20, rate, 9, 0, null, null))))
        .containsExactly(
            "Judge openai:x on tuned against logged, beside people, on 20 answers drawn at random:"
                + " agree on 17 (kappa 0.57).",
            "  Failures: precision 0.75 (3 of 4), recall 0.60 (3 of 5), F1 0.67.",
            "  By people's measure 80.0% (70.0% to 90.0%) of tuned's answers are right: people's"
                + " words on 20 correct 300 verdicts.");
  }

  @Test
  void namesTheModelsOfWhatWasComparedBlind() {
    Review review =
        Review.of(
            "e1",
            "g1",
            "tuned",
            Reasons.NONE.withDraw("run-1"),
            List.of(),
            Message.assistant("a"),
            Message.assistant("b"));
    Reviewed choice =
        new Reviewed(
            "d1", review.id(), "e1", "tuned", "ann", Kind.PROPOSED_BETTER, null, null, null, 1);
    assertThat(ReviewSummary.ofPeople(new Reviews(List.of(review), List.of(choice))))
        .containsExactly(
            "0 of 1 answers decided; 0 are labels for the next run.",
            "Compared blind, where the two differ: tuned better in 1, logged in 0, neither in 0."
                + " Win rate of tuned 100.0% (0.0% to 100.0%); pairs still open: 0.");
  }
}
