package dev.hone.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TokenChoiceTest {
  /** Probabilities 0.1, 0.2, 0.7 after a token that is none of ours. */
  private static final float[] LOGITS = {
    99, (float) Math.log(0.1), (float) Math.log(0.2), (float) Math.log(0.7)
  };

  @Test
  void drawsInFallingOrderOfProbability() {
    assertThat(draw(1, 1, 0.0)).isEqualTo(2);
    assertThat(draw(1, 1, 0.69)).isEqualTo(2);
    assertThat(draw(1, 1, 0.71)).isEqualTo(1);
    assertThat(draw(1, 1, 0.91)).isZero();
  }

  @Test
  void keepsTheShareAskedForAndNoMore() {
    assertThat(draw(1, 0.7, 0.999)).isEqualTo(2);
    assertThat(draw(1, 0.71, 0.999)).isEqualTo(1);
    assertThat(draw(1, 0.01, 0.5)).isEqualTo(2);
  }

  @Test
  void temperatureFlattens() {
    int likeliest = 0;
    for (int i = 0; i < 1000; i++) {
      likeliest += draw(1e6, 1, (i + 0.5) / 1000) == 2 ? 1 : 0;
    }
    assertThat(likeliest / 1000.0).isCloseTo(1 / 3.0, within(0.01));
    assertThat(draw(0.01, 1, 0.999)).isEqualTo(2);
  }

  private static int draw(double temperature, double topP, double point) {
    return TokenChoice.draw(LOGITS, 1, 3, temperature, topP, point);
  }
}
