package dev.hone.engine;

import java.util.Arrays;

/** Draws a token from logits. */
final class TokenChoice {
  private TokenChoice() {}

  /**
   * The token at a point of the distribution's sum, tokens in falling order of probability.
   *
   * @param point where in the kept probability to draw, in [0, 1)
   */
  static int draw(
      float[] logits, int offset, int vocabulary, double temperature, double topP, double point) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < vocabulary; i++) {
      max = Math.max(max, logits[offset + i]);
    }
    // One sortable long a token: probability's bits above, token below; ties go to the lower token.
    long[] order = new long[vocabulary];
    double sum = 0;
    for (int i = 0; i < vocabulary; i++) {
      float weight = (float) Math.exp((logits[offset + i] - max) / temperature);
      sum += weight;
      order[i] = ((long) Float.floatToRawIntBits(weight) << 32) | (0x7fffffff - i);
    }
    Arrays.sort(order);
    double kept = 0;
    int first = vocabulary;
    while (first > 0 && kept < topP * sum) {
      kept += weight(order[--first]);
    }
    double target = point * kept;
    double seen = 0;
    for (int i = vocabulary - 1; i >= first; i--) {
      seen += weight(order[i]);
      if (seen > target) {
        return token(order[i]);
      }
    }
    return token(order[vocabulary - 1]);
  }

  private static float weight(long entry) {
    return Float.intBitsToFloat((int) (entry >>> 32));
  }

  private static int token(long entry) {
    return 0x7fffffff - (int) entry;
  }
}
