package dev.hone.engine.training;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Early stopping: the loss on examples kept out of training is looked at twice an epoch, the
 * adapter with the lowest is kept, and training ends when it has not been bettered for two epochs.
 * Logged answers are partly wrong at random; past that point an adapter learns them by heart.
 */
final class Validation {
  private static final int LOOKS_AN_EPOCH = 2;
  private static final int PATIENCE = 4;
  private static final String PREFIX = "best-";

  private final List<TokenBatch> batches;
  private final int everySteps;
  private final Path folder;
  private final List<ValidationPoint> points = new ArrayList<>();

  /**
   * @param kept the examples kept out; none turns this off
   * @param folder where unfinished work lies
   * @param before what an earlier process saw; it counts only as far as its best adapter is there
   */
  Validation(EncodedExamples kept, int stepsPerEpoch, Path folder, List<ValidationPoint> before) {
    this.batches = EncodedExamples.batches(kept.examples());
    this.everySteps = Math.max(1, stepsPerEpoch / LOOKS_AN_EPOCH);
    this.folder = folder;
    points.addAll(before);
    ValidationPoint best = best();
    if (best != null && !Files.isDirectory(adapter(best))) {
      points.clear(); // its adapter stayed on another machine
    }
  }

  List<ValidationPoint> points() {
    return List.copyOf(points);
  }

  /** The lowest point, the first of equals; null where nothing was looked at. */
  @Nullable ValidationPoint best() {
    return points.stream().min(Comparator.comparingDouble(ValidationPoint::loss)).orElse(null);
  }

  /** Where the adapter of a best point lies. */
  Path adapter(ValidationPoint best) {
    return folder.resolve(PREFIX + best.step());
  }

  boolean isDue(int step, boolean last) {
    return !batches.isEmpty() && (last || step % everySteps == 0);
  }

  /**
   * Looks, and writes the adapter if it is the best so far.
   *
   * @return whether training should end
   */
  boolean look(Trainer trainer, int step) {
    ValidationPoint before = best();
    ValidationPoint now = new ValidationPoint(step, trainer.loss(batches));
    points.add(now);
    if (before == null || now.loss() < before.loss()) {
      Folders.delete(adapter(now));
      trainer.writeAdapter(adapter(now));
      return false;
    }
    return points.size() - 1 - points.indexOf(before) >= PATIENCE;
  }

  /** Deletes adapters that are not the best. To be called when a checkpoint knows the best. */
  void forgetWorse() {
    ValidationPoint best = best();
    for (ValidationPoint point : points) {
      if (!point.equals(best)) {
        Folders.delete(adapter(point));
      }
    }
  }
}
