package dev.hone.spark.params;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * A stage with the param {@code toolsCol}: the column that holds the tools on offer as JSON; empty
 * for none.
 */
public interface HasToolsCol extends Params {
  Param<String> toolsCol();

  default String getToolsCol() {
    return getOrDefault(toolsCol());
  }
}
