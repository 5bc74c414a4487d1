package dev.hone.serving.answers;

import dev.hone.spark.DoctorCheck;
import dev.hone.spark.Finding;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Whether {@code hone_answer} asks in batches in this session, or row by row. */
public final class AnswerCheck implements DoctorCheck {
  private static final String CHECK = "batched answers";

  @Override
  public List<Finding> examine(SparkSession spark) {
    if (!spark.catalog().functionExists(AnswerCall.NAME)) {
      return List.of(); // the check of SQL functions says so, and how to register it
    }
    if (!Boolean.parseBoolean(spark.conf().get(LiftAnswerCalls.BATCHED, "true"))) {
      return List.of(
          Finding.warn(
              CHECK,
              "off: hone_answer asks row by row, as "
                  + LiftAnswerCalls.BATCHED
                  + " is false in this session",
              "Run SET " + LiftAnswerCalls.BATCHED + " = true, unless batches make trouble."));
    }
    return List.of(
        isInUse(spark)
            ? Finding.ok(CHECK, "hone_answer is planned as the operator AnswerBatch")
            : Finding.warn(
                CHECK,
                "hone_answer asks row by row: this Spark does not plan Hone's operator",
                "It works, but slower with a local model. Use Apache Spark 4.0 in classic mode, or"
                    + " the stage AnswerWith, which asks in batches everywhere."));
  }

  private static boolean isInUse(SparkSession spark) {
    try {
      return AnswerFunction.isOperatorInUse(spark);
    } catch (RuntimeException | LinkageError e) {
      return false; // a session of another kind, such as Spark Connect's
    }
  }
}
