package dev.hone.estimators.adapters;

import dev.hone.engine.training.TrainingStep;
import org.apache.spark.util.AccumulatorV2;
import org.jspecify.annotations.Nullable;

/** The last step that a training task took. Heartbeats carry it to the driver while it runs. */
final class LatestStep extends AccumulatorV2<TrainingStep, @Nullable TrainingStep> {
  private static final long serialVersionUID = 1L;

  private volatile @Nullable TrainingStep latest;

  @Override
  public boolean isZero() {
    return latest == null;
  }

  @Override
  public LatestStep copy() {
    LatestStep copy = new LatestStep();
    copy.latest = latest;
    return copy;
  }

  @Override
  public void reset() {
    latest = null;
  }

  @Override
  public void add(TrainingStep step) {
    latest = step;
  }

  @Override
  public void merge(AccumulatorV2<TrainingStep, @Nullable TrainingStep> other) {
    TrainingStep theirs = other.value();
    TrainingStep ours = latest;
    if (theirs != null && (ours == null || theirs.step() > ours.step())) {
      latest = theirs;
    }
  }

  @Override
  public @Nullable TrainingStep value() {
    return latest;
  }
}
