package dev.hone.adapters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * A LoRA adapter's shape: PEFT's adapter_config.json, as far as Hone reads it.
 *
 * @param rank inner dimension of the two matrices
 * @param alpha the adapter's output is scaled by alpha / rank, or alpha / sqrt(rank) with rslora
 * @param rslora whether the scale divides by the root of the rank
 * @param targetModules the projections adapted, such as {@code q_proj}
 * @param baseModel the base model's name or path as written there; empty where unknown
 */
public record AdapterConfig(
    int rank, double alpha, boolean rslora, List<String> targetModules, String baseModel) {
  /** The file's name in an adapter folder. */
  public static final String FILE = "adapter_config.json";

  /** The weights' name in an adapter folder. */
  public static final String WEIGHTS = "adapter_model.safetensors";

  /** All linear projections of a Llama-like layer. */
  public static final List<String> ALL_PROJECTIONS =
      List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

  /** Settings of PEFT that change the arithmetic in ways Hone does not know, unless empty. */
  private static final List<String> UNKNOWN_ARITHMETIC =
      List.of(
          "use_dora",
          "fan_in_fan_out",
          "lora_bias",
          "modules_to_save",
          "layers_to_transform",
          "layers_pattern",
          "layer_replication",
          "rank_pattern",
          "alpha_pattern",
          "trainable_token_indices",
          "target_parameters",
          "use_qalora",
          "alora_invocation_tokens");

  public AdapterConfig {
    targetModules = List.copyOf(targetModules);
    if (rank < 1) {
      throw new IllegalArgumentException("Invalid adapter rank: " + rank + ". Use 1 or more.");
    }
    if (!(alpha > 0)) {
      throw new IllegalArgumentException("Invalid adapter alpha: " + alpha + ". Use more than 0.");
    }
    if (targetModules.isEmpty()) {
      throw new IllegalArgumentException("Invalid adapter: it has no target modules.");
    }
  }

  /** An adapter on all projections. */
  public static AdapterConfig of(int rank, double alpha, String baseModel) {
    return new AdapterConfig(rank, alpha, false, ALL_PROJECTIONS, baseModel);
  }

  public double scale() {
    return alpha / (rslora ? Math.sqrt(rank) : rank);
  }

  /** The file's text, with every key that PEFT's loaders need. */
  public String toJson() {
    ObjectNode json = Json.object();
    json.put("peft_type", "LORA");
    json.put("task_type", "CAUSAL_LM");
    json.put("base_model_name_or_path", baseModel);
    json.putNull("revision");
    json.put("inference_mode", true);
    json.put("r", rank);
    if (alpha == Math.rint(alpha)) {
      json.put("lora_alpha", (long) alpha);
    } else {
      json.put("lora_alpha", alpha);
    }
    json.put("lora_dropout", 0.0);
    targetModules.forEach(json.putArray("target_modules")::add);
    json.put("bias", "none");
    json.put("fan_in_fan_out", false);
    json.putNull("modules_to_save");
    json.put("init_lora_weights", true);
    json.put("use_rslora", rslora);
    json.put("use_dora", false);
    json.putNull("layers_to_transform");
    json.putNull("layers_pattern");
    json.putObject("rank_pattern");
    json.putObject("alpha_pattern");
    return json.toPrettyString() + "\n";
  }

  /**
   * Reads a file's text.
   *
   * @throws IllegalArgumentException if it is not a plain LoRA adapter of linear projections; the
   *     message names the key and its value
   */
  public static AdapterConfig fromJson(String text) {
    JsonNode json = Json.parse(text);
    String type = json.path("peft_type").asText("");
    if (!type.equals("LORA")) {
      throw refused("peft_type", json.path("peft_type"), "Hone runs LORA");
    }
    for (String key : UNKNOWN_ARITHMETIC) {
      if (saysSomething(json.path(key))) {
        throw refused(key, json.path(key), "Hone runs plain LoRA of uniform rank");
      }
    }
    if (!json.path("bias").asText("none").equals("none")) {
      throw refused("bias", json.path("bias"), "Hone runs adapters without biases");
    }
    return new AdapterConfig(
        json.path("r").asInt(),
        json.path("lora_alpha").asDouble(),
        json.path("use_rslora").asBoolean(false),
        modules(json.path("target_modules")),
        json.path("base_model_name_or_path").asText(""));
  }

  private static List<String> modules(JsonNode node) {
    if (node.asText("").equals("all-linear")) {
      return ALL_PROJECTIONS;
    }
    List<String> modules = new ArrayList<>();
    for (JsonNode module : node) {
      String name = module.asText();
      // PEFT also takes longer suffixes and regular expressions; those choose layers.
      if (!ALL_PROJECTIONS.contains(name)) {
        throw refused("target_modules", node, "Hone knows " + ALL_PROJECTIONS);
      }
      modules.add(name);
    }
    if (modules.isEmpty()) {
      throw refused("target_modules", node, "Hone knows lists of " + ALL_PROJECTIONS);
    }
    return modules;
  }

  private static boolean saysSomething(JsonNode value) {
    if (value.isContainerNode()) {
      return !value.isEmpty();
    }
    return !value.isMissingNode() && !value.isNull() && !(value.isBoolean() && !value.asBoolean());
  }

  private static IllegalArgumentException refused(String key, JsonNode value, String why) {
    return new IllegalArgumentException(
        "Cannot use this adapter: "
            + key
            + " of "
            + FILE
            + " is "
            + (value.isMissingNode() ? "missing" : value)
            + ". "
            + why
            + ".");
  }
}
