package dev.hone.reviews;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.chat.Message;
import dev.hone.labels.Label;
import dev.hone.reviews.Reviewed.Kind;
import dev.hone.verdicts.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReviewsTest {
  private static final Review FIRST = review("e1", "logged", "proposed");
  private static final Review SECOND = review("e2", "logged", "proposed");

  private long now;

  private static Review review(String example, String logged, String proposed) {
    return Review.of(
        example,
        example,
        "tuned",
        Reasons.doubt("the jury is divided"),
        List.of(Message.user("?")),
        Message.assistant(logged),
        Message.assistant(proposed));
  }

  private Reviewed by(String reviewer, Review review, Kind kind, @Nullable String answer) {
    now++;
    return new Reviewed(
        "d" + now,
        review.id(),
        review.exampleId(),
        review.model(),
        reviewer,
        kind,
        kind == Kind.APPROVED
            ? review.proposed()
            : answer == null ? null : Message.assistant(answer),
        kind == Kind.SCORED ? Integer.valueOf(4) : null,
        null,
        now);
  }

  private Reviewed by(String reviewer, Review review, Kind kind) {
    return by(reviewer, review, kind, null);
  }

  private static Reviews reviews(Reviewed... decisions) {
    return new Reviews(List.of(FIRST, SECOND, FIRST), List.of(decisions));
  }

  @Test
  void theSameAnswersToTheSameExampleAreOneReview() {
    assertThat(review("e1", "logged", "proposed").id()).isEqualTo(FIRST.id());
    assertThat(review("e1", "logged", "other").id()).isNotEqualTo(FIRST.id());
    assertThat(SECOND.id()).isNotEqualTo(FIRST.id());
    assertThat(reviews().all()).containsExactly(FIRST, SECOND);
  }

  @Test
  void openIsWhatTooFewPeopleAndNotThisOneDecided() {
    Reviews reviews = reviews(by("ann", FIRST, Kind.APPROVED));
    assertThat(reviews.open("ann", 1)).containsExactly(SECOND);
    assertThat(reviews.open("bob", 1)).containsExactly(SECOND);
    assertThat(reviews.open("bob", 2)).containsExactly(FIRST, SECOND);
    assertThat(reviews.open("ann", 2)).containsExactly(SECOND);
  }

  @Test
  void theLatestWordOfAReviewerCounts() {
    Reviewed approved = by("ann", FIRST, Kind.APPROVED);
    Reviewed edited = by("ann", FIRST, Kind.EDITED, "better");
    assertThat(reviews(edited, approved).of(FIRST)).containsExactly(edited);
    Label label = reviews(edited, approved).labels().get("e1");
    assertThat(label.answer().text()).isEqualTo("better");
    assertThat(label.origin()).isEqualTo(Label.REVIEWED);
    assertThat(label.author()).isEqualTo("ann");
    Label before = reviews(edited, approved).before(edited.epochMillis()).labels().get("e1");
    assertThat(before.answer().text()).isEqualTo("proposed");
  }

  @Test
  void onlyUndisputedAnswersAreLabels() {
    assertThat(reviews(by("ann", FIRST, Kind.REJECTED), by("ann", SECOND, Kind.SCORED)).labels())
        .isEmpty();
    assertThat(reviews(by("ann", FIRST, Kind.APPROVED), by("bob", FIRST, Kind.REJECTED)).labels())
        .isEmpty();
    assertThat(
            reviews(
                    by("ann", FIRST, Kind.EDITED, "one"),
                    by("bob", FIRST, Kind.EDITED, "two"),
                    by("ann", SECOND, Kind.EDITED, "same"),
                    by("bob", SECOND, Kind.EDITED, "same"),
                    by("eve", SECOND, Kind.REJECTED))
                .labels())
        .containsOnlyKeys("e2");
  }

  @Test
  void agreementIsOfTheFirstTwoWhoDecided() {
    assertThat(reviews(by("ann", FIRST, Kind.APPROVED)).agreement()).isEmpty();
    var agreement =
        reviews(
                by("ann", FIRST, Kind.APPROVED),
                by("bob", FIRST, Kind.SCORED),
                by("eve", FIRST, Kind.REJECTED),
                by("ann", SECOND, Kind.APPROVED),
                by("bob", SECOND, Kind.REJECTED))
            .agreement()
            .orElseThrow();
    assertThat(agreement.same().successes()).isEqualTo(1);
    assertThat(agreement.same().trials()).isEqualTo(2);
  }

  @Test
  void pickedDoubtsAreShownFirstThenWhatWasDrawnAndAReviewAskedAgainIsOneForAllReasons() {
    Review often = review("e3", "logged", "p").withReasons(Reasons.NONE.withCalls(9));
    Review drawn = review("e4", "logged", "p").withReasons(Reasons.NONE.withDraw("run-1"));
    Review again = FIRST.withReasons(Reasons.NONE.withDraw("run-2"));
    Reviews reviews = new Reviews(List.of(often, drawn, FIRST, again, SECOND), List.of());
    assertThat(reviews.open("ann", 1))
        .containsExactly(
            SECOND, drawn, FIRST.withReasons(FIRST.reasons().withDraw("run-2")), often);
    assertThat(reviews.lastDraw()).contains("run-2");
    assertThat(reviews.drawnBy("run-1")).containsExactly(drawn);
    assertThat(reviews.drawnBy("run-2")).extracting(Review::id).containsExactly(FIRST.id());
    assertThat(reviews.before(5).lastDraw()).contains("run-2");
  }

  @Test
  void blindDecisionsAndOthersAreApart() {
    Reasons drawn = Reasons.NONE.withDraw("run");
    Review same = review("e3", "{\"a\":1}", "{\"a\": 1}").withReasons(drawn);
    Review seen = review("e4", "logged", "p").withReasons(drawn);
    Review first = FIRST.withReasons(drawn);
    List<Review> asked = List.of(first, same, seen, SECOND);
    Reviews reviews =
        new Reviews(
            asked,
            List.of(
                by("ann", FIRST, Kind.APPROVED),
                by("bob", FIRST, Kind.LOGGED_BETTER),
                by("bob", seen, Kind.REJECTED)));
    assertThat(reviews.of(FIRST)).extracting(Reviewed::reviewer).containsExactly("ann");
    assertThat(reviews.blindOf(FIRST)).extracting(Reviewed::reviewer).containsExactly("bob");
    assertThat(reviews.labels()).containsOnlyKeys("e1");
    assertThat(reviews.agreement()).isEmpty();
    assertThat(reviews.open("bob", 2)).containsExactly(SECOND, first, same);
    // ann was told whose answers FIRST has, bob has compared it and was told of the other
    assertThat(reviews.openBlind("run", "ann", 2)).containsExactly(seen);
    assertThat(reviews.openBlind("run", "bob", 2)).isEmpty();
    assertThat(reviews.openBlind("run", "eve", 2)).containsExactly(first, seen);
    assertThat(reviews.openBlind("run", "eve", 1)).containsExactly(seen);
  }

  @Test
  void aDecisionSaysWhatItsKindNeeds() {
    assertThatThrownBy(() -> by("ann", FIRST, Kind.EDITED))
        .hasMessageStartingWith("Invalid decision 'edited' without an answer.");
    assertThatThrownBy(() -> by("ann", FIRST, Kind.REJECTED, "x"))
        .hasMessageStartingWith("Invalid decision 'rejected' with an answer.");
    assertThatThrownBy(() -> new Reviewed("i", "r", "e", "m", "ann", Kind.SCORED, null, 6, null, 1))
        .hasMessageStartingWith("Invalid score of a decision 'scored': 6.");
    assertThatThrownBy(() -> Kind.of("fine"))
        .hasMessage("Unknown decision 'fine'. Use approved, edited, rejected or scored.");
    assertThat(by("ann", FIRST, Kind.APPROVED).toString()).doesNotContain("proposed");
  }

  @Test
  void doubtsAreWhatTheJudgeLeavesOpen() {
    assertThat(Doubt.of(new Verdict.Tied(Verdict.TieCause.DIVIDED, "")))
        .contains("the jury is divided");
    assertThat(Doubt.of(new Verdict.Tied(Verdict.TieCause.IDENTICAL, ""))).isEmpty();
    assertThat(Doubt.of(new Verdict.Preferred(Verdict.Side.SECOND, ""))).isEmpty();
    assertThat(Doubt.of(new Verdict.Failed("no money"))).isEmpty();
    assertThat(Doubt.of(new Verdict.Unreadable("hm"))).contains("the judge gave no verdict");
    assertThat(Doubt.of(new Verdict.Scored(0.5, false, ""))).contains("fails by little");
    assertThat(Doubt.of(new Verdict.Scored(0.25, false, ""))).isEmpty();
    assertThat(Doubt.of(new Verdict.Scored(0.75, true, ""))).isEmpty();
    assertThat(
            Doubt.of(
                new Verdict.Checked(
                    List.of(
                        new Verdict.Check("polite@v1", false, ""),
                        new Verdict.Check("order@v1", true, "")))))
        .contains("breaks polite@v1");
  }
}
