package dev.hone.reviews;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.reviews.WordDiff.In;
import dev.hone.reviews.WordDiff.Piece;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WordDiffTest {
  private static String side(List<Piece> pieces, In own) {
    return pieces.stream()
        .filter(piece -> piece.in() == own || piece.in() == In.BOTH)
        .map(Piece::text)
        .collect(Collectors.joining());
  }

  @Test
  void showsTheWordsThatDiffer() {
    assertThat(WordDiff.of("{\"queue\": \"law\"}", "{\"queue\": \"billing\"}"))
        .containsExactly(
            new Piece(In.BOTH, "{\"queue\": \""),
            new Piece(In.FIRST, "law"),
            new Piece(In.SECOND, "billing"),
            new Piece(In.BOTH, "\"}"));
    assertThat(WordDiff.of("same", "same")).containsExactly(new Piece(In.BOTH, "same"));
    assertThat(WordDiff.of("", "")).isEmpty();
  }

  @Test
  void thePiecesMakeUpBothTexts() {
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      String first = text(random);
      String second = text(random);
      List<Piece> pieces = WordDiff.of(first, second);
      assertThat(side(pieces, In.FIRST)).isEqualTo(first);
      assertThat(side(pieces, In.SECOND)).isEqualTo(second);
    }
  }

  @Test
  void longTextsThatDifferEverywhereAreShownWhole() {
    String first = "a ".repeat(3000);
    String second = "b ".repeat(3000);
    assertThat(WordDiff.of("x " + first, "x " + second)).hasSize(4);
  }

  private static String text(Random random) {
    return random
        .ints(random.nextInt(12), 0, 5)
        .mapToObj(word -> List.of("ä", " ", "b\n", "😀", "{").get(word))
        .collect(Collectors.joining());
  }
}
