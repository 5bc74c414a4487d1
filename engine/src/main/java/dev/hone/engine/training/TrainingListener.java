package dev.hone.engine.training;

/** Hears how training goes, on the training thread. What it throws ends the training. */
@FunctionalInterface
public interface TrainingListener {
  /** Called after every step that is logged, and after the last one. */
  void onStep(TrainingStep step);

  static TrainingListener silent() {
    return step -> {};
  }
}
