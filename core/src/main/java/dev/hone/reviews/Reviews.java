package dev.hone.reviews;

import dev.hone.chat.AnswerText;
import dev.hone.chat.Message;
import dev.hone.labels.Label;
import dev.hone.verdicts.ExactMatch;
import dev.hone.verdicts.statistics.Agreement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What people were asked and what they decided. Rows that were written twice count once, and of
 * several decisions of one reviewer on one review the latest counts. What was said of two answers
 * whose authors were not named is kept apart: it overrules no other decision.
 */
public final class Reviews {
  private final Map<String, Review> asked = new LinkedHashMap<>();

  /** Ids of the reviews that a run drew at random, by run. */
  private final Map<String, Set<String>> drawn = new LinkedHashMap<>();

  /** Latest decisions by review, then by reviewer; reviewers in the order they first decided. */
  private final Map<String, Map<String, Reviewed>> decided = new LinkedHashMap<>();

  /** Likewise, of what was decided blind. */
  private final Map<String, Map<String, Reviewed>> compared = new LinkedHashMap<>();

  private final List<Review> rows;
  private final List<Reviewed> decisions;

  /**
   * Of reviews and decisions.
   *
   * @param reviews the oldest first; those of one id are one, asked for all their reasons
   * @param decisions in any order
   */
  public Reviews(List<Review> reviews, List<Reviewed> decisions) {
    this.rows = List.copyOf(reviews);
    this.decisions = List.copyOf(decisions);
    for (Review review : reviews) {
      asked.merge(
          review.id(), review, (old, same) -> old.withReasons(old.reasons().or(same.reasons())));
      String run = review.reasons().drawnBy();
      if (run != null) {
        drawn.computeIfAbsent(run, none -> new LinkedHashSet<>()).add(review.id());
      }
    }
    decisions.stream()
        .sorted(Comparator.comparingLong(Reviewed::epochMillis).thenComparing(Reviewed::id))
        .forEach(
            decision ->
                (decision.kind().blind() ? compared : decided)
                    .computeIfAbsent(decision.reviewId(), none -> new LinkedHashMap<>())
                    .put(decision.reviewer(), decision));
  }

  /** The same with what was decided before a time only. */
  public Reviews before(long epochMillis) {
    return new Reviews(
        rows, decisions.stream().filter(one -> one.epochMillis() < epochMillis).toList());
  }

  /** All that was asked. */
  public Collection<Review> all() {
    return List.copyOf(asked.values());
  }

  /** The run that drew answers at random last; none where no run did. */
  public Optional<String> lastDraw() {
    return drawn.keySet().stream().reduce((earlier, later) -> later);
  }

  /** What a run drew at random from all answers that it had judged. */
  public List<Review> drawnBy(String runId) {
    return drawn.getOrDefault(runId, Set.of()).stream().map(asked::get).toList();
  }

  /** Whether any run drew it at random. */
  boolean isDrawn(Review review) {
    return drawn.values().stream().anyMatch(ids -> ids.contains(review.id()));
  }

  /**
   * The reviewers' latest words on a review, in the order they first decided; blind ones are not
   * among them.
   */
  public List<Reviewed> of(Review review) {
    return of(review.id());
  }

  List<Reviewed> of(String reviewId) {
    return List.copyOf(decided.getOrDefault(reviewId, Map.of()).values());
  }

  /** As {@link #of(Review)}, of blind decisions alone. */
  public List<Reviewed> blindOf(Review review) {
    return blindOf(review.id());
  }

  List<Reviewed> blindOf(String reviewId) {
    return List.copyOf(compared.getOrDefault(reviewId, Map.of()).values());
  }

  /**
   * What is left for a reviewer: what was picked for a judge's doubt first, then what was drawn at
   * random.
   *
   * @param people how many are to decide each review (&gt; 0)
   */
  public List<Review> open(String reviewer, int people) {
    return asked.values().stream()
        .filter(review -> isOpen(decided, review, reviewer, people))
        .sorted(Comparator.comparingInt(review -> review.reasons().rank()))
        .toList();
  }

  /**
   * What is left for a reviewer to compare blind: what a run drew at random, where the answers
   * differ and the reviewer has not been told whose is which in a review.
   *
   * @param people how many are to compare each (&gt; 0)
   */
  public List<Review> openBlind(String runId, String reviewer, int people) {
    return drawnBy(runId).stream()
        .filter(
            review ->
                !review.sameAnswers()
                    && isOpen(compared, review, reviewer, people)
                    && !decided.getOrDefault(review.id(), Map.of()).containsKey(reviewer))
        .toList();
  }

  private static boolean isOpen(
      Map<String, Map<String, Reviewed>> words, Review review, String reviewer, int people) {
    Map<String, Reviewed> by = words.getOrDefault(review.id(), Map.of());
    return by.size() < people && !by.containsKey(reviewer);
  }

  /**
   * The labels that people made: the approved or edited answer of each example on which nobody says
   * otherwise. By example id.
   */
  public Map<String, Label> labels() {
    Map<String, List<Reviewed>> byExample = new TreeMap<>();
    for (Map<String, Reviewed> decisions : decided.values()) {
      for (Reviewed decision : decisions.values()) {
        byExample.computeIfAbsent(decision.exampleId(), none -> new ArrayList<>()).add(decision);
      }
    }
    Map<String, Label> labels = new LinkedHashMap<>();
    byExample.forEach((example, said) -> label(said).ifPresent(l -> labels.put(example, l)));
    return labels;
  }

  private Optional<Label> label(List<Reviewed> said) {
    List<Reviewed> naming = said.stream().filter(d -> d.answer() != null).toList();
    if (naming.isEmpty()) {
      return Optional.empty();
    }
    Reviewed first = naming.get(0);
    Message right = answer(first);
    boolean disputed =
        naming.stream().anyMatch(other -> !ExactMatch.matches(right, answer(other)))
            || said.stream().anyMatch(other -> turnsDown(other, right));
    return disputed
        ? Optional.empty()
        : Optional.of(
            new Label(
                first.exampleId(), right, Label.REVIEWED, first.reviewer(), first.epochMillis()));
  }

  private static Message answer(Reviewed decision) {
    Message answer = decision.answer();
    if (answer == null) {
      throw new IllegalStateException("Only decisions that name an answer are asked for it.");
    }
    return answer;
  }

  /** Whether a decision says that this answer is wrong. */
  private boolean turnsDown(Reviewed decision, Message answer) {
    Review review = asked.get(decision.reviewId());
    return review != null
        && !decision.findsRight()
        && AnswerText.of(review.proposed()).equals(AnswerText.of(answer));
  }

  /** How far the first two people who decided a review agree on it; none where no two did. */
  public Optional<Agreement> agreement() {
    return agreement(asked.values().stream().map(one -> of(one.id())).toList(), Reviews::word);
  }

  /**
   * How far the first two people agree who decided one thing.
   *
   * @param decisions of one thing each, in the order they were made
   * @param word what a decision says
   */
  static Optional<Agreement> agreement(
      List<List<Reviewed>> decisions, Function<Reviewed, String> word) {
    List<Agreement.Rated> rated =
        decisions.stream()
            .filter(ofOne -> ofOne.size() > 1)
            .map(ofOne -> new Agreement.Rated(word.apply(ofOne.get(0)), word.apply(ofOne.get(1))))
            .toList();
    return rated.isEmpty() ? Optional.empty() : Optional.of(Agreement.of(rated));
  }

  private static String word(Reviewed decision) {
    return decision.findsRight() ? "right" : "wrong";
  }
}
