package dev.hone.reviews;

import static java.util.Objects.requireNonNull;

import dev.hone.examples.HashSample;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Which of the answers that a run had judged people are asked about: all that the judge is in doubt
 * about, and a bounded number for each other reason.
 *
 * @param drawn how many are drawn at random
 * @param novel how many at most because their request is unlike all that was trained on
 * @param oftenAsked how many at most because their request stands for many calls
 */
public record ReviewPlan(int drawn, int novel, int oftenAsked) {
  private static final int NOVEL = 10;
  private static final int OFTEN_ASKED = 10;

  /** With less of its text unseen than this, no request is novel. */
  public static final double LEAST_UNSEEN = 0.1;

  /** Draws the same requests in every run, so that what did not change is decided once. */
  private static final String SALT = "reviews";

  /** As many drawn at random, and ten for each of the other reasons. */
  public static ReviewPlan drawing(int drawn) {
    return new ReviewPlan(drawn, NOVEL, OFTEN_ASKED);
  }

  public ReviewPlan {
    if (drawn < 0 || novel < 0 || oftenAsked < 0) {
      throw new IllegalArgumentException(
          "Invalid numbers of reviews: " + List.of(drawn, novel, oftenAsked) + ". Use 0 or more.");
    }
  }

  /**
   * A judged answer.
   *
   * @param exampleId the example; each is there once
   * @param doubt what its verdict leaves open; null for nothing
   * @param unseenShare the share of its request's text that is in no request trained on
   * @param calls how many logged calls it stands for
   */
  public record Candidate(
      String exampleId, @Nullable String doubt, double unseenShare, long calls) {
    public Candidate {
      requireNonNull(exampleId, "exampleId");
    }
  }

  /**
   * The reasons to ask about each, in the order given; {@link Reasons#NONE} for those that nobody
   * is asked about.
   *
   * @param runId the run that draws
   */
  public List<Reasons> choose(String runId, List<Candidate> candidates) {
    Reasons[] reasons =
        candidates.stream()
            .map(one -> one.doubt() == null ? Reasons.NONE : Reasons.doubt(one.doubt()))
            .toArray(Reasons[]::new);
    take(
        drawn,
        candidates,
        reasons,
        one -> true,
        Comparator.comparingDouble(one -> HashSample.place(one.exampleId(), SALT)),
        (why, one) -> why.withDraw(runId));
    take(
        novel,
        candidates,
        reasons,
        one -> one.unseenShare() >= LEAST_UNSEEN,
        Comparator.comparingDouble(Candidate::unseenShare).reversed(),
        (why, one) -> why.withUnseenShare(one.unseenShare()));
    take(
        oftenAsked,
        candidates,
        reasons,
        one -> one.calls() > 1,
        Comparator.comparingLong(Candidate::calls).reversed(),
        (why, one) -> why.withCalls(one.calls()));
    return List.of(reasons);
  }

  /** Adds a reason to those of the candidates that come first in an order. */
  private static void take(
      int most,
      List<Candidate> candidates,
      Reasons[] reasons,
      Predicate<Candidate> holds,
      Comparator<Candidate> order,
      BiFunction<Reasons, Candidate, Reasons> add) {
    IntStream.range(0, reasons.length)
        .boxed()
        .filter(i -> holds.test(candidates.get(i)))
        .sorted(Comparator.comparing(candidates::get, order))
        .limit(most)
        .forEach(i -> reasons[i] = add.apply(reasons[i], candidates.get(i)));
  }
}
