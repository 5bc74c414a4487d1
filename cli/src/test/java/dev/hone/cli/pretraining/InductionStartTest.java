package dev.hone.cli.pretraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class InductionStartTest {
  private static final int HEAD = 8;
  private static final double THETA = 10_000;
  private static final InductionStart.Sizes SIZES =
      new InductionStart.Sizes(50, 32, 2, 4, 2, 48, THETA);

  /** What the biases alone score a token so many positions back, by rotary embedding. */
  private static double score(Map<String, float[]> tensors, int head, int group, int back) {
    float[] q = tensors.get("model.layers.0.self_attn.q_proj.bias");
    float[] k = tensors.get("model.layers.0.self_attn.k_proj.bias");
    double sum = 0;
    for (int pair = 0; pair < HEAD / 2; pair++) {
      double angle = back * Math.pow(THETA, -2.0 * pair / HEAD);
      double q1 = q[head * HEAD + pair];
      double q2 = q[head * HEAD + HEAD / 2 + pair];
      double turned1 = q1 * Math.cos(angle) - q2 * Math.sin(angle);
      double turned2 = q1 * Math.sin(angle) + q2 * Math.cos(angle);
      sum += turned1 * k[group * HEAD + pair] + turned2 * k[group * HEAD + HEAD / 2 + pair];
    }
    return sum;
  }

  @Test
  void firstHeadsLookOneAndTwoTokensBack() {
    Map<String, float[]> tensors = InductionStart.tensors(SIZES, 1);

    for (int back = 0; back < 30; back++) {
      if (back != 1) {
        assertThat(score(tensors, 0, 0, 1)).isGreaterThan(score(tensors, 0, 0, back) + 1);
      }
      if (back != 2) {
        assertThat(score(tensors, 2, 1, 2)).isGreaterThan(score(tensors, 2, 1, back) + 1);
      }
    }
  }

  @Test
  void sameSeedGivesSameWeights() {
    assertThat(InductionStart.tensors(SIZES, 5).get("model.embed_tokens.weight"))
        .isEqualTo(InductionStart.tensors(SIZES, 5).get("model.embed_tokens.weight"))
        .isNotEqualTo(InductionStart.tensors(SIZES, 6).get("model.embed_tokens.weight"));
  }

  @Test
  void refusesASingleLayer() {
    assertThatThrownBy(() -> new InductionStart.Sizes(50, 32, 1, 4, 2, 48, THETA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 1 layers");
  }
}
