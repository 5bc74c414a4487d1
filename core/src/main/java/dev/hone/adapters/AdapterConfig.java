package dev.hone.adapters;

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
  /** All linear projections of a Llama-like layer. */
  public static final List<String> ALL_PROJECTIONS =
      List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

  public AdapterConfig {
    targetModules = List.copyOf(targetModules);
    if (rank < 1) {
      throw new IllegalArgumentException("Invalid adapter rank: " + rank + ". Use 1 or more.");
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
}
