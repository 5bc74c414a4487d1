package dev.hone.cli.pretraining;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Random weights of a Qwen2 decoder in which copying works from the start.
 *
 * <p>A small transformer spends millions of tokens before two of its layers find each other as an
 * induction circuit (Olsson et al., "In-context Learning and Induction Heads", 2022): a head that
 * looks one token back, and a later head that looks for where the current token stood before and
 * repeats what followed. Here they are laid out by hand and everything else is random:
 *
 * <ul>
 *   <li>layer 0, key-value heads 0 and 1: the biases of q and k are a constant turned by one and by
 *       two positions, so that rotary embedding makes them look one and two tokens back whatever
 *       stands there. Head 0 writes a projection P of that token into directions W.
 *   <li>layer 1, key-value heads 0 and 1: q reads P, k reads W, so a token attends to where it
 *       stood before, one later; v and o pass on what stands there. The slow rotary pairs carry
 *       most of it, so that distance matters little.
 * </ul>
 *
 * <p>Training moves all of it freely afterwards.
 */
public final class InductionStart {
  private static final double DEVIATION = 0.02;
  private static final double LOOK_BACK_BIAS = 6;
  private static final double QUERY_GAIN = 2;
  private static final double SLOW_PAIR_GAIN = 1.4;
  private static final double FAST_PAIR_GAIN = 0.2;
  private static final double SLOW_PAIRS_FROM = 3 / 8.0;

  /**
   * Sizes of the decoder; the head dimension is hidden / heads.
   *
   * @param ropeTheta base of the rotary embedding
   */
  public record Sizes(
      int vocabulary,
      int hidden,
      int layers,
      int heads,
      int keyValueHeads,
      int feedForward,
      double ropeTheta) {
    public Sizes {
      if (layers < 2 || keyValueHeads < 2 || hidden % heads != 0 || heads % keyValueHeads != 0) {
        throw new IllegalArgumentException(
            "An induction circuit needs 2 layers and 2 key-value heads, and whole heads; got "
                + layers
                + " layers, "
                + heads
                + " heads, "
                + keyValueHeads
                + " key-value heads, hidden "
                + hidden
                + ".");
      }
    }

    int headSize() {
      return hidden / heads;
    }
  }

  private final Sizes sizes;
  private final Random random;
  private final Map<String, float[]> tensors = new LinkedHashMap<>();

  private InductionStart(Sizes sizes, long seed) {
    this.sizes = sizes;
    this.random = new Random(seed);
  }

  /**
   * All tensors by their Hugging Face names, row-major [out, in]; the head is tied to the
   * embedding.
   */
  public static Map<String, float[]> tensors(Sizes sizes, long seed) {
    InductionStart start = new InductionStart(sizes, seed);
    start.randomEverywhere();
    start.lookBack();
    start.matchAndCopy();
    return start.tensors;
  }

  private void randomEverywhere() {
    int hidden = sizes.hidden;
    int keyValue = sizes.keyValueHeads * sizes.headSize();
    double intoResidual = DEVIATION / Math.sqrt(2.0 * sizes.layers);
    tensors.put("model.embed_tokens.weight", normal(sizes.vocabulary * hidden, DEVIATION));
    for (int layer = 0; layer < sizes.layers; layer++) {
      tensors.put(name(layer, "input_layernorm.weight"), ones(hidden));
      tensors.put(name(layer, "self_attn.q_proj.weight"), normal(hidden * hidden, DEVIATION));
      tensors.put(name(layer, "self_attn.q_proj.bias"), new float[hidden]);
      tensors.put(name(layer, "self_attn.k_proj.weight"), normal(keyValue * hidden, DEVIATION));
      tensors.put(name(layer, "self_attn.k_proj.bias"), new float[keyValue]);
      tensors.put(name(layer, "self_attn.v_proj.weight"), normal(keyValue * hidden, DEVIATION));
      tensors.put(name(layer, "self_attn.v_proj.bias"), new float[keyValue]);
      tensors.put(name(layer, "self_attn.o_proj.weight"), normal(hidden * hidden, intoResidual));
      tensors.put(name(layer, "post_attention_layernorm.weight"), ones(hidden));
      tensors.put(
          name(layer, "mlp.gate_proj.weight"), normal(sizes.feedForward * hidden, DEVIATION));
      tensors.put(name(layer, "mlp.up_proj.weight"), normal(sizes.feedForward * hidden, DEVIATION));
      tensors.put(
          name(layer, "mlp.down_proj.weight"), normal(hidden * sizes.feedForward, intoResidual));
    }
    tensors.put("model.norm.weight", ones(hidden));
  }

  private float[] readsToken; // P, [head size, hidden]
  private float[] writesPrevious; // the transpose of W, [head size, hidden], orthonormal rows

  private void lookBack() {
    int head = sizes.headSize();
    readsToken = normal(head * sizes.hidden, 1 / Math.sqrt(sizes.hidden));
    writesPrevious = orthonormalRows(head);
    float[] q = tensors.get(name(0, "self_attn.q_proj.weight"));
    float[] k = tensors.get(name(0, "self_attn.k_proj.weight"));
    float[] qBias = tensors.get(name(0, "self_attn.q_proj.bias"));
    float[] kBias = tensors.get(name(0, "self_attn.k_proj.bias"));
    for (int group = 0; group < 2; group++) {
      scaleRows(k, group * head, head, 0.1);
      int back = group + 1;
      for (int pair = 0; pair < head / 2; pair++) {
        kBias[group * head + pair] = (float) LOOK_BACK_BIAS;
      }
      for (int h : headsOf(group)) {
        scaleRows(q, h * head, head, 0.1);
        for (int pair = 0; pair < head / 2; pair++) {
          double angle = back * Math.pow(sizes.ropeTheta, -2.0 * pair / head);
          qBias[h * head + pair] = (float) (LOOK_BACK_BIAS * Math.cos(angle));
          qBias[h * head + head / 2 + pair] = (float) (-LOOK_BACK_BIAS * Math.sin(angle));
        }
      }
    }
    System.arraycopy(
        readsToken, 0, tensors.get(name(0, "self_attn.v_proj.weight")), 0, readsToken.length);
    float[] o = tensors.get(name(0, "self_attn.o_proj.weight"));
    int[] heads = headsOf(0);
    writeColumns(o, heads[0], writesPrevious, DEVIATION);
    for (int h = 1; h < heads.length; h++) {
      writeColumns(o, heads[h], writesPrevious, 0);
    }
  }

  private void matchAndCopy() {
    int head = sizes.headSize();
    float[] q = tensors.get(name(1, "self_attn.q_proj.weight"));
    float[] k = tensors.get(name(1, "self_attn.k_proj.weight"));
    float[] v = tensors.get(name(1, "self_attn.v_proj.weight"));
    float[] o = tensors.get(name(1, "self_attn.o_proj.weight"));
    for (int group = 0; group < 2; group++) {
      copyRows(writesPrevious, k, group * head, 1);
      float[] passesOn = orthonormalRows(head);
      System.arraycopy(passesOn, 0, v, group * head * sizes.hidden, passesOn.length);
      for (int h : headsOf(group)) {
        copyRows(readsToken, q, h * head, QUERY_GAIN);
        writeColumns(o, h, passesOn, DEVIATION);
      }
    }
  }

  private int[] headsOf(int group) {
    int each = sizes.heads / sizes.keyValueHeads;
    int[] heads = new int[each];
    for (int i = 0; i < each; i++) {
      heads[i] = group * each + i;
    }
    return heads;
  }

  /**
   * Copies a [head size, hidden] block to rows from {@code row}, slow rotary pairs louder than fast
   * ones.
   */
  private void copyRows(float[] block, float[] to, int row, double gain) {
    int half = sizes.headSize() / 2;
    for (int r = 0; r < sizes.headSize(); r++) {
      double pairGain = r % half >= SLOW_PAIRS_FROM * half ? SLOW_PAIR_GAIN : FAST_PAIR_GAIN;
      for (int c = 0; c < sizes.hidden; c++) {
        to[(row + r) * sizes.hidden + c] = (float) (block[r * sizes.hidden + c] * gain * pairGain);
      }
    }
  }

  /**
   * Sets the columns of head {@code h} in an output projection [hidden, hidden] to the block's
   * transpose.
   */
  private void writeColumns(float[] output, int h, float[] block, double gain) {
    int head = sizes.headSize();
    for (int c = 0; c < head; c++) {
      for (int r = 0; r < sizes.hidden; r++) {
        output[r * sizes.hidden + h * head + c] = (float) (block[c * sizes.hidden + r] * gain);
      }
    }
  }

  private void scaleRows(float[] weight, int row, int rows, double factor) {
    for (int i = row * sizes.hidden; i < (row + rows) * sizes.hidden; i++) {
      weight[i] *= (float) factor;
    }
  }

  /** Random orthonormal rows [rows, hidden], by Gram and Schmidt. */
  private float[] orthonormalRows(int rows) {
    int width = sizes.hidden;
    float[] block = normal(rows * width, 1);
    for (int r = 0; r < rows; r++) {
      for (int before = 0; before < r; before++) {
        double along = dot(block, r, before, width);
        for (int c = 0; c < width; c++) {
          block[r * width + c] -= (float) (along * block[before * width + c]);
        }
      }
      double length = Math.sqrt(dot(block, r, r, width));
      for (int c = 0; c < width; c++) {
        block[r * width + c] /= (float) length;
      }
    }
    return block;
  }

  private static double dot(float[] block, int row, int other, int width) {
    double sum = 0;
    for (int c = 0; c < width; c++) {
      sum += (double) block[row * width + c] * block[other * width + c];
    }
    return sum;
  }

  private float[] normal(int count, double deviation) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * deviation);
    }
    return values;
  }

  private static float[] ones(int count) {
    float[] values = new float[count];
    java.util.Arrays.fill(values, 1);
    return values;
  }

  private static String name(int layer, String part) {
    return "model.layers." + layer + "." + part;
  }
}
