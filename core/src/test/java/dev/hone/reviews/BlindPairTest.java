package dev.hone.reviews;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.chat.Message;
import dev.hone.reviews.BlindPair.Choice;
import dev.hone.reviews.Reviewed.Kind;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlindPairTest {
  private static BlindPair pair(int example, String reviewer) {
    return new BlindPair(
        Review.of(
            "example-" + example,
            "group",
            "tuned",
            Reasons.NONE,
            List.of(),
            Message.assistant("logged"),
            Message.assistant("proposed")),
        reviewer);
  }

  private static boolean proposedIsLeft(BlindPair pair) {
    return pair.left().equals(pair.review().proposed());
  }

  @Test
  void theOrderIsAlwaysTheSameAndAnotherByReviewAndReviewer() {
    List<Boolean> ann =
        IntStream.range(0, 1_000).mapToObj(i -> proposedIsLeft(pair(i, "ann"))).toList();
    List<Boolean> again =
        IntStream.range(0, 1_000).mapToObj(i -> proposedIsLeft(pair(i, "ann"))).toList();
    List<Boolean> bob =
        IntStream.range(0, 1_000).mapToObj(i -> proposedIsLeft(pair(i, "bob"))).toList();
    assertThat(again).isEqualTo(ann);
    assertThat(ann.stream().filter(left -> left).count()).isBetween(430L, 570L);
    long same = IntStream.range(0, 1_000).filter(i -> ann.get(i).equals(bob.get(i))).count();
    assertThat(same).isBetween(430L, 570L);
  }

  @Test
  void aChoiceOfAPlaceIsOneOfAnAnswer() {
    for (int i = 0; i < 20; i++) {
      BlindPair pair = pair(i, "ann");
      assertThat(pair.left()).isNotEqualTo(pair.right());
      Kind left = proposedIsLeft(pair) ? Kind.PROPOSED_BETTER : Kind.LOGGED_BETTER;
      Kind right = proposedIsLeft(pair) ? Kind.LOGGED_BETTER : Kind.PROPOSED_BETTER;
      assertThat(pair.kind(Choice.LEFT)).isEqualTo(left);
      assertThat(pair.kind(Choice.RIGHT)).isEqualTo(right);
      assertThat(pair.kind(Choice.TIE)).isEqualTo(Kind.NEITHER_BETTER);
    }
  }

  @Test
  void refusesAnotherChoice() {
    assertThatThrownBy(() -> Choice.of("both"))
        .hasMessage("Unknown choice 'both'. Use left, right or tie.");
  }
}
