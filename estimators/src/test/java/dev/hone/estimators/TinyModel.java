package dev.hone.estimators;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.engine.Precision;
import dev.hone.engine.training.TokenBatch;
import dev.hone.engine.training.Trainer;
import dev.hone.engine.training.TrainerOptions;
import dev.hone.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A Llama of two layers over bytes, with a ChatML template, that has learnt to say "no" to
 * everything. Made in a second or so.
 */
public final class TinyModel {
  public static final int CONTEXT = 256;

  private static final int STEPS = 40;

  private static final List<String> SPECIAL = List.of("<|im_start|>", "<|im_end|>");
  private static final String TEMPLATE =
      """
      {%- for message in messages -%}
      {{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}
      {%- endfor -%}
      {%- if add_generation_prompt -%}{{ '<|im_start|>assistant\\n' }}{%- endif -%}
      """;

  private TinyModel() {}

  /** Writes the model into a folder of that name. */
  public static Path write(Path folder) throws IOException {
    int vocabulary = 256 + SPECIAL.size();
    String config =
        """
        {"model_type": "llama", "vocab_size": %d, "hidden_size": 32, "num_hidden_layers": 2,
         "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 64,
         "max_position_embeddings": %d, "tie_word_embeddings": true, "eos_token_id": 257}
        """
            .formatted(vocabulary, CONTEXT);
    TrainerOptions options = TrainerOptions.of(2e-2, 5, STEPS).withPrecision(Precision.F32);
    try (Trainer trainer = Trainer.fromScratch(config, options, 7)) {
      for (int step = 0; step < STEPS; step++) {
        trainer.step(List.of(conversations(step)));
      }
      trainer.export(folder);
    }
    Files.writeString(folder.resolve("tokenizer.json"), tokenizer().toString());
    Files.writeString(folder.resolve("chat_template.jinja"), TEMPLATE);
    Files.writeString(folder.resolve("tokenizer_config.json"), "{\"eos_token\": \"<|im_end|>\"}");
    return folder;
  }

  private static TokenBatch conversations(int step) {
    int[][] ids = new int[4][];
    for (int row = 0; row < ids.length; row++) {
      String user = "user\nticket " + (step * ids.length + row);
      IntStream.Builder tokens = IntStream.builder();
      add(tokens, user);
      add(tokens, "assistant\nno");
      ids[row] = tokens.build().toArray();
    }
    return new TokenBatch(ids, ids);
  }

  private static void add(IntStream.Builder tokens, String turn) {
    tokens.add(256);
    for (byte value : turn.getBytes(StandardCharsets.UTF_8)) {
      tokens.add(value);
    }
    tokens.add(257).add('\n');
  }

  /** Byte-level BPE without a merge: a token a byte. */
  private static ObjectNode tokenizer() {
    ObjectNode root = Json.object().put("version", "1.0");
    root.putNull("truncation");
    root.putNull("padding");
    ArrayNode added = root.putArray("added_tokens");
    for (int i = 0; i < SPECIAL.size(); i++) {
      added
          .addObject()
          .put("id", 256 + i)
          .put("content", SPECIAL.get(i))
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", true);
    }
    root.putNull("normalizer");
    byteLevel(root.putObject("pre_tokenizer"));
    root.putNull("post_processor");
    byteLevel(root.putObject("decoder"));
    ObjectNode model = root.putObject("model").put("type", "BPE");
    model.putNull("dropout");
    model.putNull("unk_token");
    ObjectNode vocabulary = model.putObject("vocab");
    int unprintable = 0;
    for (int value = 0; value < 256; value++) {
      boolean printable =
          (value >= '!' && value <= '~')
              || (value >= 0xA1 && value <= 0xAC)
              || (value >= 0xAE && value <= 0xFF);
      int shown = printable ? value : 256 + unprintable++;
      vocabulary.put(Character.toString(shown), value);
    }
    model.putArray("merges");
    return root;
  }

  private static void byteLevel(ObjectNode node) {
    node.put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true)
        .put("use_regex", false);
  }
}
