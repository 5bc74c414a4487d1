package dev.hone.spark.params;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * A stage with the param {@code promptCol}: the column that holds the conversation after pruning.
 */
public interface HasPromptCol extends Params {
  Param<String> promptCol();

  default String getPromptCol() {
    return getOrDefault(promptCol());
  }
}
