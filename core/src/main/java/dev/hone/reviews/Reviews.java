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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What people were asked and what they decided. Rows that were written twice count once, and of
 * several decisions of one reviewer on one review the latest counts.
 */
public final class Reviews {
  private final Map<String, Review> asked = new LinkedHashMap<>();

  /** Latest decisions by review, then by reviewer; reviewers in the order they first decided. */
  private final Map<String, Map<String, Reviewed>> decided = new LinkedHashMap<>();

  private final List<Reviewed> decisions;

  /** Of reviews in the order to look at them, and decisions in any order. */
  public Reviews(List<Review> reviews, List<Reviewed> decisions) {
    this.decisions = List.copyOf(decisions);
    reviews.forEach(review -> asked.putIfAbsent(review.id(), review));
    decisions.stream()
        .sorted(Comparator.comparingLong(Reviewed::epochMillis).thenComparing(Reviewed::id))
        .forEach(
            decision ->
                decided
                    .computeIfAbsent(decision.reviewId(), none -> new LinkedHashMap<>())
                    .put(decision.reviewer(), decision));
  }

  /** The same with what was decided before a time only. */
  public Reviews before(long epochMillis) {
    return new Reviews(
        List.copyOf(asked.values()),
        decisions.stream().filter(one -> one.epochMillis() < epochMillis).toList());
  }

  /** All that was asked. */
  public Collection<Review> all() {
    return List.copyOf(asked.values());
  }

  /** The reviewers' latest words on a review, in the order they first decided. */
  public List<Reviewed> of(Review review) {
    return List.copyOf(decided.getOrDefault(review.id(), Map.of()).values());
  }

  /**
   * What is left for a reviewer.
   *
   * @param people how many are to decide each review (&gt; 0)
   */
  public List<Review> open(String reviewer, int people) {
    return asked.values().stream()
        .filter(
            review -> {
              Map<String, Reviewed> by = decided.getOrDefault(review.id(), Map.of());
              return by.size() < people && !by.containsKey(reviewer);
            })
        .toList();
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
    List<Agreement.Rated> rated = new ArrayList<>();
    for (Map<String, Reviewed> decisions : decided.values()) {
      List<Reviewed> both = decisions.values().stream().limit(2).toList();
      if (both.size() == 2) {
        rated.add(new Agreement.Rated(word(both.get(0)), word(both.get(1))));
      }
    }
    return rated.isEmpty() ? Optional.empty() : Optional.of(Agreement.of(rated));
  }

  private static String word(Reviewed decision) {
    return decision.findsRight() ? "right" : "wrong";
  }
}
