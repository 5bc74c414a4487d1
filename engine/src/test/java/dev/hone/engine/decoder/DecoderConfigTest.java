package dev.hone.engine.decoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hone.engine.weights.BadModelException;
import dev.hone.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecoderConfigTest {
  private static final String SIZES =
      "'vocab_size':100,'hidden_size':32,'num_hidden_layers':2,'num_attention_heads':4,"
          + "'num_key_value_heads':2,'intermediate_size':48";

  @Test
  void readsBothSpellings() {
    DecoderConfig old =
        config(
            "llama",
            "'rope_theta':500000.0,'torch_dtype':'bfloat16','rope_scaling':{'rope_type':'llama3','factor':8.0,"
                + "'low_freq_factor':1.0,'high_freq_factor':4.0,'original_max_position_embeddings':8192}");
    DecoderConfig today =
        config(
            "llama",
            "'dtype':'bfloat16','rope_parameters':{'rope_theta':500000.0,'rope_type':'llama3','factor':8.0,"
                + "'low_freq_factor':1.0,'high_freq_factor':4.0,'original_max_position_embeddings':8192}");
    assertThat(today).isEqualTo(old);
    assertThat(old.rope().stretch()).isInstanceOf(Rope.Stretch.Llama3.class);
  }

  @Test
  void knowsWhatFamiliesLeaveUnsaid() {
    assertThat(config("qwen2", "'tie_word_embeddings':true").qkvBias()).isTrue();
    assertThat(config("qwen2", "'sliding_window':4096,'use_sliding_window':false").outputBias())
        .isFalse();
    assertThat(config("llama", "'attention_bias':true").outputBias()).isTrue();
    assertThat(config("llama", "'pretraining_tp':1").qkvBias()).isFalse();
    DecoderConfig llama = config("llama", "'head_dim':16");
    assertThat(llama.headDim()).isEqualTo(16);
    assertThat(llama.parameters()).hasSize(1 + 2 * 9 + 2);
  }

  @Test
  void keepsHighFrequenciesAndSlowsLowOnes() {
    Rope rope = new Rope(10_000, new Rope.Stretch.Llama3(8, 1, 4, 8192));
    float[] plain = new Rope(10_000, new Rope.Stretch.None()).frequencies(64);
    float[] stretched = rope.frequencies(64);
    assertThat(stretched[0]).isEqualTo(plain[0]);
    assertThat((double) stretched[31]).isCloseTo(plain[31] / 8.0, within(1e-9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "gpt2  | 'x':1 | Cannot run model_type 'gpt2'. Hone runs the families llama and qwen2.",
        "llama | 'hidden_act':'gelu' | hidden_act is \"gelu\". Only silu is known.",
        "llama | 'mlp_bias':true | mlp_bias is true",
        "llama | 'quantization_config':{'bits':4} | quantization_config is {\"bits\":4}",
        "llama | 'sliding_window':4096 | sliding_window is 4096. Hone attends to the whole context only.",
        "qwen2 | 'use_sliding_window':true,'sliding_window':4096 | sliding_window is 4096",
        "qwen2 | 'layer_types':['full_attention','sliding_attention'] | layer_types is \"sliding_attention\"",
        "qwen2 | 'attention_bias':false | attention_bias is false",
        "llama | 'rope_scaling':{'type':'yarn','factor':4.0} | rope type is 'yarn'. Hone knows default, linear and llama3.",
        "llama | 'rope_scaling':{'type':'linear'} | factor of the rope scaling is",
        "llama | 'partial_rotary_factor':0.5 | partial_rotary_factor is 0.5",
        "llama | 'final_logit_softcapping':30.0 | final_logit_softcapping is 30.0",
        "llama | 'num_key_value_heads':3 | is not a multiple of num_key_value_heads 3",
        "llama | 'hidden_size':-1 | hidden_size is -1",
        "llama | 'vocab_size':99999999999 | vocab_size is 99999999999",
        "llama | 'rms_norm_eps':'tiny' | rms_norm_eps is \"tiny\"",
      })
  void refusesWhatItCannotCompute(String type, String more, String why) {
    assertThatThrownBy(() -> config(type, more))
        .isInstanceOf(BadModelException.class)
        .hasMessageContaining(why);
  }

  /** Later keys win in Jackson, so that a case can change a size. */
  private static DecoderConfig config(String type, String more) {
    String json = "{'model_type':'" + type + "'," + SIZES + "," + more.strip() + "}";
    return DecoderConfig.from(Json.parse(json.replace('\'', '"')));
  }
}
