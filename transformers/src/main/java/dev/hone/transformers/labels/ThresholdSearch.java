package dev.hone.transformers.labels;

import dev.hone.labels.CascadeThreshold;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Sets the threshold of a cascade on rows whose right answer is known. Works on the driver. */
public final class ThresholdSearch {
  private ThresholdSearch() {}

  /**
   * Asks the stage's cheap model about the rows; what it is paid for, the stage does not buy again.
   *
   * @param stage has a cheap model
   * @param known rows and their right answers
   * @param target share of right answers wanted among those that the cheap model decides, in (0, 1]
   */
  public static CascadeThreshold find(
      RelabelExamples stage,
      SparkSession spark,
      List<CascadeThreshold.Known> known,
      double target) {
    RelabelPlan plan = stage.plan(stage.access(spark));
    try (RelabelPlan.Opened opened = plan.new Opened()) {
      return CascadeThreshold.find(
          opened.agent(stage.getCheapModel()), plan.settings(), known, target);
    }
  }
}
