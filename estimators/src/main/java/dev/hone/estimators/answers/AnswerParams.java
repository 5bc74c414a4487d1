package dev.hone.estimators.answers;

import dev.hone.spark.params.HasToolsCol;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;

/**
 * What every stage that answers is told: how to draw answers, and how many at once.
 *
 * @param <S> the stage
 */
public interface AnswerParams<S extends AnswerParams<S>> extends HasToolsCol {
  /** Enough for the short answers that small models are tuned for. */
  int DEFAULT_MAX_NEW_TOKENS = 256;

  /** This stage; setters give it back. */
  S self();

  IntParam maxNewTokens();

  DoubleParam temperature();

  LongParam samplingSeed();

  IntParam batchRows();

  default int getMaxNewTokens() {
    return (int) getOrDefault(maxNewTokens());
  }

  default S setMaxNewTokens(int tokens) {
    set(maxNewTokens(), tokens);
    return self();
  }

  default double getTemperature() {
    return (double) getOrDefault(temperature());
  }

  default S setTemperature(double value) {
    set(temperature(), value);
    return self();
  }

  default long getSamplingSeed() {
    return (long) getOrDefault(samplingSeed());
  }

  default S setSamplingSeed(long seed) {
    set(samplingSeed(), seed);
    return self();
  }

  default int getBatchRows() {
    return (int) getOrDefault(batchRows());
  }

  default S setBatchRows(int rows) {
    set(batchRows(), rows);
    return self();
  }
}
