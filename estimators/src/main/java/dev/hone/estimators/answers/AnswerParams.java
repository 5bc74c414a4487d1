package dev.hone.estimators.answers;

import dev.hone.spark.params.HasToolsCol;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;

/** What every stage that answers is told: how to draw answers, and how many at once. */
public interface AnswerParams extends HasToolsCol {
  /** Enough for the short answers that small models are tuned for. */
  int DEFAULT_MAX_NEW_TOKENS = 256;

  IntParam maxNewTokens();

  DoubleParam temperature();

  LongParam samplingSeed();

  IntParam batchRows();

  default int getMaxNewTokens() {
    return (int) getOrDefault(maxNewTokens());
  }

  default double getTemperature() {
    return (double) getOrDefault(temperature());
  }

  default long getSamplingSeed() {
    return (long) getOrDefault(samplingSeed());
  }

  default int getBatchRows() {
    return (int) getOrDefault(batchRows());
  }
}
