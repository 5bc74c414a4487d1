package dev.hone.cli.pretraining;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class LetterTest {
  @Test
  void lettersSayWhatTheyAreSaidToSay() {
    for (int seed = 0; seed < 2000; seed++) {
      Draw draw = new Draw(seed);
      Letter letter = Letter.draw(draw, Letter.Desk.draw(draw));
      if (letter.id() != null) {
        assertThat(letter.text()).contains(letter.id());
      }
      if (letter.tier() != null) {
        assertThat(letter.text()).containsIgnoringCase(letter.tier());
      }
      if (letter.amount() > 0) {
        assertThat(letter.text().replace(",", "")).contains("" + letter.amount());
      }
    }
  }

  @Test
  void noComplaintOfTheSampleLogsIsAmongTheLetters() throws Exception {
    String samples =
        new String(
            LetterTest.class
                .getResourceAsStream("/dev/hone/cli/samples/tickets.txt")
                .readAllBytes(),
            StandardCharsets.UTF_8);
    for (String line : samples.split("\n", -1)) {
      if (!line.matches("(billing|delivery|technical|account|cancellation) = .*")) {
        continue;
      }
      for (String complaint : line.substring(line.indexOf(" = ") + 3).split(" \\|\\|? ", -1)) {
        for (String topic : Phrases.TOPICS.names()) {
          assertThat(Phrases.TOPICS.wordings(topic))
              .noneMatch(
                  wording ->
                      wording
                          .toLowerCase(Locale.ROOT)
                          .replaceAll("\\{\\w+}", "x")
                          .contains(
                              complaint.toLowerCase(Locale.ROOT).replaceAll("\\{\\w+}", "x")));
        }
      }
    }
  }
}
