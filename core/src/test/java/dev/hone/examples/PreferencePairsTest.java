package dev.hone.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.chat.Message;
import dev.hone.examples.PreferencePairs.Attempt;
import dev.hone.examples.PreferencePairs.Pair;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PreferencePairsTest {
  private static Attempt attempt(
      int time,
      @Nullable String session,
      String answer,
      @Nullable String rating,
      @Nullable String edit) {
    return new Attempt("c" + time, (long) time, session, Message.assistant(answer), rating, edit);
  }

  private static List<String> told(List<Pair> pairs) {
    return pairs.stream()
        .map(pair -> pair.chosen().text() + " > " + pair.rejected().text() + " " + pair.source())
        .toList();
  }

  @Test
  void anEditIsBetterThanWhatItReplaced() {
    List<Attempt> attempts = List.of(attempt(1, null, "A", null, "B"));
    assertThat(told(PreferencePairs.mine(attempts, 9))).containsExactly("B > A edit");
    assertThat(PreferencePairs.mine(List.of(attempt(1, null, "A", null, " A ")), 9)).isEmpty();
  }

  @Test
  void upIsBetterThanDown() {
    List<Attempt> attempts =
        List.of(
            attempt(1, null, "A", "down", null),
            attempt(2, null, "B", "up", null),
            attempt(3, null, "C", "down", null),
            attempt(4, null, "D", null, null),
            attempt(5, null, "{\"x\": 1}", "up", null),
            attempt(6, null, "{\"x\":1.0}", "down", null));
    assertThat(told(PreferencePairs.mine(attempts, 9)))
        .containsExactly("B > A rating", "{\"x\": 1} > C rating", "B > {\"x\":1.0} rating");
  }

  @Test
  void theLastAnswerOfASessionIsBetterThanThoseRegenerated() {
    List<Attempt> attempts =
        List.of(
            attempt(3, "s", "C", null, null),
            attempt(1, "s", "A", null, null),
            attempt(2, "s", "B", "up", null),
            attempt(4, "other", "D", null, null),
            attempt(5, null, "E", null, null));
    assertThat(told(PreferencePairs.mine(attempts, 9))).containsExactly("C > A regeneration");
    assertThat(
            PreferencePairs.mine(
                List.of(attempt(1, "s", "A", null, null), attempt(2, "s", "B", "down", null)), 9))
        .as("the last is no good either")
        .isEmpty();
  }

  @Test
  void noPairStandsBothWaysAndOrderDoesNotMatter() {
    List<Attempt> attempts = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      String rating = i % 3 == 0 ? "up" : i % 3 == 1 ? "down" : null;
      attempts.add(attempt(i, "s" + i % 2, "answer " + i % 5, rating, i == 7 ? "edited" : null));
    }
    List<String> pairs = told(PreferencePairs.mine(attempts, 99));
    Collections.shuffle(attempts, new java.util.Random(5));
    assertThat(told(PreferencePairs.mine(attempts, 99))).isEqualTo(pairs).isNotEmpty();
    List<String> both =
        pairs.stream().map(pair -> pair.substring(0, pair.lastIndexOf(' '))).toList();
    assertThat(both)
        .noneMatch(
            pair -> {
              List<String> sides = List.of(pair.split(" > ", -1));
              return both.contains(sides.get(1) + " > " + sides.get(0));
            });
  }

  @Test
  void onePromptGivesNoMoreThanItsShare() {
    List<Attempt> attempts =
        IntStream.range(0, 50)
            .mapToObj(i -> attempt(i, null, "A" + i, i % 2 == 0 ? "up" : "down", null))
            .toList();
    assertThat(PreferencePairs.mine(attempts, 4)).hasSize(4);
  }
}
