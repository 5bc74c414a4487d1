package dev.hone.engine.training;

import java.nio.file.Path;

/**
 * Hears how training goes, on the training thread. What it throws ends the training, after what was
 * done is saved.
 */
@FunctionalInterface
public interface TrainingListener {
  /** Called after every step that is logged, and after the last one. */
  void onStep(TrainingStep step);

  /**
   * Called when unfinished work was saved, with the one file that holds all of it. It stays as it
   * is until this returns.
   */
  default void onCheckpoint(Path file) {}

  static TrainingListener silent() {
    return step -> {};
  }
}
