package dev.hone.spark.params;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * A stage with the param {@code weightCol}: the column that says how many logged calls a row stands
 * for.
 */
public interface HasWeightCol extends Params {
  Param<String> weightCol();

  default String getWeightCol() {
    return getOrDefault(weightCol());
  }
}
