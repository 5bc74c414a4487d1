package dev.hone.serving.answers;

import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.SparkSessionExtensionsProvider;
import scala.Tuple3;
import scala.runtime.BoxedUnit;

/**
 * Brings {@code hone_answer} to every new session of an application that has Hone on its class path
 * from the start, without a call of {@code Hone.register}.
 */
public final class AnswerExtensions implements SparkSessionExtensionsProvider {
  @Override
  public BoxedUnit apply(SparkSessionExtensions extensions) {
    extensions.injectFunction(
        new Tuple3<>(AnswerFunction.IDENTIFIER, AnswerFunction.INFO, AnswerFunction.builder()));
    extensions.injectPreCBORule(session -> new LiftAnswerCalls());
    extensions.injectPlannerStrategy(session -> new PlanAnswerBatches());
    return BoxedUnit.UNIT;
  }
}
