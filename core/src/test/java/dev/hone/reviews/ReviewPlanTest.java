package dev.hone.reviews;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.reviews.ReviewPlan.Candidate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReviewPlanTest {
  private static List<Candidate> clear(int count) {
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      candidates.add(new Candidate("example-" + i, null, 0, 1));
    }
    return candidates;
  }

  private static Set<String> drawn(int most, String run, List<Candidate> candidates) {
    List<Reasons> reasons = new ReviewPlan(most, 0, 0).choose(run, candidates);
    Set<String> drawn = new HashSet<>();
    for (int i = 0; i < reasons.size(); i++) {
      if (run.equals(reasons.get(i).drawnBy())) {
        drawn.add(candidates.get(i).exampleId());
      }
    }
    return drawn;
  }

  @Test
  void aRowWithSeveralReasonsHasThemAllAndOthersHaveNone() {
    List<Candidate> candidates =
        List.of(
            new Candidate("a", "the judge finds neither better", 0.9, 7),
            new Candidate("b", null, 0.5, 3),
            new Candidate("c", null, 0.05, 1));
    List<Reasons> reasons = new ReviewPlan(0, 2, 1).choose("run", candidates);
    assertThat(reasons)
        .containsExactly(
            new Reasons("the judge finds neither better", null, 0.9, 7L),
            new Reasons(null, null, 0.5, null),
            Reasons.NONE);
    assertThat(reasons.get(0).words())
        .containsExactly(
            "a judge is in doubt",
            "90% of the request is in nothing that was trained on",
            "stands for 7 logged calls");
  }

  @Test
  void theDrawIsTheSameInEveryRunAndPartOfALargerOne() {
    List<Candidate> candidates = clear(200);
    Set<String> twenty = drawn(20, "run-1", candidates);
    assertThat(twenty).hasSize(20);
    assertThat(drawn(20, "run-2", candidates)).isEqualTo(twenty);
    assertThat(drawn(50, "run-1", candidates)).hasSize(50).containsAll(twenty);
    assertThat(drawn(20, "run-1", clear(5))).hasSize(5);
  }

  @Test
  void theDrawDoesNotLookAtReasons() {
    List<Candidate> doubtful =
        clear(200).stream().map(one -> new Candidate(one.exampleId(), "?", 1, 9)).toList();
    assertThat(drawn(20, "run", doubtful)).isEqualTo(drawn(20, "run", clear(200)));
  }

  @Test
  void refusesFewerThanNone() {
    assertThatThrownBy(() -> new ReviewPlan(-1, 0, 0))
        .hasMessage("Invalid numbers of reviews: [-1, 0, 0]. Use 0 or more.");
  }
}
