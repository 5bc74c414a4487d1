package dev.hone.engine.training;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a training did.
 *
 * @param steps steps of the optimizer done, those before a resume included
 * @param resumedFrom steps that an earlier process had done, from whose checkpoint this one went
 *     on; 0 where there was none
 * @param tokens tokens read, padding apart
 * @param finalLoss mean loss over the last tenth of the steps
 * @param heldOutLoss mean loss over the held-out answers' tokens; null where none were given
 * @param keptStep the step whose adapter was kept: the one with the lowest loss on the examples
 *     kept out of training, else the last
 * @param validation losses on the examples kept out of training; empty where none were
 * @param tokensPerSecond tokens read a second in this process
 * @param curve loss by step, every logged step
 * @param skipped examples left out, by reason
 */
public record TrainingReport(
    int steps,
    int resumedFrom,
    long tokens,
    double finalLoss,
    @Nullable Double heldOutLoss,
    int keptStep,
    List<ValidationPoint> validation,
    double tokensPerSecond,
    List<TrainingStep> curve,
    Map<String, Integer> skipped)
    implements java.io.Serializable {
  public TrainingReport {
    curve = List.copyOf(curve);
    validation = List.copyOf(validation);
    skipped = Map.copyOf(skipped);
  }
}
