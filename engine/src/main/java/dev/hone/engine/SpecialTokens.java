package dev.hone.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.engine.weights.ModelFolder;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A model folder's special tokens by name ({@code bos_token}, ...), as templates see them, and the
 * ids that its configs say end an answer.
 */
record SpecialTokens(Map<String, String> byName, Set<Integer> endIds) {
  private static final List<String> FILES =
      List.of("special_tokens_map.json", "tokenizer_config.json");
  private static final List<String> CONFIGS = List.of("config.json", "generation_config.json");

  static SpecialTokens of(ModelFolder folder, Tokenizer tokenizer) {
    Map<String, String> byName = new LinkedHashMap<>();
    for (String file : FILES) {
      if (folder.has(file)) {
        folder
            .json(file)
            .fields()
            .forEachRemaining(
                field -> {
                  String text = text(field.getValue());
                  if (field.getKey().endsWith("_token") && !text.isEmpty()) {
                    byName.put(field.getKey(), text);
                  }
                });
      }
    }
    Set<Integer> endIds = new LinkedHashSet<>();
    for (String file : CONFIGS) {
      if (folder.has(file)) {
        JsonNode ids = folder.json(file).path("eos_token_id");
        if (ids.isIntegralNumber()) {
          endIds.add(ids.intValue());
        }
        ids.forEach(id -> endIds.add(id.asInt()));
      }
    }
    String end = byName.get("eos_token");
    if (end != null) {
      tokenizer.idOf(end).ifPresent(endIds::add);
    }
    return new SpecialTokens(byName, endIds);
  }

  /** A token is written as its text or as an object around it. */
  private static String text(JsonNode token) {
    return token.isObject() ? token.path("content").asText("") : token.asText("");
  }
}
