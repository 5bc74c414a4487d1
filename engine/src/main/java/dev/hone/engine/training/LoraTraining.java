package dev.hone.engine.training;

import dev.hone.examples.PruneRules;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Fits a LoRA adapter to examples: the whole job, from conversations to an adapter folder. */
@SuppressWarnings("DoNotCallSuggester")
public final class LoraTraining {
  private LoraTraining() {}

  /**
   * Trains and writes the adapter.
   *
   * @param base the base model's folder
   * @param train examples to learn
   * @param heldOut examples whose loss is reported; may be empty
   * @param rules what was pruned from the examples already; kept with the adapter
   * @param provenance where the examples came from, kept with the adapter
   * @param adapterOut the folder to make; it appears complete or not at all. Unfinished work lies
   *     beside it in a folder of the same name with {@code .partial}, from which a next run of the
   *     same training goes on
   * @return what was done
   */
  public static TrainingReport run(
      Path base,
      List<TrainingExample> train,
      List<TrainingExample> heldOut,
      TrainingConfig config,
      PruneRules rules,
      Map<String, String> provenance,
      Path adapterOut,
      TrainingListener listener) {
    throw new UnsupportedOperationException("run");
  }
}
