package dev.hone.cli.pretraining;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.engine.decoder.DecoderConfig;
import dev.hone.engine.weights.DType;
import dev.hone.engine.weights.SafetensorsWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The files of the small base model's folder, apart from what training makes. */
final class BaseModel {
  static final InductionStart.Sizes SIZES =
      new InductionStart.Sizes(4096, 256, 6, 8, 4, 768, 10_000);

  private static final int CONTEXT = 1024;
  private static final int TOKENIZER_DOCUMENTS = 60_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private BaseModel() {}

  /** The folder at the start of training: the tokenizer, and weights that only know how to copy. */
  static void start(Path folder, long seed) throws IOException {
    Files.createDirectories(folder);
    ObjectNode config = config();
    Files.writeString(folder.resolve("config.json"), config.toPrettyString() + "\n");
    Files.writeString(folder.resolve("tokenizer.json"), tokenizer(seed));
    Map<String, float[]> tensors = InductionStart.tensors(SIZES, seed);
    List<SafetensorsWriter.Entry> entries = new ArrayList<>();
    for (DecoderConfig.Parameter parameter : DecoderConfig.from(config).parameters()) {
      float[] values = tensors.get(parameter.name());
      if (values == null) {
        throw new IllegalStateException("No first weights for " + parameter.name());
      }
      entries.add(
          new SafetensorsWriter.Entry(
              parameter.name(), DType.F32, parameter.shape(), () -> values));
    }
    SafetensorsWriter.write(folder.resolve("model.safetensors"), entries, Map.of("format", "pt"));
  }

  /** Adds to an exported model what others need to run it. */
  static void complete(Path folder, Path tokenizer) throws IOException {
    Files.copy(
        tokenizer,
        folder.resolve("tokenizer.json"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    String template = resource("chat_template.jinja");
    Files.writeString(folder.resolve("chat_template.jinja"), template);
    ObjectNode settings = JSON.createObjectNode();
    settings.put("tokenizer_class", "PreTrainedTokenizerFast").put("add_prefix_space", false);
    settings.put("clean_up_tokenization_spaces", false).put("model_max_length", CONTEXT);
    settings.putNull("bos_token").put("eos_token", "<|im_end|>").put("pad_token", "<|pad|>");
    settings.put("chat_template", template);
    Files.writeString(folder.resolve("tokenizer_config.json"), settings.toPrettyString() + "\n");
    ObjectNode generation = JSON.createObjectNode();
    generation.putArray("eos_token_id").add(2).add(0);
    generation.put("pad_token_id", 3).put("do_sample", false);
    Files.writeString(folder.resolve("generation_config.json"), generation.toPrettyString() + "\n");
  }

  private static ObjectNode config() {
    ObjectNode config = JSON.createObjectNode();
    config.putArray("architectures").add("Qwen2ForCausalLM");
    config.put("model_type", "qwen2").put("vocab_size", SIZES.vocabulary());
    config.put("hidden_size", SIZES.hidden()).put("num_hidden_layers", SIZES.layers());
    config.put("num_attention_heads", SIZES.heads());
    config.put("num_key_value_heads", SIZES.keyValueHeads());
    config.put("intermediate_size", SIZES.feedForward()).put("hidden_act", "silu");
    config.put("max_position_embeddings", CONTEXT).put("rms_norm_eps", 1e-5);
    config.put("rope_theta", SIZES.ropeTheta()).put("tie_word_embeddings", true);
    config.put("use_sliding_window", false).put("attention_dropout", 0.0);
    config.put("initializer_range", 0.02).put("torch_dtype", "bfloat16");
    config.putNull("bos_token_id").put("eos_token_id", 2).put("pad_token_id", 3);
    return config;
  }

  private static String tokenizer(long seed) {
    Corpus corpus = new Corpus(seed);
    BpeTrainer trainer = new BpeTrainer();
    for (long n = 0; n < TOKENIZER_DOCUMENTS; n++) {
      corpus.document(n).messages().forEach(message -> trainer.add(ChatMl.body(message)));
    }
    for (int i = 0; i < 50; i++) { // what the template adds
      trainer.add("system\nuser\nassistant\ntool\n# Tools\n");
    }
    return trainer.train(SIZES.vocabulary());
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = BaseModel.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not beside " + BaseModel.class.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
