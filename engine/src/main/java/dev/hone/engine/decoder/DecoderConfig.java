package dev.hone.engine.decoder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.engine.weights.BadModelException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decoder's shape and arithmetic, from config.json in either of transformers' spellings.
 *
 * @param hidden width of the residual stream
 * @param feedForward width inside the feed-forward
 * @param headDim width of one attention head
 * @param kvHeads key and value heads, each shared by heads / kvHeads query heads
 * @param normEpsilon added under the root of every norm
 * @param qkvBias whether the query, key and value projections add a bias
 * @param outputBias whether the attention's output projection adds one
 * @param tied whether the head is the embedding
 * @param contextTokens the most positions the model was made for
 * @param rope how positions turn
 * @param initializerRange deviation of random parameters
 */
public record DecoderConfig(
    String modelType,
    int vocabulary,
    int hidden,
    int layers,
    int heads,
    int kvHeads,
    int headDim,
    int feedForward,
    double normEpsilon,
    boolean qkvBias,
    boolean outputBias,
    boolean tied,
    int contextTokens,
    Rope rope,
    double initializerRange) {

  private static final int MAX_SIZE = 1 << 24;

  /** Keys that change the arithmetic in ways the program does not know, unless null or false. */
  private static final List<String> UNKNOWN_ARITHMETIC =
      List.of(
          "mlp_bias",
          "quantization_config",
          "attn_logit_softcapping",
          "final_logit_softcapping",
          "logit_scale",
          "logits_scaling",
          "residual_multiplier",
          "embedding_multiplier",
          "attention_multiplier",
          "query_pre_attn_scalar",
          "clip_qkv",
          "use_qk_norm",
          "qk_layernorm",
          "no_rope_layers",
          "num_experts",
          "num_local_experts",
          "n_routed_experts",
          "use_mrope",
          "rope_interleaved");

  /** A parameter's name in the file and its shape. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Parameter(String name, long[] shape) {}

  /**
   * Reads and checks a config.json.
   *
   * @throws BadModelException if the family is unknown, a key would change the arithmetic, or a
   *     size makes no sense; the message names the key and its value
   */
  public static DecoderConfig from(JsonNode json) {
    String type = json.path("model_type").asText("");
    if (!type.equals("llama") && !type.equals("qwen2")) {
      throw new BadModelException(
          "Cannot run model_type '" + type + "'. Hone runs the families llama and qwen2.");
    }
    refuseUnknownArithmetic(json, type);
    int hidden = size(json, "hidden_size", null);
    int heads = size(json, "num_attention_heads", null);
    int kvHeads = size(json, "num_key_value_heads", heads);
    int headDim = size(json, "head_dim", Math.max(1, hidden / heads));
    if (heads % kvHeads != 0) {
      throw new BadModelException(
          "Cannot run this config: num_attention_heads "
              + heads
              + " is not a multiple of num_key_value_heads "
              + kvHeads
              + ".");
    }
    if (!json.has("head_dim") && hidden % heads != 0) {
      throw new BadModelException(
          "Cannot run this config: hidden_size "
              + hidden
              + " is not a multiple of num_attention_heads "
              + heads
              + ".");
    }
    if (headDim % 2 != 0) {
      throw new BadModelException("Cannot run this config: head_dim " + headDim + " is odd.");
    }
    boolean llamaBias = type.equals("llama") && json.path("attention_bias").asBoolean(false);
    return new DecoderConfig(
        type,
        size(json, "vocab_size", null),
        hidden,
        size(json, "num_hidden_layers", null),
        heads,
        kvHeads,
        headDim,
        size(json, "intermediate_size", null),
        number(json, "rms_norm_eps", 1e-6),
        type.equals("qwen2") || llamaBias,
        llamaBias,
        json.path("tie_word_embeddings").asBoolean(false),
        size(json, "max_position_embeddings", type.equals("qwen2") ? 32_768 : 2_048),
        Rope.from(json),
        number(json, "initializer_range", 0.02));
  }

  /** All parameters, in the order in which the program takes them. */
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>();
    long query = (long) heads * headDim;
    long keys = (long) kvHeads * headDim;
    all.add(new Parameter("model.embed_tokens.weight", new long[] {vocabulary, hidden}));
    for (int i = 0; i < layers; i++) {
      String layer = "model.layers." + i + ".";
      String attention = layer + "self_attn.";
      all.add(new Parameter(layer + "input_layernorm.weight", new long[] {hidden}));
      all.add(new Parameter(attention + "q_proj.weight", new long[] {query, hidden}));
      all.add(new Parameter(attention + "k_proj.weight", new long[] {keys, hidden}));
      all.add(new Parameter(attention + "v_proj.weight", new long[] {keys, hidden}));
      all.add(new Parameter(attention + "o_proj.weight", new long[] {hidden, query}));
      all.add(new Parameter(layer + "post_attention_layernorm.weight", new long[] {hidden}));
      all.add(new Parameter(layer + "mlp.gate_proj.weight", new long[] {feedForward, hidden}));
      all.add(new Parameter(layer + "mlp.up_proj.weight", new long[] {feedForward, hidden}));
      all.add(new Parameter(layer + "mlp.down_proj.weight", new long[] {hidden, feedForward}));
      if (qkvBias) {
        all.add(new Parameter(attention + "q_proj.bias", new long[] {query}));
        all.add(new Parameter(attention + "k_proj.bias", new long[] {keys}));
        all.add(new Parameter(attention + "v_proj.bias", new long[] {keys}));
      }
      if (outputBias) {
        all.add(new Parameter(attention + "o_proj.bias", new long[] {hidden}));
      }
    }
    all.add(new Parameter("model.norm.weight", new long[] {hidden}));
    if (!tied) {
      all.add(new Parameter("lm_head.weight", new long[] {vocabulary, hidden}));
    }
    return all;
  }

  public long parameterCount() {
    long count = 0;
    for (Parameter parameter : parameters()) {
      long elements = 1;
      for (long size : parameter.shape()) {
        elements *= size;
      }
      count += elements;
    }
    return count;
  }

  private static void refuseUnknownArithmetic(JsonNode json, String type) {
    String act = json.path("hidden_act").asText("silu");
    if (!act.equals("silu") && !act.equals("swish")) {
      throw refused("hidden_act", json.path("hidden_act"), "Only silu is known");
    }
    for (String key : UNKNOWN_ARITHMETIC) {
      JsonNode value = json.path(key);
      if (!value.isMissingNode() && !value.isNull() && !(value.isBoolean() && !value.asBoolean())) {
        throw refused(key, value, "Hone does not know this arithmetic");
      }
    }
    if (json.path("partial_rotary_factor").asDouble(1) != 1) {
      throw refused("partial_rotary_factor", json.path("partial_rotary_factor"), "Only 1 is known");
    }
    if (type.equals("qwen2")
        && json.has("attention_bias")
        && !json.path("attention_bias").asBoolean()) {
      throw refused("attention_bias", json.path("attention_bias"), "qwen2 always has these biases");
    }
    boolean windows =
        type.equals("qwen2")
            ? json.path("use_sliding_window").asBoolean(false)
            : json.path("sliding_window").asLong(0) > 0;
    if (windows) {
      throw refused(
          "sliding_window", json.path("sliding_window"), "Hone attends to the whole context only");
    }
    for (JsonNode layer : json.path("layer_types")) {
      if (!layer.asText().equals("full_attention")) {
        throw refused("layer_types", layer, "Only full_attention is known");
      }
    }
  }

  private static BadModelException refused(String key, JsonNode value, String why) {
    return new BadModelException(
        "Cannot run this config: " + key + " is " + value + ". " + why + ".");
  }

  private static int size(JsonNode json, String key, @Nullable Integer otherwise) {
    JsonNode value = json.path(key);
    if ((value.isMissingNode() || value.isNull()) && otherwise != null) {
      return otherwise;
    }
    if (!value.canConvertToInt()
        || !value.isIntegralNumber()
        || value.intValue() < 1
        || value.intValue() > MAX_SIZE) {
      throw new BadModelException(
          "Cannot run this config: "
              + key
              + " is "
              + (value.isMissingNode() ? "missing" : value)
              + ". A whole number from 1 to "
              + MAX_SIZE
              + " is needed.");
    }
    return value.intValue();
  }

  private static double number(JsonNode json, String key, double otherwise) {
    JsonNode value = json.path(key);
    if (value.isMissingNode() || value.isNull()) {
      return otherwise;
    }
    if (!value.isNumber() || !(value.doubleValue() > 0)) {
      throw new BadModelException(
          "Cannot run this config: " + key + " is " + value + ". A number above 0 is needed.");
    }
    return value.doubleValue();
  }
}
